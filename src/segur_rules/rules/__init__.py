"""The registry of rules, and the engine that judges a file with them.

`check_file` takes bytes, `check` a file already held as objects; both answer a `Report`.
Judging is in three stages: reading, schema, rules. A fault in reading ends the judgement.
Where the schema finds faults, the lines that have none are judged by the rules all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import attrs

from segur_rules.catalogue import Sons
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Fichier
from segur_rules.demandes.formes import Nature, kind_of, kind_of_line, recognise, recognise_fichier
from segur_rules.demandes.lecture import locate, read
from segur_rules.demandes.schema import CONSTATS_MAX, explain
from segur_rules.demandes.tags import READ_ERRORS
from segur_rules.outcomes import Constat, Finding, NotEvaluated, Report, Severity, Verdict
from segur_rules.rules import (
    beneficiaires,
    commande,
    dossier,
    echeances,
    enrolement,
    fichier as fichier_rules,
    pieces,
    scenarios,
)
from segur_rules.rules.context import Context
from segur_rules.rules.registry import Rule, Stage, unknown
from segur_rules.sources import honours

RULESET: Final = "2026-11"
"""The name of this set of rules, which every report bears."""

MODULES: Final = (
    fichier_rules,
    commande,
    beneficiaires,
    scenarios,
    pieces,
    enrolement,
    dossier,
    echeances,
)
RETIRED: Final[Mapping[str, str]] = MappingProxyType({})
"""Ids that are no longer in use, with the reason; an id is never given twice."""


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, family by family."""
    declared = [r for module in MODULES for r in vars(module).values() if isinstance(r, Rule)]
    by_id = {r.id: r for r in declared}
    if len(by_id) != len(declared) or by_id.keys() & RETIRED.keys():
        raise LookupError("two rules have one id, or a retired id is in use")
    return MappingProxyType({key: by_id[key] for key in sorted(by_id, key=_family_order)})


def _family_order(id: str) -> tuple[int, str]:
    from segur_rules.rules.registry import FAMILIES

    return FAMILIES.index(id[4:7]), id


@honours("GU-4-04", "GU-4-08")
def check_file(raw: bytes, context: Context | None = None) -> Report:
    """Judge the bytes of an import file.

    What `context` does not say of the SONS and the phase is deduced from the file where it
    leaves no doubt. Any bytes are answered by a report; nothing is raised.
    """
    context = context or Context()
    lecture = read(raw, context.limits)
    if not lecture.lisible:
        return _Judgement(context, stages=(Stage.LECTURE,), text=lecture.texte).report(
            lecture.constats
        )
    document, constats = _modernise(lecture.document)
    nature = recognise(document, context.catalogue)
    judged = _Judgement(context, nature, text=lecture.texte, document=document)
    mismatch = judged.mismatch()
    if mismatch:
        return judged.report((*lecture.constats, *constats, *mismatch))
    fichier, faults = _structure(document, judged.forme, judged.phase)
    if not faults and judged.forme is None:
        faults = (Constat("SEG-FIC-025", "/lignesImport/0/beneficiaires"),)
    judged.judge(fichier if judged.forme else None)
    return judged.report((*lecture.constats, *constats, *faults))


def check(fichier: Fichier, context: Context | None = None) -> Report:
    """Judge a file that the caller already holds as objects; findings bear no line number."""
    context = context or Context()
    judged = _Judgement(context, recognise_fichier(fichier, context.catalogue))
    judged.document = fichier
    mismatch = judged.mismatch()
    judged.stages = () if mismatch else (Stage.REGLE,)
    if not mismatch:
        judged.judge(fichier)
    return judged.report(mismatch)


def _modernise(document: object) -> tuple[object, tuple[Constat, ...]]:
    """Read the vendor's SIRET from the older tag `SIRET`, which scripts once wrote."""
    if not isinstance(document, dict) or "SIRET" not in document:
        return document, ()
    if "siret" in document:
        rest = {name: value for name, value in document.items() if name != "SIRET"}
        return rest, (Constat("SEG-FIC-013", "/SIRET"),)
    renamed = {("siret" if name == "SIRET" else name): value for name, value in document.items()}
    return renamed, (Constat("SEG-FIC-012", "/SIRET"),)


