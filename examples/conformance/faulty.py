"""The harness with two faults, for the suite to find.

segur-rules conformance run -- python examples/conformance/faulty.py
"""

import re
from datetime import datetime, timedelta

import harness


def expiration(given):
    """Count the days on the calendar of whoever files, and not on that of Paris."""
    day = datetime.fromisoformat(given["depot"]).date() + timedelta(days=7)
    return harness.expiration(given) | {"date": day.isoformat()}


def check_identifiant(given):
    """Take away spaces, and neither dots nor dashes."""
    answer = harness.check_identifiant(given)
    return {"valid": False} if re.search("[.-]", given["value"]) else answer


if __name__ == "__main__":
    harness.serve("faulty.py", {"expiration": expiration, "check_identifiant": check_identifiant})
