"""The rules, one module per family, their registry, and the engine that judges a file."""

from segur_rules.rules.context import Context
from segur_rules.rules.engine import check, check_file, check_with_pieces, check_with_zip
from segur_rules.rules.inventory import RETIRED, RULESET, rules
from segur_rules.rules.registry import Rule, Stage

__all__ = [
    "RETIRED",
    "RULESET",
    "Context",
    "Rule",
    "Stage",
    "check",
    "check_file",
    "check_with_pieces",
    "check_with_zip",
    "rules",
]
