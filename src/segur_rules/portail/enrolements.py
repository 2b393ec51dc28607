"""Enrolling a product: from where, and as which enrôlement.

A vendor is enrolled once an enrôlement of its SIRET is Validée: it then has an account. Inferred
from what the account comes with (PS-02); a first enrôlement that is pending or rejected gives
none, so the public form stays open. A product whose enrôlement was rejected may be enrolled
again: a choice.
"""

from __future__ import annotations

from collections.abc import Iterable

from segur_rules.identifiants import numero_ans as ans
from segur_rules.identifiants import siret as sirets
from segur_rules.outcomes import Refused
from segur_rules.portail.motifs import Motif
from segur_rules.rules.context import Enrolement
from segur_rules.sources import honours
from segur_rules.statuts import StatutEnrolement, TypeEnrolement


@honours("GU-1-03", "GU-3-01")
def refus_d_enrolement(
    siret: str, numero_ans: str, enrolements: Iterable[Enrolement], *, depuis_le_compte: bool
) -> Refused | None:
    """Why a product may not be enrolled so; None when it may.

    `enrolements` are all that the caller knows, of any vendor; `depuis_le_compte` is true for
    the form of the private portal.
    """
    number = ans.compact(numero_ans)
    if not number:
        return Refused(Motif.CHAMP_OBLIGATOIRE, {"champ": "numero_ans"})
    known = tuple(enrolements)
    if not depuis_le_compte and est_enrole(siret, known):
        return Refused(Motif.ENROLEMENT_DEPUIS_LE_COMPTE, {"siret": sirets.compact(siret)})
    for enrolement in known:
        same = ans.compact(enrolement.numero_ans) == number
        if same and enrolement.statut is not StatutEnrolement.REJETEE:
            params = {"numero_ans": number, "statut": enrolement.statut.value}
            return Refused(Motif.ENROLEMENT_EXISTANT, params)
    return None


@honours("GU-1-03")
def est_enrole(siret: str, enrolements: Iterable[Enrolement]) -> bool:
    """Whether the vendor of a SIRET has its account."""
    number = sirets.compact(siret)
    return any(
        sirets.compact(e.siret) == number and e.statut is StatutEnrolement.VALIDEE
        for e in enrolements
    )


def type_d_enrolement(siret: str, enrolements: Iterable[Enrolement]) -> TypeEnrolement:
    """INITIAL for the vendor that has no account yet, else COMPLEMENTAIRE."""
    if est_enrole(siret, enrolements):
        return TypeEnrolement.COMPLEMENTAIRE
    return TypeEnrolement.INITIAL
