"""The conformance vectors, and the judge that compares an answer with what a vector expects.

A vector is language-neutral JSON: a file (a base with a patch, a text, or bytes), its documents
where it has any, what the caller knows, and the rule ids and pointers that a conforming
implementation reports; or the input of another operation, and its answer. Message texts are
never compared. `vector.schema.json` describes the form.
"""

from segur_rules.conformance.bases import base
from segur_rules.conformance.entree import resolved
from segur_rules.conformance.exact import dumps
from segur_rules.conformance.fichiers import CHECK_FILE, CHECK_PIECES, report_of
from segur_rules.conformance.jugement import judge, matches, run
from segur_rules.conformance.operations import OPERATIONS, answer
from segur_rules.conformance.suite import SUITE, Vector, vectors, vectors_of

__all__ = [
    "CHECK_FILE",
    "CHECK_PIECES",
    "OPERATIONS",
    "SUITE",
    "Vector",
    "answer",
    "base",
    "dumps",
    "judge",
    "matches",
    "report_of",
    "resolved",
    "run",
    "vectors",
    "vectors_of",
]
