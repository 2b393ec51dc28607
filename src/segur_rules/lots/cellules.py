"""What a cell says, or why it cannot be told: what a spreadsheet took away is never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from segur_rules.demandes.tags import parse_date
from segur_rules.identifiants import am, finess, rpps, siret
from segur_rules.lots.colonnes import Colonne, Genre
from segur_rules.outcomes import NO_PARAMS, Param


class CelluleRefusee(ValueError):
    """A cell that cannot be read: a code, and what its message needs."""

    def __init__(self, code: str, **params: Param) -> None:
        """Keep the code and the values."""
        super().__init__(code)
        self.code = code
        self.params = params


@frozen
class Lu:
    """The JSON value of a cell; `note` is the code of what was done to read it, or empty."""

    valeur: Any
    note: str = ""
    params: Mapping[str, Param] = NO_PARAMS


def read_cell(colonne: Colonne, cell: str) -> Lu:
    """The value of a trimmed cell; None where it is empty and may be. Raises `CelluleRefusee`."""
    if not cell:
        if colonne.obligatoire:
            raise CelluleRefusee("vide")
        return Lu(None)
    return _READERS[colonne.genre](colonne, cell)


def _text(colonne: Colonne, cell: str) -> Lu:
    # The vendor's own number is the one text that a spreadsheet may take for a number.
    if colonne.nom in _OWN_NUMBERS:
        _require_not_scientific(cell)
    return Lu(cell)


def _code(colonne: Colonne, cell: str) -> Lu:
    for value in colonne.valeurs:
        if value.casefold() == cell.casefold():
            return Lu(value)
    raise CelluleRefusee("code", valeur=cell, attendus=colonne.valeurs)


def _boolean(_: Colonne, cell: str) -> Lu:
    value = _BOOLEANS.get(cell.casefold())
    if value is None:
        raise CelluleRefusee("booleen", valeur=cell)
    return Lu(value)


def _amount(_: Colonne, cell: str) -> Lu:
    _require_not_scientific(cell)
    found = _AMOUNT.fullmatch(cell)
    if found is None:
        raise CelluleRefusee("montant", valeur=cell)
    whole = _SPACES.sub("", found["whole"])
    return Lu(Decimal(f"{whole}.{found['cents'] or '00'}"))


def _date(_: Colonne, cell: str) -> Lu:
    iso = _ISO.fullmatch(cell)
    written = f"{iso['d']}/{iso['m']}/{iso['y']}" if iso else cell
    if parse_date(written):
        return Lu(written, "date_iso" if iso else "", {"valeur": cell, "proche": written})
    raise CelluleRefusee("date_jour" if _SERIAL.fullmatch(cell) else "date", valeur=cell)


def _number(colonne: Colonne, cell: str) -> Lu:
    _require_not_scientific(cell)
    shape = _SHAPES[colonne.numero]
    compact = shape.compact(cell)
    if re.search(shape.pattern, compact):
        return Lu(compact)
    params: dict[str, Param] = {"numero": colonne.numero, "attendu": shape.length, "valeur": cell}
    if _DIGITS.fullmatch(compact) and len(compact) == shape.length - 1:
        raise CelluleRefusee("zero", **params)
    raise CelluleRefusee("numero", trouve=len(compact), **params)


def _telephone(_: Colonne, cell: str) -> Lu:
    _require_not_scientific(cell)
    digits = _SEPARATORS.sub("", cell)
    if _DIGITS.fullmatch(digits) and len(digits) == _TELEPHONE - 1:
        raise CelluleRefusee("zero_telephone", valeur=cell, attendu=_TELEPHONE)
    return Lu(cell)


def _require_not_scientific(cell: str) -> None:
    if _SCIENTIFIC.fullmatch(cell):
        raise CelluleRefusee("scientifique", valeur=cell)


@frozen
class _Shape:
    pattern: str
    length: int
    compact: Callable[[str], str]


_SHAPES: Final[Mapping[str, _Shape]] = MappingProxyType(
    {
        "SIRET": _Shape(siret.PATTERN, 14, siret.compact),
        "FINESS": _Shape(finess.PATTERN, 9, finess.compact),
        "RPPS": _Shape(rpps.PATTERN, 11, rpps.compact),
        "AM": _Shape(am.PATTERN, 9, am.compact),
    }
)
_TELEPHONE: Final = 10
_OWN_NUMBERS: Final = frozenset(("numeroEditeur", "numeroASP"))
_BOOLEANS: Final[Mapping[str, bool]] = MappingProxyType(
    {
        "oui": True,
        "vrai": True,
        "true": True,
        "1": True,
        "non": False,
        "faux": False,
        "false": False,
        "0": False,
    }
)
_READERS: Final[Mapping[Genre, Callable[[Colonne, str], Lu]]] = MappingProxyType(
    {
        Genre.TEXTE: _text,
        Genre.DATE: _date,
        Genre.MONTANT: _amount,
        Genre.BOOLEEN: _boolean,
        Genre.CODE: _code,
        Genre.NUMERO: _number,
        Genre.TELEPHONE: _telephone,
    }
)

_SPACES: Final = re.compile("[ \u00a0\u202f\u2009]")
# Three digits after a point or a comma may be thousands or thousandths: they are refused.
_AMOUNT: Final = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+|[0-9]{1,15})"
    r"(?:[.,](?P<cents>[0-9]{1,2}))?(?:[ \u00a0\u202f]?(?:€|EUR))?"
)
_ISO: Final = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)
_SERIAL: Final = re.compile(r"[34][0-9]{4}(?:[.,]0+)?")
_SCIENTIFIC: Final = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
_SEPARATORS: Final = re.compile("[ .\u00a0\u202f-]")
_DIGITS: Final = re.compile(r"[0-9]+")
