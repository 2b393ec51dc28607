"""The documents that an enrôlement asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from segur_rules.sources import honours


class Deposant(StrEnum):
    """Who files an enrôlement."""

    REPRESENTANT_LEGAL = "REPRESENTANT_LEGAL"
    SALARIE = "SALARIE"
    TIERS = "TIERS"


class PieceEnrolement(StrEnum):
    """The documents of an enrôlement (PS-01); the codes are chosen."""

    CERTIFICAT_ANS = "CERTIFICAT_ANS"
    PIECE_IDENTITE_REPRESENTANT = "PIECE_IDENTITE_REPRESENTANT"
    MANDAT = "MANDAT"
    CONTRAT_PRESTATION = "CONTRAT_PRESTATION"
    PIECE_IDENTITE_DEPOSANT = "PIECE_IDENTITE_DEPOSANT"
    RIB = "RIB"
    ATTESTATION_NON_ASSUJETTISSEMENT = "ATTESTATION_NON_ASSUJETTISSEMENT"


_ALL: Final = frozenset(Deposant)
_TABLE: Final = (
    (PieceEnrolement.CERTIFICAT_ANS, _ALL, False),
    (PieceEnrolement.PIECE_IDENTITE_REPRESENTANT, _ALL, False),
    (PieceEnrolement.MANDAT, frozenset((Deposant.SALARIE,)), False),
    (PieceEnrolement.CONTRAT_PRESTATION, frozenset((Deposant.TIERS,)), False),
    (PieceEnrolement.PIECE_IDENTITE_DEPOSANT, _ALL - {Deposant.REPRESENTANT_LEGAL}, False),
    (PieceEnrolement.RIB, _ALL, False),
    (PieceEnrolement.ATTESTATION_NON_ASSUJETTISSEMENT, _ALL, True),
)
"""Each document, who must give it, and whether only a vendor that is not liable to VAT must."""


@honours("PS-01")
def pieces_enrolement(
    deposant: Deposant, *, assujetti_tva: bool = True
) -> tuple[PieceEnrolement, ...]:
    """The documents that an enrôlement asks for.

    They depend on who files it, and on whether the vendor is liable to VAT: one that is not
    gives an attestation.
    """
    return tuple(
        piece
        for piece, deposants, exempt_only in _TABLE
        if deposant in deposants and not (exempt_only and assujetti_tva)
    )
