"""Mon compte: what the change of a person's details asks for."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from segur_rules.outcomes import Refused
from segur_rules.portail._saisie import control_characters, empty_fields, wrong_address
from segur_rules.portail.motifs import Motif
from segur_rules.sources import honours
from segur_rules.statuts import ChampPersonne, Refus, pieces_attendues


@frozen
class Personne:
    """The représentant légal or the demandeur, who may be one person."""

    nom: str
    prenom: str
    email: str
    telephone: str


@frozen
class NouvelUtilisateur:
    """Somebody to be given access; `identifiant` is None where the portal gives one."""

    nom: str
    prenom: str
    courriel: str
    identifiant: str | None = None


def refus_de_l_utilisateur(nouveau: NouvelUtilisateur) -> tuple[Refused, ...]:
    """Why somebody cannot be given access; empty when they can.

    An identifiant that is chosen is written like any other field of one line: a choice.
    """
    names = ["nom", "prenom", "courriel"]
    if nouveau.identifiant is not None:
        names.insert(0, "identifiant")
    return (
        *empty_fields(nouveau, names),
        *control_characters(nouveau, names),
        *wrong_address("courriel", nouveau.courriel),
    )


def changements(avant: Personne, apres: Personne) -> tuple[ChampPersonne, ...]:
    """What differs between two states of a person, spaces around apart."""
    return tuple(
        champ
        for champ in ChampPersonne
        if getattr(avant, champ).strip() != getattr(apres, champ).strip()
    )


@honours("GU-72-03")
def refus_de_modification(
    avant: Personne, apres: Personne, pieces: Collection[str]
) -> tuple[Refused, ...]:
    """Why a change cannot be filed; empty when it can.

    `pieces` are the types of the documents given (`MANDAT`, `PIECE_IDENTITE`). That no field may
    be emptied is inferred from the enrôlement, where a person is given whole.
    """
    changed = changements(avant, apres)
    if not changed:
        return (Refused(Motif.AUCUN_CHANGEMENT),)
    faults = [
        *empty_fields(apres, ChampPersonne),
        *control_characters(apres, ChampPersonne),
        *wrong_address("email", apres.email),
    ]
    missing = tuple(piece for piece in pieces_attendues(changed) if piece not in pieces)
    if missing:
        faults.append(Refused(Refus.PIECES_MANQUANTES, {"manquantes": missing}))
    return tuple(faults)
