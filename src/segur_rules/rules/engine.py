"""The judgement of a file: reading, schema, rules, report.

`check_file` takes bytes, `check` a file already held as objects; `check_with_pieces` and
`check_with_zip` judge the documents too. A fault in reading ends the judgement. Where the schema
finds faults, the lines that have none are judged all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Final, TypeAlias

import attrs
from attrs import define, field, frozen

from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Fichier
from segur_rules.demandes.formes import Nature, kind_of, kind_of_line, recognise, recognise_fichier
from segur_rules.demandes.lecture import locate, read
from segur_rules.demandes.schema import CONSTATS_MAX, explain
from segur_rules.demandes.tags import READ_ERRORS
from segur_rules.outcomes import Constat, Finding, NotEvaluated, Report, Severity, Verdict
from segur_rules.pieces import DocumentDonne
from segur_rules.rules.context import Context
from segur_rules.rules.documents import constats_of_documents, constats_of_zip
from segur_rules.rules.inventory import RULESET, family_order, rules
from segur_rules.rules.registry import Rule, Stage
from segur_rules.sources import honours

_OF_THE_FILE: Final = (Stage.LECTURE, Stage.SCHEMA, Stage.REGLE)

_Given: TypeAlias = Callable[[Fichier], Iterable[Constat]]
"""What the documents that are given show, beside the file."""


@honours("GU-4-04", "GU-4-08")
def check_file(raw: bytes, context: Context | None = None) -> Report:
    """Judge the bytes of an import file.

    What `context` does not say of the SONS and the phase is deduced from the file where it
    leaves no doubt. Any bytes are answered by a report; nothing is raised.
    """
    return _check(raw, context or Context())


@honours("GU-9-01", "GU-9-02")
def check_with_pieces(
    raw: bytes, documents: Iterable[DocumentDonne], context: Context | None = None
) -> Report:
    """Judge the bytes of an import file together with its documents, given one by one.

    Each document joins a demande by its name and is read once, in turn. What reading it raises
    is not caught.
    """
    stages = (Stage.PIECES,)
    return _check(raw, context or Context(), stages, lambda f: constats_of_documents(f, documents))


@honours("GU-9-01", "GU-9-02")
def check_with_zip(raw: bytes, archive: BinaryIO, context: Context | None = None) -> Report:
    """Judge the bytes of an import file together with its documents, given in a zip.

    `archive` is a stream that can be read from any place. Whatever it holds, memory and time are
    bounded. What reading it raises is not caught.
    """
    stages = (Stage.PIECES, Stage.ZIP)
    return _check(raw, context or Context(), stages, lambda f: constats_of_zip(f, archive))


def _check(
    raw: bytes, context: Context, stages: tuple[Stage, ...] = (), given: _Given | None = None
) -> Report:
    """Judge the bytes of an import file, and at these stages the documents given with it."""
    lecture = read(raw, context.limits)
    if not lecture.lisible:
        judged = _Judgement(Examen(context), (Stage.LECTURE,), list(lecture.constats))
        return judged.report(lecture.texte)
    document, constats = _modernise(lecture.document)
    nature = recognise(document, context.catalogue)
    examen = examine(context, nature)
    judged = _Judgement(examen, _OF_THE_FILE, [*lecture.constats, *constats])
    mismatch = _mismatch(context, nature)
    if mismatch is not None:
        judged.stop_at(mismatch)
        return judged.report(lecture.texte, document)
    fichier, faults = _structure(document, examen)
    judged.constats += faults
    if fichier is None and not faults:
        judged.constats.append(Constat("SEG-FIC-025", "/lignesImport/0/beneficiaires"))
    judged.put(fichier)
    if given is not None:
        judged.put_pieces(fichier, stages, given)
    return judged.report(lecture.texte, document)


def check(fichier: Fichier, context: Context | None = None) -> Report:
    """Judge a file that the caller already holds as objects; findings bear no line number."""
    context = context or Context()
    nature = recognise_fichier(fichier, context.catalogue)
    judged = _Judgement(examine(context, nature), (Stage.REGLE,))
    mismatch = _mismatch(context, nature)
    if mismatch is not None:
        judged.stop_at(mismatch)
    else:
        judged.put(fichier)
    return judged.report("", fichier)


def read_file(raw: bytes, context: Context | None = None) -> tuple[Fichier | None, Context]:
    """The demandes of a file that can be read, and the context completed by what it shows.

    None when nothing can be read, or when the file is not of the phase or SONS chosen.
    """
    context = context or Context()
    lecture = read(raw, context.limits)
    if not lecture.lisible:
        return None, context
    document, _ = _modernise(lecture.document)
    nature = recognise(document, context.catalogue)
    examen = examine(context, nature)
    if _mismatch(context, nature) is not None:
        return None, examen.context
    return _structure(document, examen)[0], examen.context


@frozen
class Examen:
    """What a judgement turns on: the context, completed by what the file shows.

    `couloirs` are those the file may be of; `guessed` names what was deduced, not given.
    """

    context: Context
    forme: str | None = None
    couloirs: frozenset[str] = frozenset()
    guessed: tuple[str, ...] = ()

    def applies(self, rule: Rule) -> bool:
        """Whether a rule may concern a file of this phase and of these couloirs."""
        phase = self.context.phase
        return (phase is None or phase in rule.phases) and (
            not self.couloirs or not rule.couloirs.isdisjoint(self.couloirs)
        )

    def missing(self, rule: Rule) -> list[str]:
        """What a rule that applies would need and nobody knows, by its JSON name."""
        missing = [name for name in rule.needs if not self.context.knows(name)]
        if not self.couloirs <= rule.couloirs and "sons" not in missing:
            missing.append("sons")
        return missing


def examine(context: Context, nature: Nature) -> Examen:
    """What is given wins; what is not is taken from the file."""
    guessed = []
    sons, phase = context.sons, context.phase
    if sons is None and nature.sons is not None:
        sons = nature.sons.code
        guessed.append("sons")
    if phase is None and nature.phase is not None:
        phase = nature.phase
        guessed.append("phase")
    context = attrs.evolve(context, sons=sons, phase=phase)
    couloir = context.catalogue.couloirs[context.scheme.couloir] if context.scheme else None
    return Examen(
        context,
        couloir.forme if couloir else nature.forme,
        frozenset((couloir.code,)) if couloir else nature.couloirs,
        tuple(guessed),
    )


def _mismatch(chosen: Context, nature: Nature) -> Constat | None:
    """What was chosen in the form and is not what the file is (GU-4-07)."""
    if chosen.phase and nature.phase and chosen.phase is not nature.phase:
        params = {"phase_fichier": nature.phase.value, "phase_choisie": chosen.phase.value}
        return Constat("SEG-FIC-023", "", params)
    scheme = chosen.scheme
    if scheme and nature.couloirs and scheme.couloir not in nature.couloirs:
        return Constat(
            "SEG-FIC-024",
            "",
            {
                "couloir_fichier": tuple(sorted(nature.couloirs)),
                "couloir_choisi": scheme.couloir,
                "sons": scheme.code,
            },
        )
    return None


def _modernise(document: object) -> tuple[object, tuple[Constat, ...]]:
    """Read the vendor's SIRET from the older tag `SIRET`, which scripts once wrote."""
    if not isinstance(document, dict) or "SIRET" not in document:
        return document, ()
    if "siret" in document:
        rest = {name: value for name, value in document.items() if name != "SIRET"}
        return rest, (Constat("SEG-FIC-013", "/SIRET"),)
    renamed = {("siret" if name == "SIRET" else name): value for name, value in document.items()}
    return renamed, (Constat("SEG-FIC-012", "/SIRET"),)


