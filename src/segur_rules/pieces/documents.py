"""One document: what its name, its size and its bytes say of it.

Nothing is opened here: the caller hands over a stream. Never more than the size limit and one
byte is read of it, and what a document may cost is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO, Final, TypeAlias

from attrs import field, frozen

from segur_rules.outcomes import Constat, Param
from segur_rules.pieces.effort import Effort
from segur_rules.pieces.flux import read_up_to
from segur_rules.pieces.formats import (
    PIECE,
    Contenu,
    ReglesPiece,
    recognise,
    special_characters,
)
from segur_rules.pieces.images import is_whole_jpeg, is_whole_png
from segur_rules.pieces.noms import base_of, extension_of
from segur_rules.sources import honours


@frozen
class DocumentDonne:
    """A document as it is given.

    `nom` may be a path, with slashes between folders; `taille` is in bytes; `contenu` is read
    from where it stands.
    """

    nom: str
    taille: int
    contenu: BinaryIO = field(repr=False)


def about(rule: str, nom: str, variant: str = "", **params: Param) -> Constat:
    """What a rule has to say of a document; where it is announced, the caller knows."""
    return Constat(rule, "", {"valeur": nom, **params}, variant)


@honours("GU-53-02", "GU-8-03")
def judge_document(
    nom: str,
    taille: int,
    contenu: BinaryIO,
    regles: ReglesPiece = PIECE,
    effort: Effort | None = None,
) -> tuple[Constat, ...]:
    """What is to be said of a document, in the order of the rules; their pointers are empty.

    `taille` is in bytes. `effort` bounds the work, for several documents together. Any bytes
    are answered; what reading the stream raises is not caught.
    """
    return tuple(_judge(base_of(nom), taille, contenu, regles, effort or Effort()))


def _judge(
    nom: str, taille: int, contenu: BinaryIO, regles: ReglesPiece, effort: Effort
) -> Iterator[Constat]:
    yield from _name(nom, regles)
    data = read_up_to(contenu, regles.taille_max + 1)
    if not data:
        yield about("SEG-PJU-011", nom)
        return
    taille = max(taille, len(data))
    if taille > regles.taille_max:
        yield about("SEG-PJU-010", nom, taille=taille, limite=regles.taille_max)
    nature = recognise(data)
    refused = _content(nom, nature, regles)
    if refused:
        yield refused
    elif nature in _WHOLE and taille <= regles.taille_max:
        yield from _WHOLE[nature](nom, data, effort)


def _name(nom: str, regles: ReglesPiece) -> Iterator[Constat]:
    if regles.nom_max is None:
        return
    if len(nom) > regles.nom_max:
        yield about("SEG-PJU-001", nom, longueur=len(nom), limite=regles.nom_max)
    if caracteres := special_characters(nom):
        yield about("SEG-PJU-002", nom, caracteres=caracteres)


def _content(nom: str, nature: Contenu | None, regles: ReglesPiece) -> Constat | None:
    """What is wrong with the format of a document, by its bytes and by its name."""
    if nature is None:
        return about("SEG-PJU-012", nom, attendus=regles.contenus)
    if nature not in regles.extensions.values():
        return about("SEG-PJU-012", nom, "reconnu", attendus=regles.contenus, trouve=nature.value)
    announced = regles.extensions.get(extension_of(nom))
    if announced is None:
        return about("SEG-PJU-013", nom, "extension", attendus=tuple(regles.extensions))
    if announced is not nature:
        attendus = regles.of_content(nature)
        return about("SEG-PJU-013", nom, trouve=nature.value, attendus=attendus)
    return None


def _pdf(nom: str, data: bytes, effort: Effort) -> Iterator[Constat]:
    # The library of PDF takes some 17 MiB and a third of a second: only a PDF pays for it.
    from segur_rules.pieces.pdf import examine

    part = effort.share()
    examen = examine(data, part)
    effort.settle(part)
    if examen.defaut:
        yield about("SEG-PJU-014", nom, examen.defaut)
    elif examen.chiffre:
        yield about("SEG-PJU-015", nom)
    elif examen.actifs:
        yield about("SEG-PJU-016", nom, contenus=examen.actifs)
    elif examen.partiel:
        yield about("SEG-PJU-016", nom, "partiel")


def _image(is_whole: Callable[[bytes], bool]) -> _Whole:
    def whole(nom: str, data: bytes, _: Effort) -> Iterator[Constat]:
        if not is_whole(data):
            yield about("SEG-PJU-017", nom)

    return whole


_Whole: TypeAlias = Callable[[str, bytes, Effort], Iterator[Constat]]
_WHOLE: Final[Mapping[Contenu | None, _Whole]] = MappingProxyType(
    {
        Contenu.PDF: _pdf,
        Contenu.JPEG: _image(is_whole_jpeg),
        Contenu.PNG: _image(is_whole_png),
    }
)
"""What tells whether a document is whole, by its content."""
