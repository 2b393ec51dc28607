"""A file that enters the portal: its demandes become rows, each of its lines is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from attrs import asdict, define, field
from sqlalchemy.orm import Session

from segur_reference.services import beneficiaires, dossiers
from segur_reference.services.coordonnees import actives
from segur_reference.services.examens import Examen
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import date_of, declaration_of, sons_of, written
from segur_reference.storage import tables
from segur_rules.demandes import fichier as f
from segur_rules.identifiants import numero_asp
from segur_rules.lots import RETENUE, SUCCES, Reponse, returned_file
from segur_rules.messages import message, refusal
from segur_rules.outcomes import Constat, Finding, Refused
from segur_rules.statuts import Dossier, TypeDemande

DEPOSER: Final = "DEPOSER"
"""The act of filing: no table of states has it, since nothing was there before."""
_LANGUE: Final = "fr"
"""The returned file is in French, whoever reads it."""


@define
class Entree:
    """What is being entered: `reponses` are those of the lines, by index, as far as they go."""

    session: Session
    identite: Identite
    examen: Examen
    sons: str
    now: datetime
    reponses: dict[int, Reponse] = field(factory=dict)

    def enter(
        self, nom_fichier: str, nombre: int, rejets: Mapping[int, Finding | Constat]
    ) -> tables.Depot:
        """Keep the demandes that are not rejected, and the file that answers for all."""
        depot = self._depot(nom_fichier, nombre)
        for index, rejet in rejets.items():
            self.reponses[index] = Reponse(None, rejet.rule, message(rejet, _LANGUE))
        fichier = self.examen.etude.fichier
        if fichier is not None:
            self._avances(depot, {i: one for i, one in fichier.avances() if i not in rejets})
            self._soldes(depot, {i: one for i, one in fichier.soldes() if i not in rejets})
        ordered = self.ordered(nombre)
        depot.retenues = sum(reponse.code == SUCCES for reponse in ordered)
        depot.retour = returned_file(self.examen.document, str(depot.id), ordered)
        self.session.flush()
        return depot

    def ordered(self, nombre: int) -> list[Reponse]:
        """The answers, in the order of the lines."""
        return [self.reponses[index] for index in range(nombre)]

    def _depot(self, nom_fichier: str, nombre: int) -> tables.Depot:
        form = self.examen.formulaire
        depot = tables.Depot(
            fournisseur_id=self.identite.of_fournisseur(),
            utilisateur_id=self.identite.utilisateur_id,
            enrolement=form.enrolement,
            instant=self.now,
            type=form.type,
            sons=self.sons,
            taux_tva=form.taux_tva,
            nom_fichier=nom_fichier,
            empreinte=form.empreinte,
            demandes=nombre,
            retenues=0,
            retour=b"",
            reponse={},
        )
        self.session.add(depot)
        self.session.flush()
        return depot

    def _avances(self, depot: tables.Depot, lines: Mapping[int, f.Avance]) -> None:
        """Open a dossier for each avance; the database gives the numbers."""
        couloir = sons_of(self.sons).couloir
        rows = {
            index: tables.Dossier(
                fournisseur_id=depot.fournisseur_id,
                enrolement_id=depot.enrolement_id,
                sons=self.sons,
                couloir=couloir,
            )
            for index in lines
        }
        self.session.add_all(rows.values())
        self.session.flush()
        made = {}
        for index, row in rows.items():
            opened = Dossier.ouvrir(row.numero, declaration_of(lines[index]), self.now)
            made[index] = tables.Demande(dossier_id=row.id)
            self._fill(made[index], depot, opened.numero_de(TypeDemande.AVANCE), index)
            self._tell(made[index], lines[index])
            dossiers.new_demande(made[index], opened.avance)
        self._keep({index: (row, lines[index]) for index, row in made.items()})

    def _soldes(self, depot: tables.Depot, lines: Mapping[int, f.Solde]) -> None:
        """File each solde on its dossier; one that the library refuses is rejected alone."""
        made = {}
        for index, line in lines.items():
            row, dossier = self.examen.etude.siens[numero_asp.without_suffix(line.numero_asp)]
            answer = dossier.deposer_solde(declaration_of(line), self.now)
            if isinstance(answer, Refused):
                self.reponses[index] = Reponse(None, answer.code, refusal(answer, _LANGUE))
                continue
            made[index] = self._solde_of(row, dossier)
            self._fill(made[index], depot, dossier.numero_de(TypeDemande.SOLDE), index)
            self._tell(made[index], line)
            dossiers.store(self.session, made[index], dossier, answer.etat)
        self._keep({index: (row, lines[index]) for index, row in made.items()})

    def _solde_of(self, row: tables.Dossier, dossier: Dossier) -> tables.Demande:
        """The row of the solde of a dossier; where there was one, nothing is left of its filing."""
        for demande in row.demandes:
            if demande.type == TypeDemande.SOLDE:
                # What the clock did to it is written down while its line is still the former one.
                dossiers.store(self.session, demande, dossier, dossier)
                return demande
        return tables.Demande(dossier_id=row.id)

    def _fill(self, row: tables.Demande, depot: tables.Depot, numero: str, index: int) -> None:
        """Write on a row what its file says of all its demandes, and its line."""
        row.depot_id = depot.id
        row.fournisseur_id = depot.fournisseur_id
        row.numero = numero
        row.type = depot.type
        row.sons = self.sons
        row.taux_tva = depot.taux_tva
        row.ligne = written(self.examen.document["lignesImport"][index])
        row.coordonnees = self.coordonnees
        row.depot_le = self.now
        row.montant_confirme = None
        row.calcul = None

    @staticmethod
    def _tell(row: tables.Demande, line: f.Avance | f.Solde) -> None:
        """Write on a row what its line says that is searched by."""
        row.numero_editeur = line.numero_editeur
        row.regime_tva = line.engagement.regime_tva
        row.date_document = date_of(line)

    def _keep(self, made: Mapping[int, tuple[tables.Demande, f.Demande]]) -> None:
        """Add the rows, whom they name, and what was done."""
        self.session.add_all(row for row, _ in made.values())
        self.session.flush()
        for index, (row, line) in made.items():
            beneficiaires.name(self.session, row, line)
            details = {"depot": str(row.depot_id)}
            dossiers.record(
                self.session, row.numero, DEPOSER, self.now, self.identite, details=details
            )
            self.reponses[index] = Reponse(row.numero, SUCCES, RETENUE)

    @cached_property
    def coordonnees(self) -> dict[str, Any]:
        """The bank details that are those of the payments to come, as they are now."""
        known = actives(self.session, self.identite.of_fournisseur())
        return {} if known is None else asdict(known)


def answered(examen: Examen, entree: Entree, nombre: int) -> Iterator[tuple[str | None, Reponse]]:
    """Each line's numéro éditeur, where it has one, and what it is answered."""
    lines = examen.document["lignesImport"]
    for line, reponse in zip(lines, entree.ordered(nombre), strict=True):
        numero = line.get("numeroEditeur") if isinstance(line, dict) else None
        yield (numero if isinstance(numero, str) else None), reponse
