"""Valid files of any SONS and phase, and valid numbers."""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from attrs import define
from hypothesis import strategies as st

from segur_rules.catalogue import Couloir, Sons, load
from segur_rules.demandes.codes import Phase
from segur_rules.identifiants import finess as finess_number
from segur_rules.identifiants import rpps as rpps_number
from segur_rules.identifiants import siret as siret_number
from segur_rules.montants import NaturePlafond

Document: TypeAlias = dict[str, Any]

DIGITS: Final = string.digits
_WITHOUT_LIMIT: Final = Decimal(60000)
"""A likely amount, where no ceiling is known."""
_LAST_DAYS: Final[Mapping[Phase, date]] = MappingProxyType(
    {Phase.AVANCE: date(2022, 11, 30), Phase.SOLDE: date(2023, 12, 14)}
)
"""The last day of an order and of an invoice, where no deadline is known: those of vague 1."""
_METROPOLE: Final = tuple(f"{n:02}" for n in range(1, 96) if n != 20)
_DEPARTEMENTS: Final = (*_METROPOLE, "2A", "2B", "97")
_SITE_NUMBERS: Final = 1_000_000

_LETTERS: Final = st.characters(exclude_categories=("Cc", "Cs"))
_NAMES: Final = st.one_of(
    st.sampled_from(("DUPONT", "Éléonore d'Île-Verte", "CABINET DU PORT", "Łukasz 😀", "{nom}")),
    st.text(_LETTERS, min_size=1, max_size=8),
)
_EMAILS: Final = st.sampled_from(
    ("contact@example.org", "a.b+c@mail.example.fr", "é@example.com", "x@y.z")
)
_TELEPHONES: Final = st.sampled_from(
    ("0199000001", "01 99 00 00 01", "01.99.00.00.01", "+33199000001", "+33 6 39 98 00 01")
)
_OPERATEURS: Final = st.sampled_from(("API_35", "GIP_9", "MSS_001"))
_NUMERO_EDITEUR: Final = st.text(string.ascii_letters + DIGITS + "-_", min_size=1, max_size=10)
_PROFILS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"MS1": ("PH", "PA", "DOM"), "MS2": ("PDE", "PDS", "AHI", "PJM")}
)


def siret() -> st.SearchStrategy[str]:
    """SIRET with a right key, those of La Poste among them."""
    bodies = st.one_of(
        st.integers(0, 10**13 - 1).map(lambda n: f"{n:013}"),
        st.integers(0, 9999).map(lambda n: f"356000000{n:04}"),
    )
    return bodies.map(lambda body: _keyed(body, siret_number.cle_valide))


def finess() -> st.SearchStrategy[str]:
    """FINESS numbers that pass Luhn, those of Corsica among them."""
    return st.builds(_finess_of, st.sampled_from(_DEPARTEMENTS), st.integers(0, _SITE_NUMBERS - 1))


def rpps() -> st.SearchStrategy[str]:
    """RPPS numbers with a right key."""
    return st.integers(0, 10**10 - 1).map(_rpps)


def am() -> st.SearchStrategy[str]:
    """AM numbers: nine digits."""
    return st.integers(0, 10**9 - 1).map(_am)


def numero_ans() -> st.SearchStrategy[str]:
    """ANS numbers: ten letters or digits."""
    return st.text(string.ascii_letters + DIGITS, min_size=10, max_size=10)


def numero_asp(couloir: str) -> st.SearchStrategy[str]:
    """Numbers of dossiers of a couloir, with or without their suffix."""
    numbers = st.integers(0, 999999).map(lambda n: f"FIN{couloir}{n:06}")
    return st.builds(str.__add__, numbers, st.sampled_from(("", "M0", "M1")))


def _keyed(body: str, is_valid: Callable[[str], bool]) -> str:
    return next(body + key for key in DIGITS if is_valid(body + key))


def _finess_of(departement: str, site: int) -> str:
    return _keyed(f"{departement}{site:06}", finess_number.cle_plausible)


def _finess(n: int) -> str:
    departement, site = divmod(n, _SITE_NUMBERS)
    return _finess_of(_DEPARTEMENTS[departement % len(_DEPARTEMENTS)], site)


def _rpps(n: int) -> str:
    return _keyed(f"{n % 10**10:010}", rpps_number.cle_valide)


def _am(n: int) -> str:
    return f"{n % 10**9:09}"


def _siret(n: int) -> str:
    return _keyed(f"9{n % 10**12:012}", siret_number.cle_valide)


_NUMBER_MAKERS: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {"FINESS": _finess, "AM": _am, "RPPS": _rpps, "SIRET": _siret}
)


