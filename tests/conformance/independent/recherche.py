"""What a search of demandes, or of imports, finds: from the criteria and nothing else.

The lists keep the order that they are given in. Left open, and not asked: a number typed in the
other case, a criterion that no list of values has, a demande whose état of payment is not known,
what a search says when two of its criteria are refused.
"""

from __future__ import annotations

from typing import Any, Final

from tests.conformance.independent.fichiers import Json, file, vector
from tests.conformance.independent.lignes import AUCUN, EFFECTUE, EN_COURS, PARC, ligne


def files() -> dict[str, Json]:
    return {
        "search-demandes": file("search-demandes", "search_demandes", _demandes()),
        "search-imports": file("search-imports", "search_imports", _imports()),
    }


CARACTERES: Final = 3
LISTE_ENTIERE: Final = 500

VALUE, BOUNDARY = "value", "boundary"


def _entre(jour: str, criteres: Json) -> bool:
    """Both bounds are days of the search. Days in ISO are in the order of their letters."""
    return criteres.get("du") is None or criteres["du"] <= jour <= criteres["au"]


def _bornes(criteres: Json) -> list[str]:
    """What is wrong with the bounds when one of them at least is given."""
    du, au = criteres.get("du"), criteres.get("au")
    if (du is None) != (au is None):
        return ["BORNE_MANQUANTE"]
    return ["BORNES_INVERSEES"] if du is not None and du > au else []


def _parmi(choisis: Any, value: str) -> bool:
    """Nothing chosen is everything."""
    return not choisis or value in choisis


# Demandes -------------------------------------------------------------------------------------

LISTES: Final = {
    "types": "type",
    "statuts": "statut",
    "paiements": "paiement",
    "logiciels": "logiciel",
}


def cherche(criteres: Json, lignes: list[Json]) -> Json:
    refus = _refus(criteres, len(lignes))
    if refus:
        return {"refused": refus}
    return {"numeros": [one["numero"] for one in lignes if _trouve(one, criteres)]}


def _refus(criteres: Json, nombre: int) -> list[str]:
    """Without a criterion it is the list; with one, a search, whose two bounds are compulsory."""
    if not any(criteres.values()):
        return ["FILTRE_OBLIGATOIRE"] if nombre > LISTE_ENTIERE else []
    court = len(criteres.get("numero") or "abc") < CARACTERES
    aucune = criteres.get("du") is None and criteres.get("au") is None
    return [
        *(["SAISIE_TROP_COURTE"] if court else []),
        *(["BORNE_MANQUANTE"] if aucune else _bornes(criteres)),
    ]


def _trouve(one: Json, criteres: Json) -> bool:
    return (
        (criteres.get("numero") or "") in one["numero"]
        and _entre(one["dateDepot"], criteres)
        and all(_parmi(criteres.get(name), one[member]) for name, member in LISTES.items())
    )


# Bounds that every demande is between.
TOUT: Final[Json] = {"du": "2022-01-01", "au": "2024-12-31"}


def _du(du: str, au: str) -> Json:
    return {"du": du, "au": au}


DEMANDE: Final = "GU-51-01"
TYPE: Final = "GU-51-02"
STATUT: Final = "GU-51-03"
PAIEMENT: Final = "GU-51-09"
LOGICIEL: Final = "GU-51-10"
DATES: Final = "GU-51-11"
LISTE: Final = "GU-51-12"
SUFFIXE: Final = "GU-51-14"

