"""What became of each bénéficiaire between the avances of a file and the soldes of another."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from segur_rules.lots.retour import LigneRetour, Retour, dossier_of
from segur_rules.sources import honours
from segur_rules.statuts import Correspondance, comparer


@frozen
class Perimetre:
    """One dossier, and each of its bénéficiaires by number.

    `par_numero_asp` says that the two demandes share an ASP number. Otherwise they share a numéro
    éditeur: that the two files use one number for one dossier is inferred.
    """

    numero_editeur: str
    numero_asp: str | None
    par_numero_asp: bool
    beneficiaires: tuple[tuple[str, Correspondance], ...]


@frozen
class Perimetres:
    """The dossiers of both files, in the order of the soldes; then the demandes of one file only.

    An avance without a solde is no bénéficiaire removed: its solde may be in another file.
    """

    dossiers: tuple[Perimetre, ...]
    avances_seules: tuple[str, ...]
    soldes_seuls: tuple[str, ...]

    @property
    def identiques(self) -> bool:
        """Whether every bénéficiaire corresponds, and no solde is without its avance."""
        return not self.soldes_seuls and all(
            what is Correspondance.CORRESPOND
            for dossier in self.dossiers
            for _, what in dossier.beneficiaires
        )


@honours("GU-52-12", "PS-07")
def compare_perimetres(avance: Retour, solde: Retour) -> Perimetres:
    """Compare the bénéficiaires of soldes with those of their avances.

    A solde is of the avance whose ASP number it bears. Of a file of avances that the portal has
    not returned there is no such number, and the numéro éditeur tells.
    """
    by_asp = {dossier_of(line.numero_asp): i for i, line in _last_first(avance) if line.numero_asp}
    by_own = {
        line.demande.numero_editeur: i for i, line in _last_first(avance) if line.numero_asp is None
    }
    matched: set[int] = set()
    dossiers = []
    alone = []
    for line in solde.lignes:
        number = line.demande.numero_editeur
        by_number = by_asp.get(dossier_of(line.numero_asp or ""))
        place = by_own.get(number) if by_number is None else by_number
        if place is None:
            alone.append(number)
            continue
        matched.add(place)
        before = avance.lignes[place].demande.beneficiaires.numeros()
        compared = comparer(before, line.demande.beneficiaires.numeros())
        dossiers.append(Perimetre(number, line.numero_asp, by_number is not None, compared))
    left = (line for i, line in enumerate(avance.lignes) if i not in matched)
    return Perimetres(
        tuple(dossiers), tuple(line.demande.numero_editeur for line in left), tuple(alone)
    )


def _last_first(fichier: Retour) -> Iterator[tuple[int, LigneRetour]]:
    # Of two lines with one number, which is a fault, the first is kept.
    return reversed(tuple(enumerate(fichier.lignes)))
