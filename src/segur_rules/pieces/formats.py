"""What a document may be: its size, its name, its formats; and what its first bytes show.

The guide gives these rules for document models (§5.3) and for the attachments of the contact
form (§8). That they hold for the documents of a demande as well is inferred.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from segur_rules.sources import Certainty, Source, honours

MEGAOCTET: Final = 1024 * 1024
"""The bytes of a « Mo ». A choice: of the two readings the larger, which refuses nothing that
the portal takes; a document between 4 000 000 and 4 194 304 bytes may still be refused there."""

NOM_MAX: Final = 50
"""Characters of a document's name, its extension included."""

CARACTERES: Final = "A-Za-z0-9._ -"
"""The characters that are not special: letters without accent, digits, dot, underscore, space
and dash. A choice: the guide forbids special characters and lists none."""
_SPECIAL: Final = re.compile(f"[^{CARACTERES}]")


class Contenu(StrEnum):
    """What a document is, by its first bytes; the codes of formats as people know them."""

    PDF = "PDF"
    JPEG = "JPG"
    PNG = "PNG"
    ZIP = "ZIP"
    TEXTE = "TXT"
    SEPT_ZIP = "7Z"
    RAR = "RAR"
    GZIP = "GZ"
    BZIP2 = "BZ2"
    XZ = "XZ"
    TAR = "TAR"
    GIF = "GIF"
    TIFF = "TIFF"
    BMP = "BMP"
    WEBP = "WEBP"
    HEIC = "HEIC"
    OFFICE = "DOC"


ARCHIVES: Final = frozenset(
    (
        *(Contenu.ZIP, Contenu.SEPT_ZIP, Contenu.RAR, Contenu.GZIP),
        *(Contenu.BZIP2, Contenu.XZ, Contenu.TAR),
    )
)
"""What holds other files."""

TETE: Final = 1024
"""The first bytes of a document that are looked at; a PDF may begin anywhere in them."""

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", Contenu.JPEG),
    (b"\x89PNG\r\n\x1a\n", Contenu.PNG),
    (b"PK\x03\x04", Contenu.ZIP),
    (b"PK\x05\x06", Contenu.ZIP),
    (b"7z\xbc\xaf\x27\x1c", Contenu.SEPT_ZIP),
    (b"Rar!\x1a\x07", Contenu.RAR),
    (b"\x1f\x8b", Contenu.GZIP),
    (b"BZh", Contenu.BZIP2),
    (b"\xfd7zXZ\x00", Contenu.XZ),
    (b"GIF8", Contenu.GIF),
    (b"II*\x00", Contenu.TIFF),
    (b"MM\x00*", Contenu.TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Contenu.OFFICE),
)
_INNER: Final = (
    (slice(4, 12), frozenset((b"ftypheic", b"ftypheix", b"ftypmif1")), Contenu.HEIC),
    (slice(8, 12), frozenset((b"WEBP",)), Contenu.WEBP),
    (slice(257, 262), frozenset((b"ustar",)), Contenu.TAR),
)
_BINARY: Final = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")
_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def recognise(head: bytes) -> Contenu | None:
    """What a document's first bytes show; None when they show nothing that is known.

    `head` is the first `TETE` bytes, or all of them when there are fewer.
    """
    head = head[:TETE]
    for signature, contenu in _SIGNATURES:
        if head.startswith(signature):
            return contenu
    if b"%PDF-" in head:
        return Contenu.PDF
    for where, signs, contenu in _INNER:
        if head[where] in signs:
            return contenu
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return Contenu.BMP
    # Of a text in UTF-16 every other byte may be zero; its mark says what it is.
    if head.startswith(_BOMS) or not set(head) & set(_BINARY):
        return Contenu.TEXTE
    return None


def _frozen(extensions: Mapping[str, Contenu]) -> Mapping[str, Contenu]:
    return MappingProxyType(dict(extensions))


@frozen
class ReglesPiece:
    """What is asked of one kind of document.

    `taille_max` is in bytes, inclusive; `extensions` are lower case, each with the content that
    it announces. `nom_max` counts characters, extension included; None when names are free.
    """

    taille_max: int
    extensions: Mapping[str, Contenu] = field(converter=_frozen)
    source: Source
    nom_max: int | None = None
    type_obligatoire: bool = False

    @property
    def contenus(self) -> tuple[str, ...]:
        """The contents that are accepted, each once, as people know them."""
        return tuple(dict.fromkeys(contenu.value for contenu in self.extensions.values()))

    def of_content(self, contenu: Contenu) -> tuple[str, ...]:
        """The extensions that announce a content."""
        return tuple(name for name, value in self.extensions.items() if value is contenu)


_IMAGES_ET_PDF: Final = MappingProxyType(
    {"pdf": Contenu.PDF, "jpg": Contenu.JPEG, "jpeg": Contenu.JPEG, "png": Contenu.PNG}
)

PIECE: Final = ReglesPiece(
    taille_max=4 * MEGAOCTET,
    extensions=_IMAGES_ET_PDF,
    source=Source("Guide fournisseur §5.3, which speaks of document models", Certainty.INFERRED),
    nom_max=NOM_MAX,
)
"""A document of a demande."""

MODELE: Final = ReglesPiece(
    taille_max=4 * MEGAOCTET,
    extensions=_IMAGES_ET_PDF,
    source=Source("Guide fournisseur §5.3", Certainty.GUIDE),
    nom_max=NOM_MAX,
    type_obligatoire=True,
)
"""A document model, of which the type must be chosen (`MODELE_BDC_HOP`)."""

CONTACT: Final = ReglesPiece(
    taille_max=2 * MEGAOCTET,
    # JSON is text: the guide asks for a file that people read, not for one that conforms.
    extensions={
        "json": Contenu.TEXTE,
        "pdf": Contenu.PDF,
        "png": Contenu.PNG,
        "txt": Contenu.TEXTE,
        "zip": Contenu.ZIP,
    },
    source=Source("Guide fournisseur §8", Certainty.GUIDE),
)
"""What is attached to a message to the assistance."""


@honours("GU-53-02")
def special_characters(nom: str) -> tuple[str, ...]:
    """The special characters of a name, each once, in their order."""
    return tuple(dict.fromkeys(_SPECIAL.findall(nom)))
