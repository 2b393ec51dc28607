"""Reports for a person: what was found, demande by demande, then what could not be said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Final

from segur_rules.cli.judgement import Judgement
from segur_rules.cli.output import BLANK, Line, line
from segur_rules.cli.reading import title
from segur_rules.cli.scenarios import rank_of
from segur_rules.cli.words import labelled, missing, printable, template
from segur_rules.messages import formats, message, ui
from segur_rules.outcomes import Finding, Report, Severity, Verdict
from segur_rules.rules import Stage, rules
from segur_rules.rules.context import Context
from segur_rules.rules.scenarios import Controle, LigneControlee

SEVERITY_STYLES: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
)
VERDICT_STYLES: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.IRRECEVABLE: "bold red",
        Verdict.RECEVABLE: "bold green",
        Verdict.RECEVABLE_SOUS_RESERVE: "bold yellow",
    }
)


def reports_to_lines(
    judgements: Iterable[Judgement], context: Context, langue: str
) -> Iterator[Line]:
    """Every report, one below the other."""
    between: tuple[Line, ...] = ()
    for judgement in judgements:
        if judgement.report is not None:
            yield from between
            yield from _Text(judgement, judgement.report, context, langue).lines()
            between = (BLANK, BLANK)


class _Text:
    """One report being put in words."""

    def __init__(self, judgement: Judgement, report: Report, context: Context, langue: str) -> None:
        self.judgement = judgement
        self.report = report
        self.context = context
        self.langue = langue

    def lines(self) -> Iterator[Line]:
        yield from self.head()
        yield from self.found()
        yield from self.not_evaluated()
        yield from self.scenarios()
        yield BLANK
        yield from self.summary()

    def say(self, key: str, **params: str | int) -> str:
        return ui(key, self.langue, **params)

    def head(self) -> Iterator[Line]:
        report = self.report
        known = [
            report.sons or labelled(self.say("sons"), self.say("unknown"), self.langue),
            self.say(f"phase.{report.phase}")
            if report.phase
            else labelled(self.say("phase"), self.say("unknown"), self.langue),
        ]
        if report.lines is not None:
            known.append(self.say("count.lines", n=report.lines))
        yield line((title(self.judgement.name, self.langue), "bold"))
        yield line(", ".join(known), indent=2)
        if report.guessed:
            yield line(ui("guessed", self.langue, guessed=report.guessed), indent=2)
        if self.context.instant is not None:
            yield line(ui("judged at", self.langue, instant=self.context.instant), indent=2)

    def found(self) -> Iterator[Line]:
        findings = self.report.findings
        if not findings:
            yield BLANK
            yield line(self.say("no findings"))
        # Stable: within a demande, findings stay in the order of the document.
        for rank, group in groupby(sorted(findings, key=_rank), _rank):
            yield BLANK
            yield from self.demande(rank, tuple(group))
        if self.report.truncated:
            yield BLANK
            yield line(self.say("truncated"))
        if any(map(_ends_the_reading, findings)):
            yield BLANK
            yield line(self.say("unreadable"))

    def demande(self, rank: int, findings: tuple[Finding, ...]) -> Iterator[Line]:
        numero = findings[0].numero_editeur
        yield line((self.heading(rank, numero), "bold"))
        for finding in findings:
            severity = self.say(f"severity.{finding.severity}")
            place = "" if finding.line is None else f"  {finding.line}:{finding.column}"
            pointer = printable(finding.pointer) or self.say("root")
            yield line(
                (severity, SEVERITY_STYLES[finding.severity]),
                f"  {finding.rule}{place}  ",
                (pointer, "dim"),
                indent=2,
                hang=4,
            )
            yield line(message(finding, self.langue), indent=4)

    def heading(self, rank: int, numero: str | None) -> str:
        if rank == 0:
            return self.say("section.file")
        if numero is None:
            return self.say("demande.rank", rang=rank)
        return self.say("demande.ranked", rang=rank, numero=numero)

    def not_evaluated(self) -> Iterator[Line]:
        lacking: dict[tuple[str, ...], list[str]] = {}
        for entry in self.report.not_evaluated:
            lacking.setdefault(entry.missing, []).append(entry.rule)
        unread = lacking.pop(("fichier",), [])
        if unread:
            yield BLANK
            yield line(self.say("nothing readable", n=len(unread)))
        if lacking:
            yield BLANK
            yield line((self.say("not evaluated"), "bold"))
            for names, ids in lacking.items():
                words = missing(names, self.langue)
                yield line(labelled(words, ", ".join(ids), self.langue), indent=2, hang=4)
            yield line(self.say("how to give"), indent=2)

    def scenarios(self) -> Iterator[Line]:
        checked = self.judgement.scenarios
        if not checked:
            return
        yield BLANK
        yield line((self.say("scenarios"), "bold"))
        for demande in checked:
            yield line(self.heading(demande.rank, demande.numero_editeur), indent=2)
            for ligne in demande.lignes:
                yield self.scenario(ligne)

    def scenario(self, ligne: LigneControlee) -> Line:
        valeur = printable(json.dumps(ligne.valeur, ensure_ascii=False))
        declared = labelled(ligne.champ, valeur, self.langue)
        verdict = self.say(f"controle.{ligne.controle}")
        if ligne.profil is not None:
            verdict += f" ({self.say('profil required', profil=ligne.profil)})"
        style = "" if ligne.controle is Controle.NON_CONTROLE else "bold"
        return line((f"{declared} — {verdict}", style), indent=4, hang=6)

    def summary(self) -> Iterator[Line]:
        report = self.report
        counts = [
            self.say(f"count.{severity}", n=n)
            for severity in Severity
            if (n := sum(finding.severity is severity for finding in report.findings))
        ]
        counts.append(self.say("count.evaluated", n=len(report.evaluated)))
        if report.not_evaluated:
            counts.append(self.say("count.not_evaluated", n=len(report.not_evaluated)))
        verdict = self.say(f"verdict.{report.verdict}")
        head, _, tail = template("summary", self.langue).partition("{verdict}")
        listed = formats.listed(counts, self.langue, "standard")
        yield line(head, (verdict, VERDICT_STYLES[report.verdict]), tail.format(counts=listed))
        yield line(self.say(f"why.{report.verdict}"))
        yield line(self.say("ruleset", ruleset=report.ruleset))


def _rank(finding: Finding) -> int:
    return rank_of(finding.pointer)


def _ends_the_reading(finding: Finding) -> bool:
    rule = rules()[finding.rule]
    return rule.stage is Stage.LECTURE and rule.severity is Severity.ERROR
