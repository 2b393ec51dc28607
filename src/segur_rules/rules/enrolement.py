"""ENR: the enrôlement that the file is filed under."""

from __future__ import annotations

from segur_rules.demandes.fichier import Fichier
from segur_rules.rules.context import Context
from segur_rules.rules.registry import (
    ERROR,
    GUIDE,
    INFERRED,
    PUBLIC,
    Answer,
    Stage,
    declared,
    found,
    rule,
    unknown,
)
from segur_rules.statuts import StatutEnrolement

numero_ans = declared(
    "SEG-ENR-001",
    Stage.SCHEMA,
    ERROR,
    INFERRED,
    "An ANS number has ten letters or digits.",
    "GU-4-07",
)


@rule("SEG-ENR-002", ERROR, GUIDE, "GU-4-07", "GU-3-01", needs=("enrolement",))
def ans_de_l_enrolement(fichier: Fichier, context: Context) -> Answer:
    """The file's ANS number is that of the enrôlement chosen."""
    if context.enrolement and fichier.numero_ans != context.enrolement.numero_ans:
        yield found("/numeroAns", valeur=fichier.numero_ans, attendu=context.enrolement.numero_ans)


@rule("SEG-ENR-003", ERROR, INFERRED, "GU-4-07", needs=("enrolement",))
def siret_de_l_enrolement(fichier: Fichier, context: Context) -> Answer:
    """The file's SIRET is that of the enrôlement."""
    if context.enrolement and fichier.siret != context.enrolement.siret:
        yield found("/siret", valeur=fichier.siret, attendu=context.enrolement.siret)


@rule("SEG-ENR-004", ERROR, GUIDE, "GU-3-04", "GU-1-02", "GU-3-03", needs=("enrolement",))
def enrolement_valide(fichier: Fichier, context: Context) -> Answer:
    """The enrôlement is Validée."""
    if context.enrolement and context.enrolement.statut is not StatutEnrolement.VALIDEE:
        yield found("/numeroAns", statut=context.enrolement.statut.value)


@rule(
    "SEG-ENR-005",
    ERROR,
    PUBLIC,
    "PS-15",
    couloirs=("MDV",),
    needs=("enrolement.sansFinancement",),
)
def droit_au_financement(fichier: Fichier, context: Context) -> Answer:
    """The product is referenced with a right to funding."""
    if context.enrolement and context.enrolement.sans_financement:
        yield found("/numeroAns")


@rule("SEG-ENR-006", ERROR, INFERRED, "GU-3-04", needs=("sons", "enrolement.sons"))
def enrole_pour_le_sons(fichier: Fichier, context: Context) -> Answer:
    """The product is enrolled for the SONS."""
    if context.scheme is None:
        yield unknown("sons")
        return
    enrolled = (context.enrolement.sons if context.enrolement else None) or ()
    if context.scheme not in [context.catalogue.find(code) for code in enrolled]:
        yield found("/numeroAns", sons=context.scheme.code, attendus=enrolled)
