"""Mails: written in the transaction of what they tell of, sent afterwards.

`ecrire` only adds a row. The texts are the project's own, in French: no source prints them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from string import Template
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from segur_reference.storage.tables import Courriel


class EtatCourriel(StrEnum):
    """Where a mail stands."""

    A_ENVOYER = "A_ENVOYER"
    EN_ENVOI = "EN_ENVOI"
    ENVOYE = "ENVOYE"
    INCERTAIN = "INCERTAIN"
    ABANDONNE = "ABANDONNE"


MODELES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "piece_demandee": (
            "Demande $demande : une pièce est attendue",
            (
                "La demande $demande est en attente d'une pièce complémentaire :\n\n$piece\n\n"
                "Ajoutez-la depuis la liste de vos demandes."
            ),
        ),
        "modification_demandee": (
            "Demande $demande : une correction est attendue",
            (
                "La demande $demande est à modifier :\n\n$corrections\n\n"
                "Corrigez-la depuis la liste de vos demandes."
            ),
        ),
        "ordre_de_recouvrement": (
            "Demande $demande : un ordre de recouvrement est émis",
            (
                "Sur ce qui vous a été payé pour le dossier de la demande $demande, la somme de "
                "$montant est à reverser à l'Agence de services et de paiement."
            ),
        ),
        "identifiant": (
            "Votre identifiant",
            (
                "Votre enrôlement est validé. Votre identifiant est :\n\n$identifiant\n\n"
                "Un autre courriel vous permet de choisir votre mot de passe."
            ),
        ),
        "mot_de_passe": (
            "Votre mot de passe",
            (
                "Choisissez votre mot de passe à cette adresse, qui ne sert qu'une fois :\n\n"
                "$mot_de_passe"
            ),
        ),
        "compte_ouvert": (
            "Votre identifiant",
            (
                "Un accès au portail vous est ouvert. Votre identifiant est :\n\n$identifiant\n\n"
                "Un autre courriel vous permet de choisir votre mot de passe."
            ),
        ),
        "identifiant_oublie": (
            "Votre identifiant",
            "Vous avez demandé votre identifiant. Le voici :\n\n$identifiant",
        ),
        "mot_de_passe_oublie": (
            "Votre mot de passe",
            (
                "Vous avez oublié votre mot de passe. Choisissez-en un autre à cette adresse, qui "
                "ne sert qu'une fois :\n\n$mot_de_passe\n\n"
                "Si vous n'avez rien demandé, ne faites rien : le vôtre sert toujours."
            ),
        ),
        "enrolement_piece_demandee": (
            "Enrôlement $enrolement : une pièce est attendue",
            "L'enrôlement $enrolement est en attente d'une pièce :\n\n$piece",
        ),
        "enrolement_certificat_demande": (
            "Enrôlement $enrolement : le certificat de référencement est attendu",
            "L'enrôlement $enrolement est en attente du certificat de référencement.",
        ),
        "enrolement_rejete": (
            "Enrôlement $enrolement : rejeté",
            "L'enrôlement $enrolement est rejeté :\n\n$motif",
        ),
        "assistance": (
            "Assistance $message : $couloir, $phase, $type_demande",
            (
                "$nom a écrit à l'assistance ($message).\n\n"
                "Courriel : $courriel\nTéléphone : $telephone\n"
                "Raison sociale : $raison_sociale\nNuméro de demande : $numero_demande\n"
                "Numéro de référencement : $numero_referencement\n"
                "Pièce jointe, gardée sur le portail : $piece\n\n$description"
            ),
        ),
    }
)
"""Each model: its subject and its text, with the names of what they tell."""

_A_SECRET: Final = frozenset(("mot_de_passe", "mot_de_passe_oublie"))
"""The models that tell a secret, and nothing else."""
_EFFACE: Final = "(adresse effacée à l'envoi)"


def ecrire(
    session: Session,
    modele: str,
    *,
    a: str,
    objet: str,
    now: datetime,
    params: Mapping[str, str],
) -> None:
    """Write a mail of a model about a demande or an enrôlement.

    Raises `KeyError` when something that the model tells is not given.
    """
    sujet, corps = (Template(text).substitute(params) for text in MODELES[modele])
    session.add(
        Courriel(
            objet=objet,
            modele=modele,
            destinataire=a,
            # A subject is one line, whatever it tells.
            sujet=" ".join(sujet.split()),
            corps=corps,
            etat=EtatCourriel.A_ENVOYER,
            cree=now,
            prochain=now,
        )
    )


def oublier_secret(row: Courriel) -> None:
    """Take the secret out of a mail that was sent: its reader alone has it from now on."""
    if row.modele in _A_SECRET:
        _, corps = MODELES[row.modele]
        row.corps = Template(corps).substitute(mot_de_passe=_EFFACE)