@define
class _Making:
    """One document being made: what its lines share, and what no two of them may."""

    draw: st.DrawFn
    sons: Sons
    couloir: Couloir
    phase: Phase
    siret: str
    regime: str
    last_day: date
    next_number: int

    def number(self, tag: str) -> str:
        """A number that no other bénéficiaire of the file has."""
        self.next_number += 1
        return _NUMBER_MAKERS[tag](self.next_number)

    def some(self, least: int = 1) -> range:
        return range(self.draw(st.integers(least, 3)))

    def contact(self, **tags: st.SearchStrategy[str]) -> Document:
        return {tag: self.draw(strategy) for tag, strategy in tags.items()}


@st.composite
def documents(
    draw: st.DrawFn, sons: str, phase: Phase | str, *, min_lines: int = 1, max_lines: int = 3
) -> Document:
    """Valid documents of a SONS and phase, as the strict reader gives them: amounts are exact.

    No rule finds an error in them, nor gives a warning, as far as the file alone can tell.
    Raises `LookupError` when the SONS is not in the catalogue.
    """
    phase = Phase(phase)
    scheme = scheme_of(sons)
    making = _Making(
        draw,
        scheme,
        load().couloirs[scheme.couloir],
        phase,
        draw(siret()),
        draw(st.sampled_from(("HT", "TTC"))),
        _last_day(scheme, phase),
        draw(st.integers(0, 10**8)),
    )
    count = draw(st.integers(min_lines, max_lines))
    numeros = draw(
        st.lists(_NUMERO_EDITEUR, min_size=count, max_size=count, unique_by=str.casefold)
    )
    dossier = draw(st.integers(0, 999_000))
    return {
        "impId": None,
        "numeroAns": draw(numero_ans()),
        "siret": making.siret,
        "lignesImport": [
            _line(making, i, numero, f"FIN{scheme.couloir}{dossier + i:06}")
            for i, numero in enumerate(numeros)
        ],
    }


def scheme_of(sons: str) -> Sons:
    """The SONS of this code. Raises `LookupError` when it is not in the catalogue."""
    scheme = load().find(sons)
    if scheme is None:
        raise LookupError(f"unknown SONS {sons!r}")
    return scheme


def _last_day(sons: Sons, phase: Phase) -> date:
    limite = (
        sons.calendrier.avance_limite if phase is Phase.AVANCE else sons.calendrier.solde_limite
    )
    return limite.last.date() if limite else _LAST_DAYS[phase]


def _line(making: _Making, index: int, numero_editeur: str, dossier: str) -> Document:
    draw = making.draw
    beneficiaires, scenario = _FORMES[making.couloir.forme](making)
    day = making.last_day - timedelta(days=draw(st.integers(0, 300)))
    line: Document = {
        "numLigne": index + 1,
        "typeAction": "C",
        "numeroASP": None,
        "numeroEditeur": numero_editeur,
        "beneficiaires": _mandataire(making) | beneficiaires,
        "piecesJustificatives": _pieces(making, numero_editeur),
        "codeTraitement": None,
        "libelleTraitement": None,
    }
    amount = _amount(making, beneficiaires)
    if making.phase is Phase.AVANCE:
        line["commande"] = {
            "dateCommande": f"{day:%d/%m/%Y}",
            "regimeTVA": making.regime,
            "montantSegurHT": amount,
        }
    else:
        line["numeroASP"] = dossier + draw(st.sampled_from(("", "M0", "M1")))
        line["facture"] = {
            "dateFacture": f"{day:%d/%m/%Y}",
            "regimeTVA": making.regime,
            "montantSegurHTFacture": amount,
        }
        if making.couloir.forme in _PROFILS:
            line["facture"]["deploiementMSS"] = draw(st.sampled_from(("Cas 1", "Cas 2")))
    if scenario is not None or draw(st.booleans()):
        line["scenarioInstallation"] = scenario
    return line


def _amount(making: _Making, beneficiaires: Document) -> Decimal | int:
    plafond = making.sons.plafond
    if plafond is not None and plafond.nature is NaturePlafond.FORFAIT:
        flat = plafond.montant_ht
        return int(flat) if making.draw(st.booleans()) else flat
    ceiling = plafond.borne_ht(len(beneficiaires.get("liberal", ())) or None) if plafond else None
    most = int((ceiling or _WITHOUT_LIMIT) * 100)
    cents: int = making.draw(st.one_of(st.integers(1, most), st.just(most)))
    whole, rest = divmod(cents, 100)
    if rest == 0 and making.draw(st.booleans()):
        return whole
    return Decimal(f"{whole}.{rest:02}")