def _structure(document: Any, examen: Examen) -> tuple[Fichier | None, tuple[Constat, ...]]:
    """The file as objects, or the lines of it that could be read and what the schema says."""
    forme, phase = examen.forme, examen.context.phase or Phase.AVANCE
    try:
        whole = kind_of(forme, phase).parse(document, Fichier)
    except READ_ERRORS:
        return _readable(document, forme, phase), explain(document, forme, phase)
    return whole if forme else None, ()


def _readable(document: Any, forme: str | None, phase: Phase) -> Fichier | None:
    """The lines that the schema accepts, in a file that it refuses; None when there is none."""
    lines, ans, siret = (
        document.get(name) if isinstance(document, dict) else None
        for name in ("lignesImport", "numeroAns", "siret")
    )
    if forme is None or not isinstance(lines, list):
        return None
    if not isinstance(ans, str) or not isinstance(siret, str):
        return None
    read_line = kind_of_line(forme, phase).parse
    readable = {}
    for i, line in enumerate(lines):
        try:
            readable[i] = read_line(line, None)
        except READ_ERRORS:
            continue
    if not readable:
        return None
    return Fichier(
        imp_id=None,
        numero_ans=ans,
        siret=siret,
        lignes_import=tuple(readable.values()),
        positions=tuple(readable),
    )


