"""How long a verdict takes, against reading the same file with the standard library.

Everything is timed in one process, in rounds: each round times each contender, in an order that
turns, and the best time of each is kept. The collector runs between rounds, never during one.
Times are of the processor: by the clock, a run of a millisecond fits between two turns of other
programs and one of seven does not, so that a busy machine would falsify every ratio.
This is a measure and not a test: it never fails on a time.
"""

# ruff: noqa: N815 - the models' fields bear the tags' own names
from __future__ import annotations

import gc
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias

import attrs
import fastjsonschema
import jsonschema
import jsonschema_rs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from segur_rules import Verdict, check_file, context_from_dict, load_catalogue, schema_of
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Fichier
from segur_rules.demandes.formes import kind_of
from segur_rules.demandes.lecture import read
from segur_rules.identifiants import rpps
from segur_rules.rules.context import Context

Contender: TypeAlias = Callable[[], object]

SONS: Final = "MDV-LGC-VA1"
LIGNES: Final = 200
ROUNDS: Final = 120
IN_A_ROW: Final = 2
"""Runs of a contender in a round: the second finds its own code and memory at hand."""
SLOW_EVERY: Final = 15
"""A contender that takes tens of milliseconds runs in one round out of so many."""
PROCESSES: Final = 21

READ: Final = "json.loads"
VERDICT: Final = "full verdict, full context"
JSONSCHEMA: Final = "jsonschema"
SLOW: Final = frozenset((JSONSCHEMA,))

VERDICT_MAX: Final = 10
"""The full verdict takes at most so many times `json.loads`."""
JSONSCHEMA_SHARE: Final = 5
"""The full verdict takes at most one part in so many of `jsonschema` alone."""
IMPORT_MAX: Final = 1.5
"""`import segur_rules` takes at most so many times `import attrs, json`."""


# --- The file, in the shape of a vendor's public script: one physician a line, `indent=4`.

_NOMS: Final = ("DUPONT", "LEFÈVRE", "MARTIN", "LE GOFF", "MOREAU")


def vendor_file() -> dict[str, Any]:
    return {
        "impId": None,
        "numeroAns": "mlp525off1",
        "siret": "38042372300028",
        "lignesImport": [_line(number) for number in range(1, LIGNES + 1)],
    }


def _line(number: int) -> dict[str, Any]:
    return {
        "numLigne": number,
        "typeAction": "C",
        "numeroASP": None,
        "numeroEditeur": f"{number:05}",
        "commande": {
            "dateCommande": f"{number % 28 + 1:02}/09/2022",
            "regimeTVA": "TTC",
            "montantSegurHT": 358.33,
        },
        "beneficiaires": {
            "isMandataire": False,
            "isClientUnique": True,
            "nomMandataire": None,
            "emailMandataire": None,
            "telephoneMandataire": None,
            "commandePour": "LIBERAL",
            "liberal": [
                {
                    "nomMedecin": _NOMS[number % len(_NOMS)],
                    "emailMedecin": f"medecin.{number}@example.org",
                    "telephoneMedecin": f"0199{number:06}",
                    "RPPS": _rpps(number),
                }
            ],
            "structure": {
                "nomResponsable": None,
                "emailResponsable": None,
                "telephoneResponsable": None,
                "FINESSJuridique": None,
                "FINESSGeo": [],
            },
        },
        "piecesJustificatives": [
            {
                "nomFichier": f"mdv-lgc-va1-bdc-{number:05}.pdf",
                "formatFichier": "PDF",
                "typeFichier": "BON_COMMANDE",
            }
        ],
        "scenarioInstallation": {
            "isCentreDeSante": False,
            "operateurMessagerie": "API_35",
            "isProSanteConnectNeeded": True,
            "isDirectToDMP": True,
            "isPFIToDMP": False,
            "isDirectToMSSPro": True,
            "isPFIToMSSPro": False,
            "isDirectToMSSCitoyen": True,
            "isPFIToMSSCitoyen": False,
        },
        "codeTraitement": None,
        "libelleTraitement": None,
    }


def _rpps(number: int) -> str:
    return next(n for key in range(10) if rpps.is_valid(n := f"1999{number:06}{key}"))


