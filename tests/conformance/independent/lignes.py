"""Some demandes of a vendor, as its lists show them: what is searched and what is exported."""

from __future__ import annotations

from typing import Any, Final

from tests.conformance.independent.fichiers import Json

AUCUN: Final = "AUCUN_PAIEMENT_EN_COURS"
EN_COURS: Final = "PAIEMENT_EN_COURS"
EFFECTUE: Final = "PAIEMENT_EFFECTUE"


def ligne(numero: str, logiciel: str, depot: str, statut: str = "EN_COURS", **more: Any) -> Json:
    """A demande: its number tells its couloir and its type, the rest is as usual unless said."""
    return {
        "numero": numero,
        "type": "solde" if numero.endswith("M1") else "avance",
        "statut": statut,
        "couloir": numero[3:6],
        "logiciel": logiciel,
        "depuis": depot,
        "dateDepot": depot,
        "numeroEditeur": "00001",
        "montantDeclareHT": "4444.44",
        "paiement": AUCUN,
        **more,
    }


def payee(montant: str, jour: str) -> Json:
    return {"paiement": EFFECTUE, "datePaiement": jour, "montantPaye": montant}


# In the order of their numbers, which is that of their dates: no list could show another one.
PARC: Final = (
    ligne("FINBIO000101M0", "SGL", "2022-01-18", "REJETEE", depuis="2022-06-01"),
    ligne(
        "FINHOP004290M0",
        "DPI",
        "2022-03-11",
        "DECIDEE",
        depuis="2022-07-01",
        **payee("9.00", "2022-08-01"),
    ),
    ligne("FINHOP004291M0", "PFI", "2022-03-12", "VALIDEE", depuis="2023-01-09"),
    ligne("FINHOP004292M0", "RI", "2022-03-13", "A_MODIFIER", depuis="2023-01-10"),
    ligne("FINHOP004293M1", "DPI", "2022-03-14", "DECIDEE", paiement=EN_COURS),
    ligne("FINMDV005046M0", "LGC", "2022-06-03", dateCommande="2021-10-31"),
    ligne("FINMDV005046M1", "LGC", "2023-06-03", "EN_ATTENTE_PIECE"),
    ligne("FINMS1010719M0", "DUI", "2024-01-02", dateCommande="2022-03-12"),
    ligne("FINMS1010720M0", "DUI", "2024-01-02", "ANNULEE"),
    ligne("FINMS1010721M0", "DUI", "2024-01-03", "HISTORISEE"),
)
