"""What a fault is put in, and the plain ways to put one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import frozen

from segur_rules.catalogue import Sons
from segur_rules.demandes.codes import Phase
from segur_rules.testing.strategies import Document


@frozen
class Spoilt:
    """A document to spoil: its last line is the one that most faults are put in."""

    document: Document
    sons: Sons
    phase: Phase

    @property
    def lines(self) -> list[Document]:
        lines: list[Document] = self.document["lignesImport"]
        return lines

    @property
    def line(self) -> Document:
        return self.lines[-1]

    @property
    def beneficiaires(self) -> Document:
        beneficiaires: Document = self.line["beneficiaires"]
        return beneficiaires

    @property
    def order(self) -> Document:
        order: Document = self.line["commande" if self.phase is Phase.AVANCE else "facture"]
        return order

    @property
    def amount_tag(self) -> str:
        return "montantSegurHT" if self.phase is Phase.AVANCE else "montantSegurHTFacture"

    @property
    def date_tag(self) -> str:
        return "dateCommande" if self.phase is Phase.AVANCE else "dateFacture"

    @property
    def rows(self) -> list[Document]:
        """The bénéficiaires that the line lists."""
        tables = ("liberal", "etablissements", "clients")
        return next((self.beneficiaires[t] for t in tables if self.beneficiaires.get(t)), [])

    @property
    def scenario(self) -> Document:
        """The scenario, or the last of its rows; empty where there is none."""
        scenario = self.line.get("scenarioInstallation") or {}
        return scenario[-1] if isinstance(scenario, list) else scenario

    def many(self) -> None:
        """Make the line one of several bénéficiaires."""
        self.beneficiaires["isClientUnique"] = False


Spoil: TypeAlias = Callable[[Spoilt], bool]


def at_root(tag: str, value: Any) -> Spoil:
    """Another value in a tag of the file."""

    def spoil(it: Spoilt) -> bool:
        it.document[tag] = value
        return True

    return spoil


def in_line(tag: str, value: Any) -> Spoil:
    """Another value in a tag of the line."""

    def spoil(it: Spoilt) -> bool:
        it.line[tag] = value
        return True

    return spoil


def in_order(value: Any, tag: str = "") -> Spoil:
    """Another value in a tag of the order or invoice: the amount, unless said."""

    def spoil(it: Spoilt) -> bool:
        it.order[tag or it.amount_tag] = value
        return True

    return spoil


def of_avance(spoil: Spoil) -> Spoil:
    """The same, of avances only."""
    return lambda it: it.phase is Phase.AVANCE and spoil(it)


def of_solde(spoil: Spoil) -> Spoil:
    """The same, of soldes only."""
    return lambda it: it.phase is Phase.SOLDE and spoil(it)


def dated(written: str) -> Spoil:
    """A date written so."""

    def spoil(it: Spoilt) -> bool:
        it.order[it.date_tag] = written
        return True

    return spoil
