"""Who is signed in, and what somebody must be to do something."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from segur_reference.services.erreurs import Interdit
from segur_reference.storage.tables import Utilisateur


class Role(StrEnum):
    """What a user is: of a vendor, or an officer of the agency."""

    FOURNISSEUR = "FOURNISSEUR"
    GESTIONNAIRE = "GESTIONNAIRE"


@frozen
class Identite:
    """A user who is signed in. `jeton` says that a program is, by a token of that user's."""

    utilisateur_id: int
    identifiant: str
    role: Role
    fournisseur_id: int | None
    nom: str
    prenom: str
    jeton: bool = False

    def of_fournisseur(self) -> int:
        """The vendor that the user is of. Raises `Interdit` for a gestionnaire."""
        if self.fournisseur_id is None:
            raise Interdit
        return self.fournisseur_id

    def require_gestionnaire(self) -> None:
        """Raise `Interdit` unless the user is a gestionnaire."""
        if self.role is not Role.GESTIONNAIRE:
            raise Interdit


def identite_of(user: Utilisateur, *, jeton: bool = False) -> Identite:
    """The identity of a user."""
    return Identite(
        user.id,
        user.identifiant,
        Role(user.role),
        user.fournisseur_id,
        user.nom,
        user.prenom,
        jeton,
    )
