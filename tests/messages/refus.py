"""For each wording of a refusal, the facts that come with it: all of them, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from segur_rules.outcomes import Param

_STATUT: Final[dict[str, Param]] = {"statut": "EN_COURS"}
_PAIEMENT: Final[dict[str, Param]] = {"paiement": "PAIEMENT_EN_COURS"}
_DELAI: Final[dict[str, Param]] = {
    "instant": datetime(2022, 3, 25, 9, tzinfo=UTC),
    "expiration": datetime(2022, 3, 24, 22, 59, 59, tzinfo=UTC),
}
_PRODUIT: Final[dict[str, Param]] = {"numero_ans": "mlp525off1"}

REFUS: Final[Mapping[str, Mapping[str, Param]]] = MappingProxyType(
    {
        # statuts
        "TRANSITION_IMPOSSIBLE": {"etat": "REJETEE", "evenement": "VALIDER"},
        "ACTEUR_NON_AUTORISE": {"acteur": "HORLOGE", "attendus": ("FOURNISSEUR",)},
        "FAIT_MANQUANT": {"faits": ("budgetDisponible", "montantDecide")},
        "PIECES_MANQUANTES": {},
        "PIECES_MANQUANTES.manquantes": {"manquantes": ("MANDAT", "PIECE_IDENTITE")},
        "DELAI_ECHU": _DELAI,
        "DELAI_NON_ECHU": _DELAI,
        "SOLDE_NON_SUPPRIMABLE": {},
        "BENEFICIAIRE_DEJA_FINANCE": {"numeros": ("10001234567", "10001234575")},
        "BUDGET_INSUFFISANT": {
            "budget_disponible": Decimal("322.49"),
            "montant_decide": Decimal("322.50"),
        },
        "ATTESTATION_MANQUANTE": {},
        "NON_PAYEE": _PAIEMENT,
        "NON_DECIDEE": _STATUT,
        "RIEN_A_RECOUVRER": {},
        "MONTANT_DIFFERENT": {
            "montant_decide": Decimal("322.50"),
            "montant_paye": Decimal("322.49"),
        },
        "ENROLEMENT_NON_VALIDE": _STATUT,
        "AVANCE_EXISTANTE": _STATUT,
        "AVANCE_NON_DECIDEE": _STATUT,
        "AVANCE_NON_PAYEE": _PAIEMENT,
        "SOLDE_EXISTANT": _STATUT,
        "SOLDE_ABSENT": {},
        # montants
        "MONTANT_NUL": {"montant": Decimal("0.00")},
        "FACTURE_SUPERIEURE_A_LA_COMMANDE": {
            "facture": Decimal("1075.00"),
            "commande": Decimal("1074.99"),
        },
        # portail
        "CHAMP_OBLIGATOIRE": {"champ": "numero_ans"},
        "VALEUR_INCONNUE": {"champ": "couloir", "valeur": "XYZ", "attendus": ("HOP", "MDV")},
        "CARACTERE_INTERDIT": {"champ": "nom"},
        "COURRIEL_INVALIDE": {"champ": "courriel", "valeur": "dupont"},
        "NUMERO_INVALIDE": {"champ": "numero_demande", "valeur": "12"},
        "IDENTIFIANT_INVALIDE": {"champ": "siret", "valeur": "123", "identifiant": "SIRET"},
        "DATE_INVALIDE": {"champ": "date_prise_effet", "valeur": "0022-01-01"},
        "TAUX_INVALIDE": {"champ": "taux_tva", "valeur": "101"},
        "MONTANT_INVALIDE": {"champ": "montant", "valeur": "1.001"},
        "MONTANT_NON_CONFORME": {
            "montant_confirme": Decimal("322.49"),
            "montant_calcule": Decimal("322.50"),
        },
        "MONTANT_EXCESSIF": {
            "montant_confirme": Decimal("129.01"),
            "montant_maximal": Decimal("129.00"),
        },
        "VALEUR_CONNUE": {"champ": "plafond_ht"},
        "BUDGET_ENGAGE": {"total": Decimal("100.00"), "engage": Decimal("322.50")},
        "DONNEE_FIGEE": {"champ": "numero_editeur", "valeur": "00018", "attendu": "00017"},
        "BORNE_MANQUANTE": {"bornes": ("du", "au")},
        "BORNES_INVERSEES": {"du": date(2022, 3, 24), "au": date(2022, 3, 17)},
        "SAISIE_TROP_COURTE": {"champ": "numero", "longueur": 2, "minimum": 3},
        "FILTRE_OBLIGATOIRE": {"nombre": 501, "maximum": 500},
        "ENROLEMENT_INCONNU": _PRODUIT,
        "ENROLEMENT_EXISTANT": _PRODUIT | _STATUT,
        "ENROLEMENT_DEPUIS_LE_COMPTE": {"siret": "38042372300028"},
        "SIMULATION_ABSENTE": {},
        "SIMULATION_AUTRE_FICHIER": {},
        "SIMULATION_AUTRE_FORMULAIRE": {"champs": ("type", "taux_tva")},
        "SIMULATION_IRRECEVABLE": {},
        "SONS_INDETERMINE": {},
        "COULOIR_NON_CHOISI": {"attendus": ("HOP", "MDV")},
        "MODELES_INDISPONIBLES": {},
        "AUCUN_CHANGEMENT": {},
        # pieces
        "AJOUT_FERME": _STATUT,
        "SUPPRESSION_FERMEE": _STATUT,
        "AJOUT_CONFIRME": {},
        "PIECE_DE_L_ASP": {},
        "TYPE_MANQUANT": {},
        "DOCUMENT_REFUSE": {"regles": ("SEG-PJU-002", "SEG-PJU-010")},
    }
)
