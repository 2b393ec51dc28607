"""PJU: the documents themselves, where they are given with the file, one by one or in a zip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import attrs

from segur_rules.demandes.fichier import Demande, Fichier
from segur_rules.outcomes import Constat, Param
from segur_rules.pieces import (
    EFFORT_TOTAL,
    Annuaire,
    DocumentDonne,
    Effort,
    Raison,
    Rattachement,
    compare,
    documents_of,
    judge_document,
    plan_zip,
)
from segur_rules.pieces.noms import base_of, key_of
from segur_rules.rules.registry import (
    CHOICE,
    ERROR,
    GUIDE,
    INFERRED,
    WARNING,
    Stage,
    at,
    declared,
)

P, Z = Stage.PIECES, Stage.ZIP

taille = declared("SEG-PJU-010", P, ERROR, INFERRED, "A document weighs at most 4 Mo.", "GU-53-02")
non_vide = declared("SEG-PJU-011", P, ERROR, CHOICE, "A document is not empty.", "GU-53-02")
contenu_accepte = declared(
    "SEG-PJU-012",
    P,
    ERROR,
    INFERRED,
    "A document is a PDF, a JPEG or a PNG by its content.",
    "GU-53-02",
)
contenu_du_nom = declared(
    "SEG-PJU-013",
    P,
    ERROR,
    INFERRED,
    "A document's content is of the format that its name announces.",
    "GU-53-02",
)
pdf_entier = declared("SEG-PJU-014", P, ERROR, CHOICE, "A PDF is whole.", "GU-53-02")
pdf_en_clair = declared("SEG-PJU-015", P, ERROR, CHOICE, "A PDF is not encrypted.", "GU-53-02")
pdf_inerte = declared("SEG-PJU-016", P, WARNING, CHOICE, "A PDF has no active content.", "GU-53-02")
image_entiere = declared("SEG-PJU-017", P, ERROR, CHOICE, "An image is whole.", "GU-53-02")
annoncee_donnee = declared(
    "SEG-PJU-018", P, ERROR, INFERRED, "A document that is announced is given.", "GU-9-01"
)
donnee_annoncee = declared(
    "SEG-PJU-019", P, WARNING, INFERRED, "A document that is given is announced.", "GU-9-01"
)
donnee_une_fois = declared(
    "SEG-PJU-020", P, WARNING, CHOICE, "A document is given once.", "GU-9-01"
)
zip_lisible = declared(
    "SEG-PJU-030", Z, ERROR, CHOICE, "A zip of documents can be read in full.", "GU-9-02"
)
nom_dans_le_zip = declared(
    "SEG-PJU-031",
    Z,
    ERROR,
    CHOICE,
    "The name of a zip's entry leads nowhere outside of the zip.",
    "GU-9-02",
)
sans_lien = declared("SEG-PJU-032", Z, ERROR, CHOICE, "A zip holds no link.", "GU-9-02")
sans_archive = declared("SEG-PJU-033", Z, ERROR, CHOICE, "A zip holds no archive.", "GU-9-02")
zip_en_clair = declared("SEG-PJU-034", Z, ERROR, CHOICE, "A zip is not encrypted.", "GU-9-02")
noms_uniques = declared("SEG-PJU-035", Z, ERROR, CHOICE, "A name appears once in a zip.", "GU-9-02")
nom_lisible = declared(
    "SEG-PJU-036",
    Z,
    WARNING,
    CHOICE,
    "The names in a zip are in ASCII, or in UTF-8 and said to be.",
    "GU-9-02",
)
taille_vraie = declared(
    "SEG-PJU-037", Z, ERROR, CHOICE, "An entry of a zip is what the zip says of it.", "GU-9-02"
)
zip_raisonnable = declared(
    "SEG-PJU-038", Z, ERROR, CHOICE, "A zip takes no more room than documents take.", "GU-9-02"
)
une_demande = declared(
    "SEG-PJU-039", P, WARNING, GUIDE, "A document joins one demande, by its name.", "GU-9-02"
)

_OF_THE_NAME: Final = frozenset(("SEG-PJU-001", "SEG-PJU-002"))
"""The rules that judge a name as soon as the file announces it."""


def constats_of_documents(
    fichier: Fichier, documents: Iterable[DocumentDonne]
) -> Iterator[Constat]:
    """What documents given one by one show, each joining a demande by its name."""
    donnees = _Donnees(fichier)
    annuaire = Annuaire(donnees.demandes)
    for document in documents:
        rattachement = annuaire.find(document.nom)
        yield from donnees.join(document.nom, rattachement)
        yield from donnees.judge(document, rattachement)
    yield from donnees.compared()


def constats_of_zip(fichier: Fichier, archive: BinaryIO) -> Iterator[Constat]:
    """What a zip of documents shows, and then each of its documents."""
    donnees = _Donnees(fichier)
    plan = plan_zip(archive, donnees.demandes)
    joined = {entree.nom: entree.rattachement for entree in plan.entrees}
    for constat in plan.constats:
        yield donnees.placed(constat, joined.get(str(constat.params.get("valeur"))))
    if plan.refuse:
        # Nobody knows what such an archive holds: nothing of it is missing.
        return
    for entree in plan.entrees:
        if all(refus.rule != noms_uniques.id for refus in entree.refus):
            yield from donnees.join(entree.nom, entree.rattachement)
    for document in documents_of(archive, plan.entrees):
        yield from donnees.judge(document, joined[document.nom])
    yield from donnees.compared()


class _Donnees:
    """The documents that are given for the demandes of a file."""

    def __init__(self, fichier: Fichier) -> None:
        lignes = tuple(fichier.lignes())
        self.demandes: tuple[Demande, ...] = tuple(demande for _, demande in lignes)
        self.places = tuple(place for place, _ in lignes)
        self.all_are_read = fichier.positions is None
        self.noms: dict[int, list[str]] = {}
        self.effort = Effort(EFFORT_TOTAL)

    def join(self, nom: str, rattachement: Rattachement) -> Iterator[Constat]:
        """Note that a document is there; tell where it joins no demande, or several."""
        if rattachement.demande is not None:
            self.noms.setdefault(rattachement.demande, []).append(nom)
        elif self.all_are_read or rattachement.raison is not Raison.AUCUNE:
            # What joins no demande may be of one that could not be read.
            params: dict[str, Param] = {"valeur": nom}
            if rattachement.candidates:
                numeros = (self.demandes[i].numero_editeur for i in rattachement.candidates)
                params["numeros"] = tuple(numeros)
            yield Constat("SEG-PJU-039", "", params, rattachement.raison.value)

    def judge(self, document: DocumentDonne, rattachement: Rattachement) -> Iterator[Constat]:
        """Judge a document that joins a demande; another is no document of the file."""
        if rattachement.demande is None:
            return
        base = base_of(document.nom)
        announced = self.demandes[rattachement.demande].pieces_justificatives
        named = any(piece.nom_fichier == base for piece in announced)
        for constat in judge_document(
            document.nom, document.taille, document.contenu, effort=self.effort
        ):
            if not (named and constat.rule in _OF_THE_NAME):
                yield self.placed(constat, rattachement)

    def compared(self) -> Iterator[Constat]:
        """What is announced and not given, given and not announced, given twice."""
        for place, demande in enumerate(self.demandes):
            comparaison = compare(demande, self.noms.get(place, ()))
            for i in comparaison.manquantes:
                nom = demande.pieces_justificatives[i].nom_fichier
                pointer = at(self.places[place], f"/piecesJustificatives/{i}/nomFichier")
                yield Constat("SEG-PJU-018", pointer, {"valeur": nom})
            for nom in comparaison.non_annoncees:
                yield Constat("SEG-PJU-019", self.pointer(place, nom), {"valeur": nom})
            for nom in comparaison.en_double:
                yield Constat("SEG-PJU-020", self.pointer(place, nom), {"valeur": nom})

    def placed(self, constat: Constat, rattachement: Rattachement | None) -> Constat:
        """The constat at the place where the file announces the document."""
        place = rattachement.demande if rattachement else None
        if place is None:
            return constat
        return attrs.evolve(constat, pointer=self.pointer(place, str(constat.params["valeur"])))

    def pointer(self, place: int, nom: str) -> str:
        """Where a demande announces a document of this name; else its list of documents."""
        key = key_of(base_of(nom))
        line = self.places[place]
        for i, piece in enumerate(self.demandes[place].pieces_justificatives):
            if key_of(piece.nom_fichier) == key:
                return at(line, f"/piecesJustificatives/{i}/nomFichier")
        return at(line, "/piecesJustificatives")