RECHERCHES: Final[tuple[tuple[Json, str, str, str], ...]] = (
    # No criteria.
    ({}, LISTE, "No criteria: the whole list, for there are 500 demandes at most.", VALUE),
    (
        {
            "numero": None,
            "types": [],
            "statuts": [],
            "paiements": [],
            "logiciels": [],
            "du": None,
            "au": None,
        },
        LISTE,
        "Criteria that are empty are none.",
        VALUE,
    ),
    (TOUT, DATES, "The two bounds are criteria enough.", VALUE),
    # The number.
    ({"numero": "HOP", **TOUT}, DEMANDE, "Three characters, in the middle.", BOUNDARY),
    ({"numero": "719", **TOUT}, DEMANDE, "Three digits of one number.", BOUNDARY),
    ({"numero": "HO", **TOUT}, DEMANDE, "Two characters are one short.", BOUNDARY),
    ({"numero": "M", **TOUT}, DEMANDE, "One character.", BOUNDARY),
    ({"numero": "HOP0", **TOUT}, DEMANDE, "Four characters.", BOUNDARY),
    ({"numero": "FIN", **TOUT}, DEMANDE, "Every number begins with FIN.", VALUE),
    ({"numero": "FINMDV005046", **TOUT}, SUFFIXE, "A dossier: its avance and its solde.", VALUE),
    ({"numero": "FINMDV005046M1", **TOUT}, SUFFIXE, "The whole number of a solde.", VALUE),
    ({"numero": "6M1", **TOUT}, DEMANDE, "The end of a number.", VALUE),
    ({"numero": "FIN0", **TOUT}, DEMANDE, "The characters follow one another in none.", VALUE),
    ({"numero": "999", **TOUT}, DEMANDE, "No number contains them.", VALUE),
    ({"numero": "M0M", **TOUT}, DEMANDE, "A number is not read past its end.", VALUE),
    # Types.
    ({"types": ["avance"], **TOUT}, TYPE, "Avances only.", VALUE),
    ({"types": ["solde"], **TOUT}, TYPE, "Soldes only.", VALUE),
    ({"types": ["avance", "solde"], **TOUT}, TYPE, "Both types.", VALUE),
    # Statuts.
    ({"statuts": ["EN_COURS"], **TOUT}, STATUT, "En cours only.", VALUE),
    (
        {"statuts": ["EN_ATTENTE_PIECE"], **TOUT},
        STATUT,
        "En attente de pièce jointe complémentaire.",
        VALUE,
    ),
    ({"statuts": ["A_MODIFIER"], **TOUT}, STATUT, "A modifier.", VALUE),
    ({"statuts": ["VALIDEE"], **TOUT}, STATUT, "Validée is not Décidée.", VALUE),
    ({"statuts": ["DECIDEE"], **TOUT}, STATUT, "Décidée, whatever its payment.", VALUE),
    ({"statuts": ["REJETEE"], **TOUT}, STATUT, "Rejetée only.", VALUE),
    ({"statuts": ["ANNULEE"], **TOUT}, STATUT, "Annulée is not Historisée.", VALUE),
    ({"statuts": ["HISTORISEE"], **TOUT}, STATUT, "Historisée only.", VALUE),
    ({"statuts": ["ANNULEE", "REJETEE"], **TOUT}, STATUT, "One statut or the other.", VALUE),
    # Payments.
    ({"paiements": [AUCUN], **TOUT}, PAIEMENT, "Aucun paiement en cours.", VALUE),
    ({"paiements": [EN_COURS], **TOUT}, PAIEMENT, "Paiement en cours.", VALUE),
    ({"paiements": [EFFECTUE], **TOUT}, PAIEMENT, "Paiement effectué.", VALUE),
    ({"paiements": [EN_COURS, EFFECTUE], **TOUT}, PAIEMENT, "One état or the other.", VALUE),
    # Software.
    ({"logiciels": ["DPI"], **TOUT}, LOGICIEL, "One type of software.", VALUE),
    ({"logiciels": ["DPI", "RI"], **TOUT}, LOGICIEL, "Two types of software.", VALUE),
    ({"logiciels": ["RI", "SGL", "LGC"], **TOUT}, LOGICIEL, "Three, of three couloirs.", VALUE),
    ({"logiciels": ["LGO"], **TOUT}, LOGICIEL, "A type that no demande has.", VALUE),
    # Dates.
    (_du("2022-03-12", "2022-03-13"), DATES, "Both bounds are days of the search.", BOUNDARY),
    (_du("2022-03-12", "2022-03-12"), DATES, "The two bounds are one day.", BOUNDARY),
    (_du("2022-03-15", "2022-06-02"), DATES, "The day after one, the eve of another.", BOUNDARY),
    (_du("2022-03-14", "2022-06-03"), DATES, "The day of one, the day of another.", BOUNDARY),
    (_du("2022-03-14", "2022-06-02"), DATES, "The first bound alone is a demande's.", BOUNDARY),
    (_du("2022-03-15", "2022-06-03"), DATES, "The last bound alone is a demande's.", BOUNDARY),
    (_du("2023-01-09", "2023-01-10"), DATES, "A change of statut is no filing.", VALUE),
    (_du("2021-10-31", "2021-10-31"), DATES, "The date of an order is no filing.", VALUE),
    (_du("2022-08-01", "2022-08-01"), DATES, "The date of a payment is no filing.", VALUE),
    ({"du": "2022-03-12"}, DATES, "The last bound is missing.", BOUNDARY),
    ({"au": "2022-03-12"}, DATES, "The first bound is missing.", BOUNDARY),
    (
        {"types": ["solde"], "du": "2022-03-12", "au": None},
        DATES,
        "One bound is missing beside another criterion.",
        BOUNDARY,
    ),
    ({"types": ["avance"]}, DATES, "A search runs with its two bounds, and not without.", BOUNDARY),
    (_du("2022-03-13", "2022-03-12"), DATES, "The bounds are the wrong way round.", BOUNDARY),
    # Together.
    (
        {"numero": "HOP", "types": ["avance"], "statuts": ["DECIDEE", "VALIDEE"], **TOUT},
        f"{DEMANDE} {TYPE} {STATUT}",
        "Every criterion is met at once.",
        VALUE,
    ),
    (
        {"statuts": ["DECIDEE"], "paiements": [EN_COURS], "logiciels": ["DPI"], **TOUT},
        f"{STATUT} {PAIEMENT} {LOGICIEL}",
        "A statut, an état of payment and a software.",
        VALUE,
    ),
    (
        {"logiciels": ["DUI"], "du": "2024-01-02", "au": "2024-01-02"},
        f"{LOGICIEL} {DATES}",
        "A software on one day.",
        VALUE,
    ),
    (
        {"types": ["solde"], "statuts": ["REJETEE"], **TOUT},
        f"{TYPE} {STATUT}",
        "Each criterion has its demandes, and none has both.",
        VALUE,
    ),
)


