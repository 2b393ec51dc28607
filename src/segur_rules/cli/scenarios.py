"""The scenario lines of a file, checked against the referenced profiles where these are known."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from attrs import frozen

from segur_rules.rules.context import Context
from segur_rules.rules.engine import read_file
from segur_rules.rules.scenarios import LigneControlee, control_scenarios

_IN_A_DEMANDE: Final = re.compile(r"/lignesImport/([0-9]{1,9})(?:/|$)")


@frozen
class DemandeControlee:
    """The scenario lines of one demande, and its rank in the file, from 1."""

    rank: int
    numero_editeur: str
    lignes: tuple[LigneControlee, ...]


def checked_scenarios(raw: bytes, context: Context) -> tuple[DemandeControlee, ...] | None:
    """The scenarios of the demandes that can be read; None where no profiles are known."""
    if not context.knows("enrolement.profils"):
        return None
    fichier, completed = read_file(raw, context)
    if fichier is None:
        return ()
    numeros = {index + 1: demande.numero_editeur for index, demande in fichier.lignes()}
    lignes = control_scenarios(fichier, completed)
    return tuple(
        DemandeControlee(rank, numeros[rank], tuple(group))
        for rank, group in groupby(lignes, lambda ligne: rank_of(ligne.pointer))
    )


def rank_of(pointer: str) -> int:
    """The rank of the demande that a pointer is in, from 1; 0 when it is in none."""
    found = _IN_A_DEMANDE.match(pointer)
    return int(found[1]) + 1 if found else 0
