"""A zip of documents becomes a plan: which entry joins which demande, and what is wrong.

Theory of operation. The end of the archive and its directory are read first, within bounds; an
archive that would take more than documents take is read no further. Each entry is then judged by
what the directory says of it, found by its own header, and seen to lie apart from the others.
Only then is it inflated, piece by piece, no further than it says, and nothing is kept of it but
its first bytes. An archive in an archive is never opened, so that one that holds itself is only
one more of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO, Final

from attrs import evolve, field, frozen

from segur_rules.demandes.fichier import Demande
from segur_rules.outcomes import Constat
from segur_rules.pieces.documents import DocumentDonne, about
from segur_rules.pieces.extraction import METHODES, EntreeAbimee, check, data_place, inflate
from segur_rules.pieces.formats import ARCHIVES, PIECE, TETE, Contenu, recognise
from segur_rules.pieces.noms import base_of, extension_of, key_of
from segur_rules.pieces.rattachement import Annuaire, Raison, Rattachement
from segur_rules.pieces.repertoire import (
    LIMITES_ZIP,
    EntreeZip,
    LimitesZip,
    Repertoire,
    ZipRefuse,
    bombe,
    read_directory,
)
from segur_rules.sources import honours

_ARCHIVES: Final = frozenset(
    (
        *("zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "tbz", "xz", "txz", "zst", "lz", "lzh"),
        *("jar", "cab", "arj", "iso"),
    )
)
"""The extensions of archives."""
_BUREAUTIQUE: Final = frozenset(("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"))
"""The extensions of documents that are zips inside: their format is refused, not their nesting."""

_CONTROLE: Final = re.compile(r"[\x00-\x1f\x7f]")
_LECTEUR: Final = re.compile(r"[A-Za-z]:")


@frozen
class EntreePlan:
    """What becomes of one entry, folders left out.

    `refus` are the constats that keep it from being read: it is then no document.
    """

    nom: str
    taille: int
    rattachement: Rattachement
    refus: tuple[Constat, ...]
    entree: EntreeZip = field(repr=False)
    debut: int = field(repr=False)

    @property
    def de_systeme(self) -> bool:
        """Whether it is a file that computers add by themselves."""
        return self.rattachement.raison is Raison.SYSTEME

    @property
    def demande(self) -> int | None:
        """The place of the demande that it joins, in the order in which they were given."""
        return self.rattachement.demande


@frozen
class PlanZip:
    """Where the entries of a zip go.

    `constats` holds what is to be said of the archive and of its entries, in their order; their
    pointers are empty. An archive that is refused has no entries: `refuse`.
    """

    entrees: tuple[EntreePlan, ...] = ()
    constats: tuple[Constat, ...] = ()
    refuse: bool = False

    def of_demande(self, place: int) -> tuple[EntreePlan, ...]:
        """The entries that join one demande."""
        return tuple(entree for entree in self.entrees if entree.demande == place)

    @property
    def sans_demande(self) -> tuple[EntreePlan, ...]:
        """The entries that join none; each says why."""
        return tuple(entree for entree in self.entrees if entree.demande is None)


@honours("GU-9-02")
def plan_zip(
    contenu: BinaryIO, demandes: Sequence[Demande], limites: LimitesZip = LIMITES_ZIP
) -> PlanZip:
    """Plan where the entries of a zip go, each by the numéro éditeur in its name.

    `contenu` is a stream that can be read from any place. Any bytes are answered, in an amount of
    memory that does not depend on them; what reading the stream raises is not caught.
    """
    try:
        repertoire = read_directory(contenu, limites)
        _require_reasonable(repertoire, limites)
        debuts = _places_of_data(contenu, repertoire)
    except ZipRefuse as refus:
        constat = Constat(refus.rule, "", refus.params, refus.variant)
        return PlanZip(constats=(constat,), refuse=True)
    return _plan(contenu, repertoire.entrees, debuts, Annuaire(demandes))


def documents_of(contenu: BinaryIO, entrees: Iterable[EntreePlan]) -> Iterator[DocumentDonne]:
    """The documents of these entries of a plan, one at a time; those that are refused left out.

    Of a document that is larger than the size limit the first bytes come, with its whole size.
    """
    for planned in entrees:
        if not planned.refus and not planned.de_systeme:
            most = TETE if _is_too_large(planned.entree) else planned.taille
            pieces = inflate(contenu, planned.entree, planned.debut, most)
            yield DocumentDonne(planned.nom, planned.taille, BytesIO(b"".join(pieces)))


def _require_reasonable(repertoire: Repertoire, limites: LimitesZip) -> None:
    """Refuse an archive that says that it inflates to more than documents do."""
    total = sum(entree.taille for entree in repertoire.entrees)
    if total > limites.total:
        raise bombe("total", taille=total, limite=limites.total)
    if total > max(limites.ratio_des, limites.ratio * repertoire.taille):
        raise bombe("ratio", taille=total, archive=repertoire.taille, limite=limites.ratio)


def _places_of_data(contenu: BinaryIO, repertoire: Repertoire) -> tuple[int, ...]:
    """Where the bytes of each entry begin; no two entries may share any, nor the directory."""
    entrees = repertoire.entrees
    debuts = tuple(data_place(contenu, entree) for entree in entrees)
    spans = sorted(
        (entree.place, debut + entree.taille_comprimee, entree.nom)
        for entree, debut in zip(entrees, debuts, strict=True)
    )
    for (_, end, nom), (begin, *_) in pairwise([*spans, (repertoire.debut, 0, "")]):
        if end > begin:
            raise bombe("chevauchement", valeur=nom)
    return debuts


def _plan(
    contenu: BinaryIO, entrees: Sequence[EntreeZip], debuts: Sequence[int], annuaire: Annuaire
) -> PlanZip:
    planned: list[EntreePlan] = []
    constats: list[Constat] = []
    names: set[str] = set()
    for entree, debut in zip(entrees, debuts, strict=True):
        refus = tuple(_said(entree, names))
        rattachement = annuaire.find(entree.nom)
        found = EntreePlan(entree.nom, entree.taille, rattachement, refus, entree, debut)
        if not entree.lisible:
            constats.append(about("SEG-PJU-036", entree.nom))
        if not refus and not entree.dossier and not found.de_systeme:
            found = evolve(found, refus=tuple(_held(contenu, entree, debut)))
        constats += found.refus
        if not entree.dossier:
            planned.append(found)
    return PlanZip(tuple(planned), tuple(constats))


def _said(entree: EntreeZip, names: set[str]) -> Iterator[Constat]:
    """What is wrong with an entry, as the directory describes it; `names` are those before it."""
    variant = _fault_of_path(entree.nom)
    if variant:
        yield about("SEG-PJU-031", entree.nom, variant)
    if entree.dossier:
        return
    if entree.lien:
        yield about("SEG-PJU-032", entree.nom)
    if extension_of(base_of(entree.nom)) in _ARCHIVES:
        yield about("SEG-PJU-033", entree.nom)
    if entree.chiffree:
        yield about("SEG-PJU-034", entree.nom)
    elif entree.methode not in METHODES:
        yield about("SEG-PJU-030", entree.nom, "methode")
    key = key_of(entree.nom)
    if key in names:
        yield about("SEG-PJU-035", entree.nom)
    names.add(key)


def _fault_of_path(nom: str) -> str:
    """The variant that says why a name would not stay in the folder that it is unpacked in."""
    if "\\" in nom:
        return "antislash"
    if nom.startswith("/") or _LECTEUR.match(nom):
        return "absolu"
    if ".." in nom.split("/"):
        return "remontee"
    return "controle" if not nom or _CONTROLE.search(nom) else ""


def _held(contenu: BinaryIO, entree: EntreeZip, debut: int) -> Iterator[Constat]:
    """What is wrong with an entry, as its bytes show."""
    try:
        if _is_too_large(entree):
            # It is refused for its size: its first bytes tell whether it is an archive.
            head = b"".join(inflate(contenu, entree, debut, TETE))
        else:
            head = check(contenu, entree, debut, TETE)
    except EntreeAbimee as fault:
        yield about("SEG-PJU-037", entree.nom, fault.variant)
        return
    nature = recognise(head) if head else None
    office = nature is Contenu.ZIP and extension_of(base_of(entree.nom)) in _BUREAUTIQUE
    if nature in ARCHIVES and not office:
        yield about("SEG-PJU-033", entree.nom)


def _is_too_large(entree: EntreeZip) -> bool:
    return entree.taille > PIECE.taille_max
