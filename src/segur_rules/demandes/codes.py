"""The coded values of the import file, spelt as the file spells them."""

from __future__ import annotations

from enum import StrEnum

from segur_rules.montants import RegimeTVA

__all__ = [
    "CommandePour",
    "DeploiementMSS",
    "FormatFichier",
    "Phase",
    "ProfilMS1",
    "ProfilMS2",
    "RegimeTVA",
    "TypeAction",
    "TypeFichier",
]


class Phase(StrEnum):
    """What a file asks for: an avance on the order or a solde on the invoice."""

    AVANCE = "avance"
    SOLDE = "solde"


class TypeAction(StrEnum):
    """What a line does; creation is the only action known."""

    CREATION = "C"


class CommandePour(StrEnum):
    """For whom an order of médecine de ville is."""

    LIBERAL = "LIBERAL"
    STRUCTURE = "STRUCTURE"


class DeploiementMSS(StrEnum):
    """The MSS deployment declared at a solde of the médico-social (PS-04)."""

    CAS_1 = "Cas 1"
    CAS_2 = "Cas 2"


class FormatFichier(StrEnum):
    """The announced format of a document."""

    PDF = "PDF"
    JPG = "JPG"
    JPEG = "JPEG"
    PNG = "PNG"


class TypeFichier(StrEnum):
    """The type of a document. BON_COMMANDE is the guide's; the other codes are chosen."""

    BON_COMMANDE = "BON_COMMANDE"
    FACTURE = "FACTURE"
    VA = "VA"
    MOM = "MOM"


class ProfilMS1(StrEnum):
    """The professional profiles of the first couloir of the médico-social."""

    PH = "PH"
    PA = "PA"
    DOM = "DOM"


class ProfilMS2(StrEnum):
    """The professional profiles of the second couloir of the médico-social."""

    PDE = "PDE"
    PDS = "PDS"
    AHI = "AHI"
    PJM = "PJM"
