"""The smallest implementation that the conformance suite can ask, in Python alone.

It has two operations, each as the rules state it; the suite passes over all others.

    segur-rules conformance run -- python examples/conformance/harness.py
"""

import json
import re
import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
LENGTHS = {"siret": 14, "rpps": 11}


class Skipped(Exception):
    """What this implementation does not answer, and why."""


def expiration(given):
    """Seven days after the day of filing, in Paris, until its last instant."""
    day = datetime.fromisoformat(given["depot"]).astimezone(PARIS).date() + timedelta(days=7)
    return {
        "date": day.isoformat(),
        "last": datetime.combine(day, time.max, PARIS).isoformat(),
    }


def check_identifiant(given):
    """A SIRET or an RPPS number: its length, and its key."""
    if given["kind"] not in LENGTHS:
        raise Skipped(f"no {given['kind']} here")
    digits = re.sub(r"[\s.-]", "", given["value"])
    valid = re.fullmatch(rf"[0-9]{{{LENGTHS[given['kind']]}}}", digits) and has_key(digits)
    return {"valid": True, "compact": digits} if valid else {"valid": False}


def has_key(digits):
    """The key of Luhn; the sum of the digits for the establishments of La Poste."""
    if digits.startswith("356000000") and digits != "35600000000048":
        return sum(map(int, digits)) % 5 == 0
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0


def serve(name, operations):
    """Answer line by line: first who this is, then what is asked, until it is asked to stop."""
    who = {"protocol": 1, "name": name, "version": "1.0", "operations": sorted(operations)}
    answers = operations | {"start": lambda _: who, "stop": lambda _: {}}
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {"seq": asked["seq"]}
        try:
            answer["result"] = answers[asked["operation"]](asked["input"])
        except Skipped as why:
            answer["skipped"] = str(why)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        if asked["operation"] == "stop":
            break


if __name__ == "__main__":
    serve("harness.py", {"expiration": expiration, "check_identifiant": check_identifiant})
