"""The life of an enrôlement.

Theory of operation. An enrôlement is En cours when it is filed. A gestionnaire may ask for a
document or for the certificate of référencement, by a mail; the vendor's answer brings it back
to En cours. It is then validated or rejected. Validating the vendor's first enrôlement sends the
identifiant and the password, in two separate mails.

The guide lists the five statuts (§3.1); the moves between them are deduced from their names and
from those of a demande, and so are the mails other than the two of PS-02.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from segur_rules.outcomes import Refused
from segur_rules.sources import Certainty, honours
from segur_rules.statuts.effets import EnvoyerMail
from segur_rules.statuts.etats import StatutEnrolement, TypeEnrolement
from segur_rules.statuts.faits import Acteur, Refus, condition
from segur_rules.statuts.machine import Table, To, When


class EvenementEnrolement(StrEnum):
    """What may happen to an enrôlement."""

    DEMANDER_PIECE = "DEMANDER_PIECE"
    AJOUTER_PIECE = "AJOUTER_PIECE"
    DEMANDER_CERTIFICAT = "DEMANDER_CERTIFICAT"
    FOURNIR_CERTIFICAT = "FOURNIR_CERTIFICAT"
    VALIDER = "VALIDER"
    REJETER = "REJETER"


@condition
def is_the_first(type_enrolement: TypeEnrolement) -> bool:
    """Only a vendor that has no account yet is sent the means to sign in."""
    return type_enrolement is TypeEnrolement.INITIAL


ENROLEMENT: Final = Table(
    name="enrolement",
    etats=StatutEnrolement,
    evenements=EvenementEnrolement,
    initial=StatutEnrolement.EN_COURS,
    transitions={
        StatutEnrolement.EN_COURS: {
            EvenementEnrolement.DEMANDER_PIECE: To(
                StatutEnrolement.EN_ATTENTE_PIECE_JUSTIFICATIVE,
                by=Acteur.GESTIONNAIRE,
                effects=(EnvoyerMail("enrolement_piece_demandee", ("enrolement", "piece")),),
                sources=("GU-3-03",),
                certainty=Certainty.INFERRED,
            ),
            EvenementEnrolement.DEMANDER_CERTIFICAT: To(
                StatutEnrolement.EN_ATTENTE_CERTIFICAT_REFERENCEMENT,
                by=Acteur.GESTIONNAIRE,
                effects=(EnvoyerMail("enrolement_certificat_demande", ("enrolement",)),),
                sources=("GU-3-03",),
                certainty=Certainty.INFERRED,
            ),
            EvenementEnrolement.VALIDER: To(
                StatutEnrolement.VALIDEE,
                by=Acteur.GESTIONNAIRE,
                effects=(
                    When(is_the_first, EnvoyerMail("identifiant", ("identifiant",))),
                    When(is_the_first, EnvoyerMail("mot_de_passe", ("mot_de_passe",))),
                ),
                sources=("GU-3-03", "GU-3-04", "PS-02"),
                certainty=Certainty.INFERRED,
            ),
            EvenementEnrolement.REJETER: To(
                StatutEnrolement.REJETEE,
                by=Acteur.GESTIONNAIRE,
                effects=(EnvoyerMail("enrolement_rejete", ("enrolement", "motif")),),
                sources=("GU-3-03",),
                certainty=Certainty.INFERRED,
            ),
        },
        StatutEnrolement.EN_ATTENTE_PIECE_JUSTIFICATIVE: {
            EvenementEnrolement.AJOUTER_PIECE: To(
                StatutEnrolement.EN_COURS,
                by=Acteur.FOURNISSEUR,
                sources=("GU-3-03",),
                certainty=Certainty.INFERRED,
                repeatable=False,
            ),
        },
        StatutEnrolement.EN_ATTENTE_CERTIFICAT_REFERENCEMENT: {
            EvenementEnrolement.FOURNIR_CERTIFICAT: To(
                StatutEnrolement.EN_COURS,
                by=Acteur.FOURNISSEUR,
                sources=("GU-3-03",),
                certainty=Certainty.INFERRED,
                repeatable=False,
            ),
        },
    },
)


@honours("GU-3-04")
def refus_de_depot(statut: StatutEnrolement) -> Refused | None:
    """Why demandes for a product may not be filed yet; None once its enrôlement is Validée."""
    if statut is StatutEnrolement.VALIDEE:
        return None
    return Refused(Refus.ENROLEMENT_NON_VALIDE, {"statut": statut.value})
