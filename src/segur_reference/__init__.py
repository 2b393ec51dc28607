"""A reference portal: what segur_rules says, stored and served, so that clients can be tested.

It decides no rule of its own. It is not the portal of the ASP, and its answers bind nobody.
"""

from typing import Final

__version__: Final = "0.1.0"