def _mandataire(making: _Making) -> Document:
    draw = making.draw
    if draw(st.booleans()):
        return {
            "isMandataire": True,
            "isClientUnique": False,
            "nomMandataire": draw(_NAMES),
            "emailMandataire": draw(_EMAILS),
            "telephoneMandataire": draw(_TELEPHONES),
        }
    return {
        "isMandataire": False,
        "isClientUnique": False,
        "nomMandataire": None,
        "emailMandataire": None,
        "telephoneMandataire": None,
    }


def _single(making: _Making, count: int) -> Document:
    """A single client, now and then, where there is one."""
    if count == 1 and making.draw(st.booleans()):
        return {
            "isMandataire": False,
            "isClientUnique": True,
            "nomMandataire": None,
            "emailMandataire": None,
            "telephoneMandataire": None,
        }
    return {}


def _pieces(making: _Making, numero: str) -> list[Document]:
    draw = making.draw
    types = ["BON_COMMANDE"]
    if making.phase is Phase.SOLDE:
        types = ["FACTURE", *draw(st.sampled_from((("VA",), ("MOM",), ("VA", "MOM"))))]
    pieces = []
    for code in types:
        extension = draw(st.sampled_from(("pdf", "jpg", "jpeg", "png")))
        short = "bdc" if code == "BON_COMMANDE" else code.lower()
        pieces.append(
            {
                "nomFichier": f"{making.sons.code.lower()}-{short}-{numero}.{extension}",
                "formatFichier": extension.upper(),
                "typeFichier": code,
            }
        )
    return draw(st.permutations(pieces))


def _mdv(making: _Making) -> tuple[Document, Any]:
    draw = making.draw
    if draw(st.booleans()):
        liberal = [
            making.contact(nomMedecin=_NAMES, emailMedecin=_EMAILS, telephoneMedecin=_TELEPHONES)
            | {"RPPS": making.number("RPPS")}
            for _ in making.some()
        ]
        structure = draw(st.sampled_from(_NO_STRUCTURE))
        beneficiaires = {
            "commandePour": "LIBERAL",
            "liberal": liberal,
            "structure": None if structure is None else dict(structure),
            **_single(making, len(liberal)),
        }
    else:
        beneficiaires = {
            "commandePour": "STRUCTURE",
            "liberal": [],
            "structure": _responsable(making)
            | {
                "FINESSJuridique": draw(finess()),
                "FINESSGeo": [making.number("FINESS") for _ in making.some()],
            },
            **_single(making, 1),
        }
    return beneficiaires, _mdv_scenario(draw)


_NO_STRUCTURE: Final[tuple[Mapping[str, Any] | None, ...]] = tuple(
    None if structure is None else MappingProxyType(structure)
    for structure in (
        None,
        {},
        {"nomResponsable": "", "FINESSGeo": []},
        {
            "nomResponsable": None,
            "emailResponsable": None,
            "telephoneResponsable": "",
            "FINESSJuridique": None,
            "FINESSGeo": None,
        },
    )
)
"""The ways to say that there is no structure."""


def _mdv_scenario(draw: st.DrawFn) -> Document:
    scenario = {
        "isCentreDeSante": draw(st.booleans()),
        "operateurMessagerie": draw(_OPERATEURS),
        "isProSanteConnectNeeded": draw(st.booleans()),
    }
    for flow in ("DMP", "MSSPro", "MSSCitoyen"):
        by = draw(st.sampled_from(("isDirectTo", "isPFITo", "")))
        scenario[f"isDirectTo{flow}"] = by == "isDirectTo"
        scenario[f"isPFITo{flow}"] = by == "isPFITo"
    return scenario


def _responsable(making: _Making) -> Document:
    return making.contact(
        nomResponsable=_NAMES, emailResponsable=_EMAILS, telephoneResponsable=_TELEPHONES
    )


def _hop(making: _Making) -> tuple[Document, Any]:
    draw = making.draw
    hospitals = [
        making.contact(nom=_NAMES, email=_EMAILS, telephone=_TELEPHONES)
        | {"FINESSPMSI": making.number("FINESS")}
        for _ in making.some()
    ]
    questions = ("isPFIToDMP", "isPFIToMSSPro", "isPFIToMSSCitoyen", "isProSanteConnectNeeded")
    scenario: Document = {question: draw(st.booleans()) for question in questions}
    if making.phase is Phase.SOLDE:
        scenario["adresseMSSCitoyen"] = draw(st.none() | _EMAILS)
    return {"etablissements": hospitals, **_single(making, len(hospitals))}, scenario


