"""For each wording, params that a rule could give: all of them, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from segur_rules.outcomes import Param

_BALISE: Final[dict[str, Param]] = {"balise": "SIRET", "valeur": "38042372300028"}
_FINESS: Final[dict[str, Param]] = {"balise": "FINESS", "valeur": "120780291"}
_RPPS: Final[dict[str, Param]] = {"balise": "RPPS", "valeur": "10001234567"}
_DOSSIER: Final[dict[str, Param]] = {"valeur": "FINMDV005046"}
_MONTANT: Final[dict[str, Param]] = {"balise": "montantSegurHT", "valeur": Decimal("-358.333")}
_DATES: Final[dict[str, Param]] = {"date": date(2022, 10, 21), "depot": date(2022, 10, 20)}
_PLAFOND: Final[dict[str, Param]] = {
    "declare": Decimal(1075),
    "plafond": Decimal("1074.99"),
}
_DEPOT: Final[dict[str, Param]] = {"depot": datetime(2023, 1, 2, 9, tzinfo=UTC)}
_LIMITE: Final = _DEPOT | {"limite": datetime(2022, 11, 30, 13, tzinfo=UTC)}
_OUVERTURE: Final = _DEPOT | {"ouverture": datetime(2023, 1, 18, 13, tzinfo=UTC)}
_NOM: Final[dict[str, Param]] = {"valeur": "hop-dpi-va1-bdc-00017.pdf"}
_TYPE: Final[dict[str, Param]] = {"balise": "numLigne", "attendu": "entier"}
_CODE: Final[dict[str, Param]] = {
    "balise": "regimeTVA",
    "valeur": "ht",
    "attendus": ("HT", "TTC"),
}
_PROFIL: Final[dict[str, Param]] = {
    "balise": "profilMetier",
    "valeur": "PH",
    "profil": "PH",
}
_METIER: Final[dict[str, Param]] = {
    "balise": "profilMetier",
    "valeur": "MAS",
    "attendus": ("PH", "PA", "DOM"),
}

_JSON: Final = (
    "empty",
    "truncated",
    "value",
    "string",
    "escape",
    "control",
    "number",
    "comma",
    "colon",
    "name",
    "trailing_comma",
)

EXEMPLES: Final[Mapping[str, Mapping[str, Param]]] = MappingProxyType(
    {
        "SEG-FIC-001": {"taille": 10485761, "limite": 10485760},
        "SEG-FIC-002": {"octet": 12},
        "SEG-FIC-002.utf16": {"octet": 0},
        "SEG-FIC-003": {"nombre": 201, "minimum": 1, "maximum": 200},
        "SEG-FIC-004": {},
        **{f"SEG-FIC-005.{code}": {"probleme": code, "trouve": '"numLigne"'} for code in _JSON},
        "SEG-FIC-006": {"trouve": "}"},
        "SEG-FIC-007": {"nom": "numLigne", "premiere_ligne": 7},
        "SEG-FIC-008": {"trouve": "NaN"},
        "SEG-FIC-009": {"limite": 32},
        "SEG-FIC-010": {"trouve": "1e400", "longueur": 401, "limite": 21},
        "SEG-FIC-011": {"trouve": "\\ud800"},
        "SEG-FIC-012": {},
        "SEG-FIC-013": {},
        "SEG-FIC-014": _TYPE | {"trouve": "tableau", "valeur": "[]"},
        "SEG-FIC-014.quoted": _TYPE | {"trouve": "texte", "valeur": "1"},
        "SEG-FIC-015": {"balise": "typeAction"},
        "SEG-FIC-016": {"balise": "dateDevis"},
        "SEG-FIC-016.close": {"balise": "dateComande", "proche": "dateCommande"},
        "SEG-FIC-017": _CODE,
        "SEG-FIC-017.case": _CODE | {"proche": "HT"},
        "SEG-FIC-018": {"balise": "impId", "valeur": 6782},
        "SEG-FIC-019": {"balise": "nom"},
        "SEG-FIC-019.empty": {"balise": "nom"},
        "SEG-FIC-019.control": {"balise": "nom"},
        "SEG-FIC-020": {"balise": "dateCommande", "valeur": "hier"},
        "SEG-FIC-020.iso": {
            "balise": "dateCommande",
            "valeur": "2022-10-15",
            "proche": "15/10/2022",
        },
        "SEG-FIC-020.absent_du_calendrier": {"balise": "dateCommande", "valeur": "31/02/2022"},
        "SEG-FIC-021": {"trouve": 4, "attendu": 3},
        "SEG-FIC-022": {"valeur": "00017", "premiere": 2},
        "SEG-FIC-023": {"phase_fichier": "avance", "phase_choisie": "solde"},
        "SEG-FIC-024": {
            "couloir_fichier": "MDV",
            "couloir_choisi": "HOP",
            "sons": "HOP-DPI-VA1",
        },
        "SEG-FIC-025": {},
        "SEG-COM-001": _MONTANT,
        "SEG-COM-002": _MONTANT,
        "SEG-COM-003": {"taux": Decimal("8.5")},
        "SEG-COM-004": {},
        "SEG-COM-005": {"taux": Decimal("5.5"), "attendus": ("0", "8.5", "20")},
        "SEG-COM-006": {"regime": "TTC", "premier": "HT"},
        "SEG-COM-007": _DATES,
        "SEG-COM-008": _DATES,
        "SEG-COM-009": _PLAFOND,
        "SEG-COM-010": _PLAFOND,
        "SEG-COM-011": {"facture": Decimal(1075), "avance": Decimal("1074.99")},
        "SEG-COM-012": {
            "date": date(2021, 6, 1),
            "prise_effet": date(2021, 10, 7),
            "dossier_complet": date(2021, 9, 30),
            "jours": 120,
        },
        "SEG-COM-013": {"regime": "TTC", "regime_avance": "HT"},
        "SEG-COM-014": {"depuis": datetime(2024, 9, 12, 12, tzinfo=UTC)},
        "SEG-COM-015": {"declare": Decimal("99999.99"), "forfait": Decimal(100000)},
        "SEG-BEN-001": {"balise": "nomMandataire"},
        "SEG-BEN-002": {"balise": "nomMandataire"},
        "SEG-BEN-003": {},
        "SEG-BEN-004": {"nombre": 2},
        "SEG-BEN-005": {},
        "SEG-BEN-006": {},
        "SEG-BEN-007": {"balise": "FINESSJuridique"},
        "SEG-BEN-008": {},
        "SEG-BEN-009": {},
        "SEG-BEN-010": _BALISE,
        "SEG-BEN-011": _BALISE,
        "SEG-BEN-012": _FINESS,
        "SEG-BEN-013": _FINESS,
        "SEG-BEN-014": _RPPS,
        "SEG-BEN-015": _RPPS,
        "SEG-BEN-016": {"balise": "AM", "valeur": "75100123"},
        "SEG-BEN-017": {"balise": "emailMedecin", "valeur": "dupont"},
        "SEG-BEN-018": {"balise": "telephoneMedecin", "valeur": "12"},
        "SEG-BEN-019": {"trouve": ()},
        "SEG-BEN-019.none": {"trouve": ()},
        "SEG-BEN-019.several": {"trouve": ("FINESS", "AM")},
        "SEG-BEN-020": {"balise": "RPPS", "attendus": ("FINESS", "AM"), "couloir": "PHA"},
        "SEG-BEN-021": {},
        "SEG-BEN-021.none": {},
        "SEG-BEN-021.several": {},
        "SEG-BEN-022": {"balise": "AM", "valeur": "75100123"},
        "SEG-BEN-023": {"nombre": 2},
        "SEG-BEN-024": {
            "valeur": "10001234567",
            "premiere": "/lignesImport/0/beneficiaires/liberal/0/RPPS",
        },
        "SEG-BEN-025": {"valeur": "10001234567", "premier": "00017"},
        "SEG-BEN-026": {"valeur": "10001234567", "dossier": "FINMDV005046"},
        "SEG-BEN-027": {"valeur": "38042372300028", "attendu": "26010003700068"},
        "SEG-SCE-001": {"direct": "isDirectToDMP", "pfi": "isPFIToDMP"},
        "SEG-SCE-002": _PROFIL,
        "SEG-SCE-003": _PROFIL,
        "SEG-SCE-004": {"balise": "operateurMessagerie", "valeur": "api35"},
        "SEG-SCE-005": {"valeur": "020018552"},
        "SEG-SCE-006": {"valeur": "020018552"},
        "SEG-SCE-007": {"valeur": "020018552", "premiere": 1},
        "SEG-SCE-008": _METIER,
        "SEG-SCE-008.ph": _METIER,
        "SEG-PJU-001": _NOM | {"longueur": 51, "limite": 50},
        "SEG-PJU-002": _NOM | {"caracteres": ("é", ",")},
        "SEG-PJU-003": _NOM | {"format": "PNG"},
        "SEG-PJU-004": {},
        "SEG-PJU-005": {},
        "SEG-PJU-006": {},
        "SEG-PJU-007": _NOM | {"numero_editeur": "00018"},
        "SEG-PJU-008": _NOM | {"premier": "00017"},
        "SEG-PJU-009": {"valeur": "FACTURE", "attendus": ("BON_COMMANDE",)},
        "SEG-ENR-001": {"balise": "numeroAns", "valeur": "mlp525"},
        "SEG-ENR-002": {"valeur": "mlp525off1", "attendu": "bnd52qq600"},
        "SEG-ENR-003": {"valeur": "38042372300028", "attendu": "26010003700068"},
        "SEG-ENR-004": {"statut": "EN_COURS"},
        "SEG-ENR-005": {},
        "SEG-ENR-006": {"sons": "HOP-RI-VA1", "attendus": ("HOP-DPI-VA1", "HOP-PFI-VA1")},
        "SEG-DOS-001": _DOSSIER | {"balise": "numeroASP"},
        "SEG-DOS-002": _DOSSIER | {"couloir": "HOP"},
        "SEG-DOS-003": _DOSSIER | {"premier": "00017"},
        "SEG-DOS-004": _DOSSIER,
        "SEG-DOS-005": _DOSSIER | {"statut": "VALIDEE"},
        "SEG-DOS-006": _DOSSIER | {"paiement": "PAIEMENT_EN_COURS"},
        "SEG-DOS-007": {"retires": ("10001234567", "10001234575")},
        "SEG-DOS-008": {"valeur": "10001234567"},
        "SEG-DOS-009": {"balise": "isCentreDeSante"},
        "SEG-DOS-010": _DOSSIER | {"statut": "EN_COURS"},
        "SEG-ECH-001": _LIMITE,
        "SEG-ECH-002": _LIMITE,
        "SEG-ECH-003": _OUVERTURE,
        "SEG-ECH-004": _OUVERTURE,
    }
)