def _nombreuses(count: int) -> list[Json]:
    """So many avances, filed on one day."""
    return [ligne(f"FINPHA{number:06}M0", "LGO", "2022-05-02") for number in range(1, count + 1)]


NOMBREUSES: Final[tuple[tuple[Json, int, str], ...]] = (
    ({}, LISTE_ENTIERE, "500 demandes are listed without a filter."),
    ({}, LISTE_ENTIERE + 1, "Above 500 demandes, a filter is compulsory."),
    (
        {"numero": "050", **TOUT},
        LISTE_ENTIERE + 1,
        "Above 500, a filter with its bounds is enough.",
    ),
)


def _demandes() -> list[Json]:
    parc = list(PARC)
    return [
        *(
            vector(
                why,
                requirements,
                {"criteres": criteres, "lignes": parc},
                cherche(criteres, parc),
                kind=about,
            )
            for criteres, requirements, why, about in RECHERCHES
        ),
        vector(
            "There are no demandes to be found.",
            LISTE,
            {"criteres": {}, "lignes": []},
            cherche({}, []),
            kind="value",
        ),
        *(
            vector(
                why,
                LISTE,
                {"criteres": criteres, "lignes": _nombreuses(count)},
                cherche(criteres, _nombreuses(count)),
                kind="boundary",
            )
            for criteres, count, why in NOMBREUSES
        ),
    ]


# Imports --------------------------------------------------------------------------------------