def _ms(making: _Making) -> tuple[Document, Any]:
    draw = making.draw
    organisme = making.contact(raisonSociale=_NAMES) | _responsable(making)
    organisme["FINESSJuridique"] = draw(finess())
    sites, rows = [], []
    for _ in making.some():
        site: Document = {"nom": draw(_NAMES)}
        tag, other = draw(st.sampled_from((("FINESS", "SIRET"), ("SIRET", "FINESS"))))
        wire = {"FINESS": "FINESSGeo", "SIRET": "SIRET"}
        site[wire[tag]] = making.number(tag)
        if draw(st.booleans()):
            site[wire[other]] = None
        if tag == "FINESS":
            rows.append(_ms_row(making, site["FINESSGeo"]))
        sites.append(site)
    return {
        "organismeGestionnaire": organisme,
        "etablissements": sites,
        **_single(making, len(sites)),
    }, rows


def _ms_row(making: _Making, number: str) -> Document:
    draw = making.draw
    return {
        "FINESSGeo": number,
        "ancienneVersion": draw(st.none() | _NAMES),
        "isMaitreIdentite": draw(st.booleans()),
        "isReferentSoin": draw(st.booleans()),
        "isStockageIdentite": draw(st.booleans()),
        "operateurMessagerie": draw(_OPERATEURS),
        "profilMetier": draw(st.sampled_from(_PROFILS[making.couloir.forme])),
    }


def _clients(making: _Making) -> tuple[Document, Any]:
    draw = making.draw
    clients = []
    for _ in making.some():
        client = making.contact(
            raisonSociale=_NAMES, nom=_NAMES, email=_EMAILS, telephone=_TELEPHONES
        )
        tag = draw(st.sampled_from(making.couloir.identifiants))
        others = [other for other in ("FINESS", "AM", "RPPS") if other != tag]
        client[tag] = making.number(tag)
        client |= dict.fromkeys(draw(st.sampled_from(([], others, others[:1]))))
        clients.append(client)
    return {"clients": clients, **_single(making, len(clients))}, _nothing(draw)


def _operateur(making: _Making) -> tuple[Document, Any]:
    return {
        "raisonSociale": making.draw(_NAMES),
        "SIRET": making.siret,
        **_single(making, 1),
    }, _nothing(making.draw)


def _nothing(draw: st.DrawFn) -> Any:
    """The ways to say that there is no scenario."""
    empty: Any = draw(st.sampled_from((None, {}, [])))
    return None if empty is None else empty.copy()


_FORMES: Final[Mapping[str, Callable[[_Making], tuple[Document, Any]]]] = MappingProxyType(
    {
        "MDV": _mdv,
        "HOP": _hop,
        "MS1": _ms,
        "MS2": _ms,
        "CLIENTS": _clients,
        "IMG": _clients,
        "OPERATEUR": _operateur,
    }
)
"""What makes the bénéficiaires and the scenario of each shape of demande."""


@st.composite
def files(draw: st.DrawFn, sons: str, phase: Phase | str) -> bytes:
    """Valid files of a SONS and phase: members in any order, any indentation, no mark of order."""
    return draw(rendered(documents(sons, phase)))


@st.composite
def rendered(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> bytes:
    """JSON values as the bytes of a file, written in one of the ways JSON allows."""
    text = render(
        draw(values),
        shuffle=draw(st.none() | st.randoms(use_true_random=False).map(attrgetter("shuffle"))),
        indent=draw(st.sampled_from((None, "", " ", "    ", "\t"))),
        newline=draw(st.sampled_from(("\n", "\r\n", "\r"))),
        ascii_only=draw(st.booleans()),
    )
    return (draw(_BLANKS) + text + draw(_BLANKS)).encode()


_BLANKS: Final = st.sampled_from(("", "\n", " ", "\r\n\t "))


def render(
    value: Any,
    *,
    shuffle: Callable[[list[str]], object] | None = None,
    indent: str | None = "  ",
    newline: str = "\n",
    ascii_only: bool = False,
) -> str:
    """The JSON text of a value whose amounts are exact.

    `shuffle` puts a list of names in another order, in place. Without `indent` all is on one
    line.
    """

    def text(value: Any, begin: str) -> str:
        if isinstance(value, Decimal):
            return str(value)
        if not isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=ascii_only)
        inner = begin if indent is None else begin + indent
        if isinstance(value, list):
            items = [text(item, inner) for item in value]
        else:
            names = list(value)
            if shuffle is not None:
                shuffle(names)
            colon = ":" if indent is None else ": "
            items = [
                json.dumps(name, ensure_ascii=ascii_only) + colon + text(value[name], inner)
                for name in names
            ]
        opener, closer = "[]" if isinstance(value, list) else "{}"
        if not items:
            return opener + closer
        return opener + inner + f",{inner}".join(items) + begin + closer

    return text(value, "" if indent is None else newline)
