"""Anything at all: JSON that is no file, files that are hardly JSON, and bytes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

from segur_rules.catalogue import load
from segur_rules.demandes import fichier
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.tags import tags
from segur_rules.testing.strategies import Document, files, rendered

WIRE_NAMES: Final = tuple(
    sorted(
        {
            tag.wire
            for cls in vars(fichier).values()
            if isinstance(cls, type) and hasattr(cls, "__attrs_attrs__")
            for _, tag in tags(cls)
        }
        | {"SIRET"}
    )
)
"""Every tag of the format."""

_CHARS: Final = st.characters(codec="utf-8")
_TEXTS: Final = st.one_of(
    st.text(_CHARS, max_size=8),
    st.sampled_from(("HT", "C", "", "\n", "01/01/2022", "31/02/2022", "120780291", "API_35\n")),
)
_NUMBERS: Final = st.one_of(
    st.integers(-(10**20), 10**20),
    st.builds(
        Decimal, st.sampled_from(("0.0", "-0.0", "1.0", "0.005", "358.33", "1E+20", "1E-20"))
    ),
    st.builds("{}.{:03}".format, st.integers(-9999, 9999), st.integers(0, 999)).map(Decimal),
)
SCALARS: Final = st.one_of(st.none(), st.booleans(), _NUMBERS, _TEXTS)
_NAMES: Final = st.one_of(st.sampled_from(WIRE_NAMES), st.text(_CHARS, max_size=4))


def any_json() -> st.SearchStrategy[Any]:
    """Any JSON value, as the strict reader gives it; often one that resembles a file."""
    return st.one_of(_VALUES, st.builds(_file_of, _VALUES, st.lists(_LINES, max_size=3)))


_VALUES: Final = st.recursive(
    SCALARS,
    lambda inside: st.one_of(
        st.lists(inside, max_size=3), st.dictionaries(_NAMES, inside, max_size=4)
    ),
    max_leaves=12,
)
_LINES: Final = st.one_of(
    _VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "numLigne": _VALUES,
            "numeroASP": _VALUES,
            "numeroEditeur": _VALUES,
            "commande": _VALUES,
            "facture": _VALUES,
            "beneficiaires": st.one_of(
                _VALUES,
                st.dictionaries(
                    st.sampled_from(("clients", "etablissements", "liberal", "SIRET")), _VALUES
                ),
            ),
            "piecesJustificatives": st.one_of(
                _VALUES, st.lists(st.fixed_dictionaries({"nomFichier": _VALUES}), max_size=2)
            ),
            "scenarioInstallation": _VALUES,
        },
    ),
)


def _file_of(rest: Any, lines: list[Any]) -> Document:
    known = rest if isinstance(rest, dict) else {}
    return {"numeroAns": "mlp525off1", "siret": "38042372300028"} | known | {"lignesImport": lines}


def any_bytes() -> st.SearchStrategy[bytes]:
    """Any bytes: chance ones, JSON of any shape, and valid files that something happened to."""
    return st.one_of(
        st.binary(max_size=60),
        rendered(any_json()),
        _encoded(),
        _nested(),
        damaged(_any_files()),
    )


def _any_files() -> st.SearchStrategy[bytes]:
    codes = tuple(load().sons)
    return st.tuples(st.sampled_from(codes), st.sampled_from(Phase)).flatmap(
        lambda chosen: files(*chosen)
    )


@st.composite
def _encoded(draw: st.DrawFn) -> bytes:
    """A file in another encoding, or behind a mark of order."""
    raw = draw(_any_files())
    encoding = draw(st.sampled_from(("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252")))
    return raw.decode().encode(encoding, errors="replace")


@st.composite
def _nested(draw: st.DrawFn) -> bytes:
    """Brackets in brackets, closed or not; numbers and texts that are very long."""
    depth = draw(st.sampled_from((31, 32, 33, 64, 65, 5000)))
    opener, closer = draw(st.sampled_from((("[", "]"), ('{"a":', "}"), ('[{"a":', "}]"))))
    core = draw(
        st.sampled_from(("", "1", "9" * 5000, "1e999999999", '"' + "x" * 5000 + '"', "NaN"))
    )
    closed = draw(st.booleans())
    where = draw(st.sampled_from(('{"lignesImport":%s}', '{"%s":1}', "%s", '{"siret":%s')))
    return (where % (opener * depth + core + closer * depth * closed)).encode()


@st.composite
def damaged(draw: st.DrawFn, raws: st.SearchStrategy[bytes]) -> bytes:
    """Bytes with one to four accidents: cut, doubled, changed, torn apart."""
    raw = draw(raws)
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(_place(raw)), draw(_place(raw))))
        raw = _damage(draw(st.sampled_from(_ACCIDENTS)), raw, start, end, draw(_SCRAPS))
    return raw


def _place(raw: bytes) -> st.SearchStrategy[int]:
    return st.integers(0, len(raw))


_SCRAPS: Final = st.one_of(
    st.sampled_from(
        (b"", b",", b":", b'"', b"{", b"}", b"[", b"]", b"\\", b"\\ud800", b"\\u0000", b"\0")
    ),
    st.sampled_from((b"1e5", b"-", b"NaN", b"null", b'"numLigne":1,', b"\xff", b"\xef\xbb\xbf")),
    st.binary(min_size=1, max_size=4),
)


_ACCIDENTS: Final = ("cut", "end", "double", "insert", "overwrite")


def _damage(accident: str, raw: bytes, start: int, end: int, scrap: bytes) -> bytes:
    match accident:
        case "cut":
            return raw[:start] + raw[min(end, start + 40) :]
        case "end":
            return raw[:end] + scrap
        case "double":
            return raw[:end] + raw[max(start, end - 200) :]
        case "insert":
            return raw[:start] + scrap + raw[start:]
        case _:
            return raw[:start] + scrap + raw[start + len(scrap) :]
