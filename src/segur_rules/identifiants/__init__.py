"""The numbers of the portal: one module each, and the same four verbs everywhere.

`compact(number)` takes away what people add when they write a number (spaces, dots, dashes);
`validate(number)` gives the compact form or raises :class:`IdentifiantInvalide`;
`is_valid(number)` answers yes or no; `format(number)` writes the number for a reader and never
refuses. `PATTERN` is the shape of the compact form, as a regular expression that Python and
ECMAScript read alike. A module whose number has a key adds `cle_valide(number)`, which is quick
and expects the compact form.

>>> from segur_rules.identifiants import siret
>>> siret.validate("327 355 160 00422")
'32735516000422'
"""

from segur_rules.identifiants import (
    am,
    bic,
    finess,
    iban,
    numero_ans,
    numero_asp,
    numero_enrolement,
    rpps,
    siret,
)
from segur_rules.identifiants._erreur import Code, IdentifiantInvalide

__all__ = [
    "Code",
    "IdentifiantInvalide",
    "am",
    "bic",
    "finess",
    "iban",
    "numero_ans",
    "numero_asp",
    "numero_enrolement",
    "rpps",
    "siret",
]