def full_context() -> Context:
    """All that the rules may need: with it every rule that applies is evaluated."""
    told = context_from_dict(
        {
            "sons": SONS,
            "phase": "avance",
            "instant": "2022-10-20T10:00:00+02:00",
            "tauxTVA": "20",
            "enrolement": {
                "numeroAns": "mlp525off1",
                "siret": "38042372300028",
                "statut": "VALIDEE",
                "type": "INITIAL",
                "sons": [SONS],
                "profils": ["DMP", "MSS Pro", "MSS Citoyen"],
                "datePriseEffet": "2022-10-07",
                "dateDossierComplet": "2022-09-30",
                "sansFinancement": False,
            },
            "dossiers": [
                {
                    "numero": f"FINMDV00504{number}",
                    "sons": SONS,
                    "statutAvance": "DECIDEE",
                    "paiementAvance": "PAIEMENT_EFFECTUE",
                    "montantSegurHT": "358.33",
                    "regimeTVA": "TTC",
                    "beneficiaires": [_rpps(LIGNES + 1 + number)],
                }
                for number in range(5)
            ],
        }
    )
    opening = {"quand": date(2022, 1, 18), "certainty": "choice", "reference": "This benchmark"}
    overlay = {"sons": {SONS: {"calendrier": {"avance_ouverture": opening}}}}
    return attrs.evolve(told, catalogue=load_catalogue(overlay))


# --- The same tags as pydantic models: strict, closed, with the same constraints.


def _existing_day(written: str) -> date:
    return date(int(written[6:]), int(written[3:5]), int(written[:2]))


Texte: TypeAlias = Annotated[str, Field(pattern="^[^\u0000-\u001f\u007f]+$")]
TexteOuVide: TypeAlias = Annotated[str, Field(pattern="^[^\u0000-\u001f\u007f]*$")]
Finess: TypeAlias = Annotated[str, Field(pattern="^[0-9][0-9AB][0-9]{7}$")]
Jour: TypeAlias = Annotated[
    str,
    Field(pattern="^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/(19|2[0-9])[0-9]{2}$"),
    AfterValidator(_existing_day),
]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class CommandeModel(Strict):
    dateCommande: Jour
    regimeTVA: Literal["HT", "TTC"]
    montantSegurHT: Annotated[Decimal, Field(gt=0)]


class LiberalModel(Strict):
    nomMedecin: Texte
    emailMedecin: Texte
    telephoneMedecin: Texte
    RPPS: Annotated[str, Field(pattern="^[0-9]{11}$")]


class StructureModel(Strict):
    nomResponsable: TexteOuVide | None = None
    emailResponsable: TexteOuVide | None = None
    telephoneResponsable: TexteOuVide | None = None
    FINESSJuridique: Annotated[str, Field(pattern="^([0-9][0-9AB][0-9]{7})?$")] | None = None
    FINESSGeo: list[Finess] | None = None


class BeneficiairesModel(Strict):
    isMandataire: bool
    isClientUnique: bool
    nomMandataire: Texte | None
    emailMandataire: Texte | None
    telephoneMandataire: Texte | None
    commandePour: Literal["LIBERAL", "STRUCTURE"]
    liberal: list[LiberalModel]
    structure: StructureModel | None


class PieceModel(Strict):
    nomFichier: Texte
    formatFichier: Literal["PDF", "JPG", "JPEG", "PNG"]
    typeFichier: Literal["BON_COMMANDE", "FACTURE", "VA", "MOM"]


class ScenarioModel(Strict):
    isCentreDeSante: bool
    operateurMessagerie: Annotated[str, Field(pattern="^[A-Z]{3}_[0-9]+$")]
    isProSanteConnectNeeded: bool
    isDirectToDMP: bool
    isPFIToDMP: bool
    isDirectToMSSPro: bool
    isPFIToMSSPro: bool
    isDirectToMSSCitoyen: bool
    isPFIToMSSCitoyen: bool


class AvanceModel(Strict):
    numLigne: int
    typeAction: Literal["C"]
    numeroASP: None
    numeroEditeur: Texte
    commande: CommandeModel
    beneficiaires: BeneficiairesModel
    piecesJustificatives: list[PieceModel]
    scenarioInstallation: ScenarioModel
    codeTraitement: None
    libelleTraitement: None


class FichierModel(Strict):
    impId: None
    numeroAns: Annotated[str, Field(pattern="^[A-Za-z0-9]{10}$")]
    siret: Annotated[str, Field(pattern="^[0-9]{14}$")]
    lignesImport: Annotated[list[AvanceModel], Field(min_length=1, max_length=LIGNES)]


# --- What is measured.