def depot(identifiant: str, numero: str, jour: str, kind: str = "avance", **more: Any) -> Json:
    return {
        "identifiant": identifiant,
        "numeroANS": numero,
        "type": kind,
        "jour": jour,
        "nomFichier": f"{kind}-{identifiant}.json",
        "demandes": 10,
        "retenues": 10,
        **more,
    }


DEPOTS: Final = (
    depot("6780", "mlp525off1", "2023-12-30"),
    depot("6781", "bnd52qq600", "2023-12-31", "solde", retenues=8),
    depot("6782", "cpiMS10004", "2024-01-02"),
    depot("6785", "cpiMS10004", "2024-01-02", "solde", retenues=0),
    depot("6786", "cpiMS10004", "2024-01-03", demandes=1, retenues=1),
    depot("6787", "mlp525off1", "2024-01-04", "solde", demandes=200, retenues=200),
    depot("6788", "cpiMS10004", "2024-01-05", demandes=0, retenues=0, abouti=False),
)


def cherche_imports(criteres: Json, depots: list[Json]) -> Json:
    refus = _bornes(criteres)
    if refus:
        return {"refused": refus}
    return {
        "identifiants": [
            one["identifiant"]
            for one in depots
            if one.get("abouti", True)
            and (criteres.get("numeroANS") or one["numeroANS"]) == one["numeroANS"]
            and _parmi(criteres.get("types"), one["type"])
            and _entre(one["jour"], criteres)
        ]
    }


IMPORTS: Final[tuple[tuple[Json, str, str], ...]] = (
    ({}, "No criteria: every deposit that succeeded.", VALUE),
    (
        {"numeroANS": None, "types": [], "du": None, "au": None},
        "Criteria that are empty are none.",
        VALUE,
    ),
    ({"numeroANS": "cpiMS10004"}, "The imports of one product.", VALUE),
    ({"numeroANS": "mlp525off1"}, "The imports of another product.", VALUE),
    ({"numeroANS": "abc1234567"}, "A product without imports.", VALUE),
    ({"types": ["avance"]}, "Files of avances.", VALUE),
    ({"types": ["solde"]}, "Files of soldes, all of whose demandes may be rejected.", VALUE),
    ({"types": ["avance", "solde"]}, "Both types.", VALUE),
    (_du("2023-12-31", "2024-01-03"), "Both bounds are days of the search.", BOUNDARY),
    (_du("2024-01-02", "2024-01-02"), "The two bounds are one day.", BOUNDARY),
    (_du("2024-01-01", "2024-01-01"), "The eve of the first of January's.", BOUNDARY),
    (_du("2024-01-04", "2024-01-31"), "A deposit that failed is not listed.", BOUNDARY),
    ({"du": "2024-01-02"}, "The last bound is missing.", BOUNDARY),
    ({"au": "2024-01-02"}, "The first bound is missing.", BOUNDARY),
    ({"du": "2024-01-02", "au": None, "types": ["solde"]}, "A bound that is null.", BOUNDARY),
    (_du("2024-01-03", "2024-01-02"), "The bounds are the wrong way round.", BOUNDARY),
    ({"numeroANS": "cpiMS10004", "types": ["avance"]}, "A product and a type.", VALUE),
    (
        {"numeroANS": "cpiMS10004", "types": ["solde"], **_du("2024-01-02", "2024-01-02")},
        "A product, a type and a day.",
        VALUE,
    ),
    (
        {"numeroANS": "bnd52qq600", "types": ["avance"]},
        "Each criterion has its imports, and none has both.",
        VALUE,
    ),
)


def _imports() -> list[Json]:
    depots = list(DEPOTS)
    return [
        *(
            vector(
                why,
                "GU-4-01 GU-4-09",
                {"criteres": criteres, "depots": depots},
                cherche_imports(criteres, depots),
                kind=about,
            )
            for criteres, why, about in IMPORTS
        ),
        vector(
            "A vendor that imported nothing.",
            "GU-4-01 GU-4-09",
            {"criteres": {}, "depots": []},
            cherche_imports({}, []),
            kind="value",
        ),
    ]