def _structure(
    document: Any, forme: str | None, phase: Phase
) -> tuple[Fichier | None, tuple[Constat, ...]]:
    """The file as objects, or what the schema says and the lines that could be read."""
    try:
        return kind_of(forme, phase).parse(document, Fichier), ()
    except READ_ERRORS:
        faults = explain(document, forme, phase)
    lines = document.get("lignesImport") if isinstance(document, dict) else None
    if not isinstance(lines, list):
        return None, faults
    read_line = kind_of_line(forme, phase).parse
    positions, readable = [], []
    for i, line in enumerate(lines):
        try:
            readable.append(read_line(line, None))
            positions.append(i)
        except READ_ERRORS:
            continue
    identity = {name: document.get(name) for name in ("numeroAns", "siret")}
    if not readable or not all(isinstance(value, str) for value in identity.values()):
        return None, faults
    partial = Fichier(
        imp_id=None,
        numero_ans=identity["numeroAns"],
        siret=identity["siret"],
        lignes_import=tuple(readable),
        positions=tuple(positions),
    )
    return partial, faults


class _Judgement:
    """One file being judged: what is known, what was found, what could not be evaluated."""

    def __init__(
        self,
        context: Context,
        nature: Nature | None = None,
        *,
        stages: tuple[Stage, ...] = tuple(Stage),
        text: str = "",
        document: object = None,
    ) -> None:
        self.nature = nature = nature or Nature()
        self.stages = stages
        self.text = text
        self.document = document
        self.found: list[tuple[Rule, Constat]] = []
        self.evaluated: list[str] = []
        self.not_evaluated: list[NotEvaluated] = []
        given = context.scheme
        self.guessed = tuple(
            name
            for name, absent, value in (
                ("sons", context.sons is None, nature.sons),
                ("phase", context.phase is None, nature.phase),
            )
            if absent and value is not None
        )
        sons: Sons | None = given or (nature.sons if context.sons is None else None)
        self.sons = sons.code if sons else context.sons
        self.given = given
        self.forme = (
            context.catalogue.couloirs[given.couloir].forme
            if given and given.couloir in context.catalogue.couloirs
            else nature.forme
        )
        self.couloirs = frozenset((sons.couloir,)) if sons else nature.couloirs
        self.known_phase = context.phase or nature.phase
        self.phase = self.known_phase or Phase.AVANCE
        self.context = attrs.evolve(context, sons=self.sons, phase=self.known_phase)
        self.original = context

    def mismatch(self) -> tuple[Constat, ...]:
        """What was chosen in the form and is not what the file is (GU-4-07)."""
        nature, chosen = self.nature, self.original
        if chosen.phase and nature.phase and chosen.phase is not nature.phase:
            params = {"phase_fichier": nature.phase.value, "phase_choisie": chosen.phase.value}
            return (Constat("SEG-FIC-023", "", params),)
        if self.given and nature.couloirs and self.given.couloir not in nature.couloirs:
            return (
                Constat(
                    "SEG-FIC-024",
                    "",
                    {
                        "couloir_fichier": tuple(sorted(nature.couloirs)),
                        "couloir_choisi": self.given.couloir,
                        "sons": self.given.code,
                    },
                ),
            )
        return ()

    def judge(self, fichier: Fichier | None) -> None:
        """Put every typed rule that applies to the file, as far as it could be read."""
        for rule in rules().values():
            if rule.check is None or not self._applies(rule):
                continue
            missing = [name for name in rule.needs if not self.context.knows(name)]
            if not self.couloirs <= rule.couloirs:
                missing.append("sons")
            if fichier is None:
                missing.append("fichier")
            if missing or fichier is None:
                self.not_evaluated.append(NotEvaluated(rule.id, tuple(missing)))
                continue
            lacking: dict[str, None] = {}
            for answer in rule.check(fichier, self.context):
                if isinstance(answer, Constat):
                    self.found.append((rule, answer))
                else:
                    lacking.update(dict.fromkeys(answer.missing))
            if lacking:
                self.not_evaluated.append(NotEvaluated(rule.id, tuple(lacking)))
            else:
                self.evaluated.append(rule.id)

    def _applies(self, rule: Rule) -> bool:
        if self.known_phase is not None and self.known_phase not in rule.phases:
            return False
        return not self.couloirs or not rule.couloirs.isdisjoint(self.couloirs)

    def report(self, constats: Iterable[Constat] = ()) -> Report:
        """The verdict, with everything that was found in document order."""
        registry = rules()
        constats = tuple(constats)
        found = [(registry[constat.rule], constat) for constat in constats] + self.found
        findings = self._findings(found)
        evaluated = [r.id for r in registry.values() if r.check is None and self._was_put(r)]
        errors = any(finding.severity is Severity.ERROR for finding in findings)
        if errors:
            verdict = Verdict.IRRECEVABLE
        elif self.not_evaluated:
            verdict = Verdict.RECEVABLE_SOUS_RESERVE
        else:
            verdict = Verdict.RECEVABLE
        return Report(
            verdict=verdict,
            ruleset=RULESET,
            sons=self.sons,
            phase=self.known_phase.value if self.known_phase else None,
            lines=self._count(),
            findings=findings,
            evaluated=tuple(sorted((*evaluated, *self.evaluated), key=_family_order)),
            not_evaluated=tuple(self.not_evaluated),
            guessed=self.guessed,
            truncated=len(constats) >= CONSTATS_MAX,
        )

    def _was_put(self, rule: Rule) -> bool:
        return rule.stage in self.stages and self._applies(rule)

    def _count(self) -> int | None:
        lines = self._lines()
        return len(lines) if lines is not None else None

    def _lines(self) -> Any:
        if isinstance(self.document, Fichier):
            return self.document.lignes_import
        lines = self.document.get("lignesImport") if isinstance(self.document, dict) else None
        return lines if isinstance(lines, list) else None

    def _findings(self, found: list[tuple[Rule, Constat]]) -> tuple[Finding, ...]:
        if not found:
            return ()
        renamed = {"SEG-FIC-012", "SEG-FIC-013"} & {constat.rule for _, constat in found}
        old_siret = renamed == {"SEG-FIC-012"}
        placed = []
        for rule, constat in found:
            pointer = constat.pointer
            if old_siret and pointer == "/siret":
                pointer = "/SIRET"
            placed.append((rule, constat, pointer))
        places = (
            locate(self.text, {p for _, constat, p in placed if constat.line is None})
            if self.text
            else {}
        )
        findings = [
            self._finding(rule, constat, pointer, places.get(pointer, (None, None)))
            for rule, constat, pointer in placed
        ]
        return tuple(sorted(findings, key=_document_order))

    def _finding(
        self, rule: Rule, constat: Constat, pointer: str, place: tuple[int | None, int | None]
    ) -> Finding:
        line, column = place if constat.line is None else (constat.line, constat.column)
        return Finding(
            rule=rule.id,
            severity=self.original.levels.get(rule.id, rule.severity),
            pointer=pointer,
            params=constat.params,
            variant=constat.variant,
            line=line,
            column=column,
            numero_editeur=self._numero_editeur(pointer),
            sources=rule.requires,
        )

    def _numero_editeur(self, pointer: str) -> str | None:
        parts = pointer.split("/")
        lines = self._lines()
        if len(parts) < 3 or parts[1] != "lignesImport" or lines is None:
            return None
        line = lines[int(parts[2])]
        value = (
            line.get("numeroEditeur")
            if isinstance(line, dict)
            else getattr(line, "numero_editeur", None)
        )
        return value if isinstance(value, str) else None


def _document_order(finding: Finding) -> tuple[Any, ...]:
    parts = [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in finding.pointer.split("/")]
    return finding.line or 0, finding.column or 0, parts, _family_order(finding.rule)


__all__ = [
    "RETIRED",
    "RULESET",
    "Context",
    "Rule",
    "Stage",
    "check",
    "check_file",
    "rules",
    "unknown",
]
