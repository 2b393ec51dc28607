"""Whole files with one known fault, of their bytes or of what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segur_rules.demandes.codes import Phase
from segur_rules.testing.fautes import broken_documents, faulty_documents
from segur_rules.testing.fautes.octets import DAMAGES
from segur_rules.testing.strategies import Document, documents, files, render, rendered

_WAYS: Final = tuple((rule, damage) for rule, ways in DAMAGES.items() for damage in ways)


@st.composite
def faulty_files(draw: st.DrawFn, sons: str, phase: Phase | str) -> tuple[bytes, str]:
    """Files of a SONS and phase with one fault, and the id of the rule that it breaks.

    The fault is in a document that is otherwise valid, as in `faulty_documents`, or in the bytes:
    another encoding, a text that is no JSON, a member that comes twice. Judged for that SONS and
    that phase, a file breaks this rule and no other; a file of more than the size limit is among
    them. Raises `LookupError` when the SONS is not in the catalogue.
    """
    if draw(st.booleans()):
        document, rule = draw(faulty_documents(sons, phase))
        return draw(rendered(st.just(document))), rule
    rule, damage = draw(st.sampled_from(_WAYS))
    return damage(draw(files(sons, phase))), rule


def valid_file(sons: str, phase: Phase | str) -> bytes:
    """A valid file of a SONS and phase, as plain as can be; always the same.

    Raises `LookupError` when the SONS is not in the catalogue.
    """
    return render(_plain(sons, phase)).encode()


def broken_files(sons: str, phase: Phase | str) -> Iterator[tuple[bytes, str]]:
    """The same file with each fault that it can have, one at a time, and the rule it breaks.

    Raises `LookupError` when the SONS is not in the catalogue.
    """
    document = _plain(sons, phase)
    for broken, rule in broken_documents(document, sons, phase):
        yield render(broken).encode(), rule
    raw = render(document).encode()
    for rule, damage in _WAYS:
        yield damage(raw), rule


def _plain(sons: str, phase: Phase | str) -> Document:
    """The simplest document of two demandes: some faults are between two."""
    found: list[Document] = []

    # What is generated first is the simplest of all, and is always the same.
    @settings(
        max_examples=1,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents(sons, phase, min_lines=2))
    def keep(document: Document) -> None:
        found.append(document)

    keep()
    return found[0]
