"""The two exports: their columns in the order of the guide, and a line for each demande.

Left open, and not asked: the title of the number of another couloir than the hospitals', and what
is written of a demande whose état of payment is not known.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tests.conformance.independent.fichiers import Json, file, vector
from tests.conformance.independent.lignes import EN_COURS, PARC, ligne, payee


def files() -> dict[str, Json]:
    return {
        "export-demandes": file("export-demandes", "export_demandes", _demandes()),
        "export-beneficiaires": file(
            "export-beneficiaires", "export_beneficiaires", _beneficiaires()
        ),
    }


COMMUNES: Final = (
    "Type",
    "Statut",
    "Date de changement de statut",
    "Logiciel",
    "Date de dépôt",
    "Date de commande",
    "N° éditeur",
    "Etat de paiement",
    "Date du paiement",
    "Montant déclaré SEGUR HT",
    "Montant payé (fonction du régime TVA)",
)
DEMANDES: Final = ("N° ASP", *COMMUNES)
BENEFICIAIRES: Final = (
    "N° de la demande",
    *COMMUNES,
    "N°ANS",
    "FINESS PMSI",
    "Nom du client",
    "E-mail du client",
    "Téléphone du client",
    "Raison sociale client",
)

# As the guide's list of demandes shows them.
TYPES: Final = {"avance": "AVANCE", "solde": "SOLDE"}
STATUTS: Final = {
    "EN_COURS": "En cours",
    "EN_ATTENTE_PIECE": "En attente de pièce jointe complémentaire",
    "A_MODIFIER": "A modifier",
    "VALIDEE": "Validée",
    "DECIDEE": "Décidée",
    "REJETEE": "Rejetée",
    "ANNULEE": "Annulée",
    "HISTORISEE": "Historisée",
}
PAIEMENTS: Final = {
    "AUCUN_PAIEMENT_EN_COURS": "Aucun paiement en cours",
    "PAIEMENT_EN_COURS": "Paiement en cours",
    "PAIEMENT_EFFECTUE": "Paiement effectué",
}


def _montant(given: str | None) -> str | None:
    return None if given is None else str(Decimal(given).quantize(Decimal("0.01")))


def cellules(one: Json) -> list[str | None]:
    return [
        one["numero"],
        TYPES[one["type"]],
        STATUTS[one["statut"]],
        one["depuis"],
        one["logiciel"],
        one["dateDepot"],
        one.get("dateCommande"),
        one["numeroEditeur"],
        PAIEMENTS[one["paiement"]],
        one.get("datePaiement"),
        _montant(one["montantDeclareHT"]),
        _montant(one.get("montantPaye")),
    ]


def exporte(lignes: list[Json]) -> Json:
    """A demande that is not complete, or was deleted, has no statut of the list."""
    return {
        "titres": list(DEMANDES),
        "lignes": [cellules(one) for one in lignes if one["statut"] in STATUTS],
    }


NUMERO: Final = "FINHOP004290M0"
DEPOT: Final = "2022-03-11"


def _une(**more: Any) -> Json:
    return ligne(NUMERO, "DPI", DEPOT, **more)


PAYEE: Final = _une(
    statut="DECIDEE",
    depuis="2022-05-02",
    dateCommande="2022-01-31",
    numeroEditeur="00017",
    montantDeclareHT="1074.99",
    **payee("322.50", "2022-06-03"),
)
NULLE: Final = _une(dateCommande=None, datePaiement=None, montantPaye=None)

VALUE, BOUNDARY = "value", "boundary"

EXPORTS: Final[tuple[tuple[list[Json], str, str], ...]] = (
    ([], "No demandes: the titles alone.", BOUNDARY),
    ([PAYEE], "Every one of the twelve cells is filled.", VALUE),
    ([NULLE], "What is null stays null.", VALUE),
    ([_une()], "What is absent is null.", VALUE),
    (list(PARC), "Every couloir at once, in the order of the list.", VALUE),
    (
        [
            ligne("FINHOP004291M0", "PFI", "2022-03-12"),
            ligne("FINHOP004291M1", "PFI", "2023-03-12"),
        ],
        "An avance and the solde of its dossier are two lines.",
        VALUE,
    ),
    *(
        ([_une(statut=statut, depuis="2022-04-01")], f"The statut is written {label}.", VALUE)
        for statut, label in STATUTS.items()
    ),
    ([_une(statut="NON_COMPLETE")], "A demande that is not complete is left out.", BOUNDARY),
    ([_une(statut="SUPPRIMEE")], "A demande that was deleted is left out.", BOUNDARY),
    (
        [
            ligne("FINBIO000101M0", "SGL", "2022-01-18", "SUPPRIMEE"),
            PAYEE,
            ligne("FINMDV005046M0", "LGC", "2022-06-03", "NON_COMPLETE"),
        ],
        "The others stay.",
        VALUE,
    ),
    ([_une(statut="DECIDEE", paiement=EN_COURS)], "A payment that is being made.", VALUE),
    ([_une(montantDeclareHT="1000")], "A whole amount has two decimals.", BOUNDARY),
    ([_une(montantDeclareHT="1000.5")], "Tenths have two decimals.", BOUNDARY),
    ([_une(montantDeclareHT="0.01")], "An amount of one cent.", BOUNDARY),
    ([_une(montantDeclareHT="12345678.90")], "Millions have no separator.", BOUNDARY),
    (
        [_une(statut="DECIDEE", **payee("0", "2022-06-03"))],
        "Nothing paid is an amount, and not a cell without one.",
        BOUNDARY,
    ),
    (
        [_une(statut="DECIDEE", **payee("387.00", "2022-06-03"))],
        "What is paid with VAT is written as it is paid.",
        VALUE,
    ),
    ([_une(numeroEditeur="00042")], "A numéro éditeur keeps its zeros.", VALUE),
    ([_une(numeroEditeur="CHU-Été 1")], "A numéro éditeur is a text of any kind.", VALUE),
    (
        [_une(depuis="2023-02-28", dateCommande="2021-12-31")],
        "The three dates each have their own column.",
        VALUE,
    ),
)


def _demandes() -> list[Json]:
    return [
        vector(why, "GU-6-01", {"lignes": lignes}, exporte(lignes), kind=about)
        for lignes, why, about in EXPORTS
    ]


# Bénéficiaires --------------------------------------------------------------------------------

CLIENT: Final = ("numeroANS", "identifiant", "nom", "email", "telephone", "raisonSociale")


def client(demande: Json, identifiant: str = "120780291", **more: Any) -> Json:
    return {
        "demande": demande,
        "numeroANS": "bnd52qq600",
        "identifiant": identifiant,
        "nom": "DUPONT",
        "email": "dupont@mail.com",
        "telephone": "0633221166",
        "raisonSociale": "CENTRE HOSPITALIER",
        **more,
    }


def exporte_clients(couloir: str | None, lignes: list[Json]) -> Json:
    """The couloir is chosen first. The title of its number is known for the hospitals only."""
    if not couloir:
        return {"refused": ["COULOIR_NON_CHOISI"]}
    cells = [
        [*cellules(one["demande"]), *(one.get(name) for name in CLIENT)]
        for one in lignes
        if one["demande"]["couloir"] == couloir and one["demande"]["statut"] in STATUTS
    ]
    titres = {"titres": list(BENEFICIAIRES)} if couloir == "HOP" else {}
    return {**titres, "lignes": cells}


MEDECIN: Final = client(
    ligne("FINMDV005046M0", "LGC", "2022-06-03"), "10003456786", numeroANS="mlp525off1"
)
SITE: Final = client(
    ligne("FINMS1010719M0", "DUI", "2024-01-02"), "020018552", numeroANS="cpiMS10004"
)
LIBRE: Final = " The titles are left free: the guide names one couloir's number only."

CLIENTS: Final[tuple[tuple[str | None, list[Json], str, str], ...]] = (
    ("HOP", [], "No bénéficiaires: the titles alone.", BOUNDARY),
    ("HOP", [client(PAYEE)], "Every one of the eighteen cells is filled.", VALUE),
    (
        "HOP",
        [client(PAYEE), client(PAYEE, "120780481")],
        "Two bénéficiaires of one demande are two lines.",
        VALUE,
    ),
    (
        "HOP",
        [client(PAYEE), client(ligne("FINHOP004293M1", "DPI", "2022-03-14"))],
        "One bénéficiaire at the avance and at the solde is two lines.",
        VALUE,
    ),
    (
        "HOP",
        [client(NULLE, email=None, telephone=None, raisonSociale=None)],
        "What is null stays null.",
        VALUE,
    ),
    (
        "HOP",
        [
            {
                "demande": _une(),
                "numeroANS": "bnd52qq600",
                "identifiant": "120780291",
                "nom": "DUPONT",
            }
        ],
        "What is absent is null.",
        VALUE,
    ),
    ("HOP", [client(PAYEE), MEDECIN, SITE], "The other couloirs are left out.", BOUNDARY),
    ("HOP", [MEDECIN], "No bénéficiaire is of the couloir.", BOUNDARY),
    ("MDV", [client(PAYEE), MEDECIN, SITE], "Médecins de ville." + LIBRE, VALUE),
    ("MS1", [client(PAYEE), MEDECIN, SITE], "Médico-social." + LIBRE, VALUE),
    (
        "HOP",
        [client(_une(statut="NON_COMPLETE"))],
        "A demande that is not complete is left out.",
        BOUNDARY,
    ),
    ("HOP", [client(_une(statut="SUPPRIMEE"))], "A deleted demande is left out.", BOUNDARY),
    (
        "HOP",
        [client(_une(statut="SUPPRIMEE")), client(PAYEE), client(_une(statut="NON_COMPLETE"))],
        "The others stay.",
        VALUE,
    ),
    (
        "HOP",
        [client(_une(statut="ANNULEE")), client(_une(statut="HISTORISEE"))],
        "Annulée and Historisée are statuts of the list.",
        VALUE,
    ),
    ("HOP", [client(_une(montantDeclareHT="1000"))], "An amount has two decimals.", BOUNDARY),
    ("HOP", [client(PAYEE, "020018552")], "The number keeps its leading zero.", VALUE),
    (
        "HOP",
        [client(PAYEE, nom="LÉVÊQUE", raisonSociale="Hôpital « Nord » ; site B")],
        "A name is written as it was declared.",
        VALUE,
    ),
    ("HOP", [client(PAYEE, telephone="+33 6 33 22 11 66")], "So is a telephone.", VALUE),
    (None, [client(PAYEE)], "No couloir is chosen.", BOUNDARY),
    ("", [client(PAYEE)], "The couloir is chosen as nothing.", BOUNDARY),
    (None, [], "No couloir is chosen, and there are no bénéficiaires.", BOUNDARY),
)


def _beneficiaires() -> list[Json]:
    return [
        vector(
            why,
            "GU-6-02",
            {"couloir": couloir, "lignes": lignes},
            exporte_clients(couloir, lignes),
            kind=about,
        )
        for couloir, lignes, why, about in CLIENTS
    ]