@define
class _Judgement:
    """What is being found out about one file."""

    examen: Examen
    stages: tuple[Stage, ...]
    constats: list[Constat] = field(factory=list)
    evaluated: list[str] = field(factory=list)
    not_evaluated: list[NotEvaluated] = field(factory=list)
    of_documents: tuple[Constat, ...] = ()

    def stop_at(self, mismatch: Constat) -> None:
        """Judge no further: of a file that is not the one chosen, nothing else is worth saying."""
        self.stages = (Stage.LECTURE,)
        self.constats.append(mismatch)
        self.evaluated.append(mismatch.rule)

    def put(self, fichier: Fichier | None) -> None:
        """Put every typed rule that applies to the file, as far as it could be read."""
        for rule in rules().values():
            if rule.check is None or not self.examen.applies(rule):
                continue
            # Of a file that cannot be read, nothing else is worth asking for.
            missing = ["fichier"] if fichier is None else self.examen.missing(rule)
            if fichier is not None and not missing:
                for answer in rule.check(fichier, self.examen.context):
                    if isinstance(answer, Constat):
                        self.constats.append(attrs.evolve(answer, rule=rule.id))
                    else:
                        missing += answer.missing
            if missing:
                self.not_evaluated.append(NotEvaluated(rule.id, tuple(dict.fromkeys(missing))))
            else:
                self.evaluated.append(rule.id)

    def put_pieces(self, fichier: Fichier | None, stages: tuple[Stage, ...], given: _Given) -> None:
        """Put the rules of these stages to the documents, as far as the file could be read."""
        if fichier is not None:
            self.of_documents = tuple(given(fichier))
            self.stages += stages
            return
        self.not_evaluated += [
            NotEvaluated(rule.id, ("fichier",)) for rule in rules().values() if rule.stage in stages
        ]

    def report(self, text: str, document: object = None) -> Report:
        """The verdict, with everything that was found in document order."""
        self.evaluated += [
            rule.id
            for rule in rules().values()
            if rule.check is None and rule.stage in self.stages and self.examen.applies(rule)
        ]
        lines = _lines(document)
        findings = tuple(self._findings(text, lines))
        context = self.examen.context
        return Report(
            verdict=self._verdict(findings),
            ruleset=RULESET,
            sons=context.scheme.code if context.scheme else context.sons,
            phase=context.phase.value if context.phase else None,
            lines=None if lines is None else len(lines),
            findings=findings,
            evaluated=tuple(sorted(self.evaluated, key=family_order)),
            not_evaluated=tuple(self.not_evaluated),
            guessed=self.examen.guessed,
            truncated=len(self.constats) >= CONSTATS_MAX,
        )

    def _verdict(self, findings: Iterable[Finding]) -> Verdict:
        if any(finding.severity is Severity.ERROR for finding in findings):
            return Verdict.IRRECEVABLE
        return Verdict.RECEVABLE_SOUS_RESERVE if self.not_evaluated else Verdict.RECEVABLE

    def _findings(self, text: str, lines: Any) -> Iterator[Finding]:
        found = (*self.constats, *self.of_documents)
        if not found:
            return
        constats = [_as_filed(constat, self.constats) for constat in found]
        unplaced = {constat.pointer for constat in constats if constat.line is None}
        places = locate(text, unplaced) if text else {}
        placed = [
            constat
            if constat.line is not None or not text
            else attrs.evolve(
                constat, line=places[constat.pointer][0], column=places[constat.pointer][1]
            )
            for constat in constats
        ]
        levels = self.examen.context.levels
        for constat in sorted(placed, key=_document_order):
            rule = rules()[constat.rule]
            yield Finding(
                rule=rule.id,
                severity=levels.get(rule.id, rule.severity),
                pointer=constat.pointer,
                params=constat.params,
                variant=constat.variant,
                line=constat.line,
                column=constat.column,
                numero_editeur=_numero_editeur(constat.pointer, lines),
                sources=rule.requires,
            )


def _as_filed(constat: Constat, constats: Iterable[Constat]) -> Constat:
    """The constat with the tag that the file has, where `siret` was read from `SIRET`."""
    if constat.pointer == "/siret" and any(c.rule == "SEG-FIC-012" for c in constats):
        return attrs.evolve(constat, pointer="/SIRET")
    return constat


def _lines(document: object) -> Any:
    """The lines of a document or of a file held as objects; None when there are none to count."""
    if isinstance(document, Fichier):
        return document.lignes_import
    lines = document.get("lignesImport") if isinstance(document, dict) else None
    return lines if isinstance(lines, list) else None


def _numero_editeur(pointer: str, lines: Any) -> str | None:
    """The vendor's number of the demande that a pointer leads into."""
    _, root, index, *_ = (*pointer.split("/"), "", "", "")
    if root != "lignesImport" or not index or lines is None:
        return None
    line = lines[int(index)]
    value = (
        line.get("numeroEditeur")
        if isinstance(line, dict)
        else getattr(line, "numero_editeur", None)
    )
    return value if isinstance(value, str) else None


def _document_order(constat: Constat) -> tuple[Any, ...]:
    # A name of many digits is no index, and thousands of them are no int.
    parts = [
        (0, int(part), "") if part.isdecimal() and len(part) < 10 else (1, 0, part)
        for part in constat.pointer.split("/")
    ]
    return constat.line or 0, constat.column or 0, parts, family_order(constat.rule)
