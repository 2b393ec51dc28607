"""Why a use case does not answer: what its caller did, told by codes and facts."""

from __future__ import annotations

from collections.abc import Iterable

from segur_rules.outcomes import Refused


class Erreur(Exception):
    """A use case that was not carried out; nothing was changed."""


class NonConnecte(Erreur):
    """Nobody is signed in, or no longer; `code` says why."""

    def __init__(self, code: str = "NON_CONNECTE") -> None:
        """Say why: NON_CONNECTE, IDENTIFIANTS_FAUX, LIEN_PERIME."""
        super().__init__(code)
        self.code = code


class Interdit(Erreur):
    """Somebody else may do it; `code` says who or what is missing."""

    def __init__(self, code: str = "ROLE_INSUFFISANT") -> None:
        """Say why: ROLE_INSUFFISANT, CSRF_ABSENT, AUTRE_SITE."""
        super().__init__(code)
        self.code = code


class Introuvable(Erreur):
    """There is nothing of this kind and number, or it is somebody else's."""

    def __init__(self, quoi: str, numero: object) -> None:
        """Say what kind of thing was looked for, and by which number."""
        super().__init__(f"{quoi} {numero}")
        self.quoi = quoi
        self.numero = str(numero)


class Attendre(Erreur):
    """Too much was asked; it may be asked again after so many seconds."""

    def __init__(self, secondes: int) -> None:
        """Say how long to wait."""
        super().__init__(str(secondes))
        self.secondes = secondes


class Occupe(Erreur):
    """The server has no place for it now; it may be asked again after so many seconds."""

    def __init__(self, secondes: int) -> None:
        """Say how long to wait."""
        super().__init__(str(secondes))
        self.secondes = secondes


class ActeRefuse(Erreur):
    """What was asked is not allowed now, for a reason that the library gives."""

    def __init__(self, refus: Refused) -> None:
        """Keep the refusal: its code and its facts."""
        super().__init__(refus.code)
        self.refus = refus


class FormulaireRefuse(Erreur):
    """What was entered cannot be taken; every fault is told."""

    def __init__(self, refus: Iterable[Refused]) -> None:
        """Keep the refusals, in the order of the form."""
        self.refus = tuple(refus)
        super().__init__(", ".join(one.code for one in self.refus))


class EntreeInvalide(Erreur):
    """What an operation or the control plane was given is not of its form."""

    def __init__(self, anglais: str, francais: str | None = None) -> None:
        """Say what is wrong, in one sentence; one that is the library's is in English only."""
        super().__init__(anglais)
        self.anglais = anglais
        self.francais = francais


class CorpsIllisible(Erreur):
    """A body that is to be JSON is none; says why, in English."""


class NonVide(Erreur):
    """A set of data is put in an empty portal only: nothing is mixed with it."""

    code = "NON_VIDE"