def contenders(raw: bytes) -> dict[str, Contender]:
    """Each thing that is timed. The validators are built once, before any time is taken."""
    schema = schema_of(SONS, "avance")
    plain = json.loads(raw)
    exact = json.loads(raw, parse_float=Decimal)
    # No validator is asked to look at `format`, which only says that a date exists.
    slow = jsonschema.Draft202012Validator(schema)
    fast = fastjsonschema.compile(schema, use_formats=False)
    rust = jsonschema_rs.validator_for(schema)
    kind, context = kind_of("MDV", Phase.AVANCE), full_context()
    assert check_file(raw, context).verdict is Verdict.RECEVABLE
    assert check_file(raw).verdict is Verdict.RECEVABLE_SOUS_RESERVE
    assert slow.is_valid(plain)
    assert rust.is_valid(plain)
    return {
        READ: lambda: json.loads(raw),
        "strict read": lambda: read(raw),
        "strict read, typed model": lambda: kind.parse(read(raw).document, Fichier),
        "full verdict, no context": lambda: check_file(raw),
        VERDICT: lambda: check_file(raw, context),
        JSONSCHEMA: lambda: slow.is_valid(plain),
        "fastjsonschema": lambda: fast(plain),
        "jsonschema-rs": lambda: rust.is_valid(plain),
        "pydantic, from the bytes": lambda: FichierModel.model_validate_json(raw),
        "pydantic, decoded": lambda: FichierModel.model_validate(exact),
    }


def best_times(measured: Mapping[str, Contender]) -> dict[str, float]:
    """The best time of each contender, in seconds."""
    times = dict.fromkeys(measured, float("inf"))
    names = list(measured)
    for run in measured.values():
        run()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for turn in range(ROUNDS):
            first = turn % len(names)
            for name in names[first:] + names[:first]:
                if name in SLOW and turn % SLOW_EVERY:
                    continue
                run = measured[name]
                for _ in range(IN_A_ROW):
                    start = time.process_time()
                    run()
                    times[name] = min(times[name], time.process_time() - start)
            gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    return times


_IMPORT: Final = "from time import process_time as now; t = now(); {}; print(now() - t)"
IMPORTS: Final = (
    "import attrs, json",
    "import segur_rules",
    "from segur_rules import check_file",
)


def import_times() -> dict[str, list[float]]:
    """The times of each import, in seconds, each in a process of its own."""
    times: dict[str, list[float]] = {statement: [] for statement in IMPORTS}
    for turn in range(PROCESSES + 1):
        for statement in IMPORTS:
            command = [sys.executable, "-c", _IMPORT.format(statement)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own text
            if turn:  # the first of each only writes the bytecode
                times[statement].append(float(answer.stdout))
    return times


# --- What is printed.


def main() -> None:
    document = vendor_file()
    texts = {
        "indent=4": json.dumps(document, indent=4).encode(),
        "compact": json.dumps(document, separators=(",", ":")).encode(),
    }
    times = {form: best_times(contenders(raw)) for form, raw in texts.items()}
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"{SONS} avance, {LIGNES} lines; the best of {ROUNDS} rounds, as times {READ}\n")
    _row("", list(texts))
    _row("bytes", [f"{len(raw):,}" for raw in texts.values()])
    _row(READ, [f"{found[READ] * 1000:.2f} ms" for found in times.values()])
    for name in times["indent=4"]:
        if name != READ:
            _row(name, [f"{found[name] / found[READ]:.2f}" for found in times.values()])
    print("\nThe validators are given the document already decoded, and judge shapes only.\n")

    imports = import_times()
    base = imports[IMPORTS[0]]
    print(f"Imports, in {PROCESSES} processes each")
    _row("", ["best", "median", "ratio"])
    for statement, taken in imports.items():
        ratio = statistics.median(taken) / statistics.median(base)
        shown = [f"{min(taken) * 1000:.1f} ms", f"{statistics.median(taken) * 1000:.1f} ms"]
        _row(statement, [*shown, f"{ratio:.2f}"])

    print("\nTargets")
    for form, found in times.items():
        ratio = found[VERDICT] / found[READ]
        _target(f"{form}: full verdict / {READ}", ratio, VERDICT_MAX)
        share = found[VERDICT] / found[JSONSCHEMA]
        _target(f"{form}: full verdict / {JSONSCHEMA}", share, 1 / JSONSCHEMA_SHARE)
    ratio = statistics.median(imports[IMPORTS[1]]) / statistics.median(base)
    _target(f"{IMPORTS[1]} / {IMPORTS[0]}", ratio, IMPORT_MAX)


def _row(name: str, cells: Sequence[str]) -> None:
    print(f"  {name:<36}" + "".join(f"{cell:>13}" for cell in cells))


def _target(name: str, ratio: float, most: float) -> None:
    print(f"  {name:<42}{ratio:6.2f}  at most {most:g}: {'holds' if ratio <= most else 'MISSED'}")


if __name__ == "__main__":
    main()
