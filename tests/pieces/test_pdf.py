"""A PDF is whole, in clear, and does nothing by itself; or it is said not to be."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.pieces.effort import EFFORT_PIECE, Effort
from segur_rules.pieces.pdf import Examen, examine
from tests.pieces.faits import (
    CATALOGUE,
    JAVASCRIPT,
    PAGE,
    PAGES,
    pdf,
    pdf_of_streams,
    stream,
)


def judged(data: bytes) -> Examen:
    return examine(data, Effort())


@pytest.mark.parametrize(
    "data",
    [
        pdf(),
        pdf_of_streams(b"<< /A (b) >>"),
        b"junk before\n" + pdf(),
        pdf() + b"\0" * 1000,
        # The place of the cross-references is wrong: readers find them all the same.
        pdf().replace(b"startxref\n", b"startxref\n9"),
        # So they do where the root does not say what it is.
        pdf().replace(b"/Type /Catalog ", b""),
        # An object that is badly written is one that does nothing.
        pdf(b"<< /A 1 /B", b"/JS is a name in a text"),
    ],
)
def test_a_whole_pdf_is_whole(data: bytes) -> None:
    assert judged(data) == Examen()


@given(st.integers(min_value=0, max_value=len(pdf()) - 7))
def test_a_pdf_that_is_cut_is_not_whole(length: int) -> None:
    assert judged(pdf()[:length]) == Examen(defaut="fin")


def test_an_end_that_is_far_from_the_end_is_not_the_end() -> None:
    data = pdf()
    end = data.rindex(b"%%EOF")
    assert judged(data[:end] + b"%%EOF".ljust(1024)) == Examen()
    assert judged(data[:end] + b"%%EOF".ljust(1025)) == Examen(defaut="fin")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
        pdf(first=(b"<< /Type /Catalog >>",)),
        pdf(first=(b"<< /Type /Catalog /Pages 9 0 R >>",)),
        pdf(first=(b"[]",)),
    ],
)
def test_a_pdf_without_pages_cannot_be_opened(data: bytes) -> None:
    assert judged(data).defaut == "structure"


@pytest.mark.parametrize("written", [b"/Encrypt 9 0 R", b"/Encrypt << /Filter /Standard /V 5 >>"])
def test_a_pdf_that_is_encrypted_is_told(written: bytes) -> None:
    assert judged(pdf(JAVASCRIPT, trailer=written + b" ")) == Examen(chiffre=True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (JAVASCRIPT, ("javascript",)),
        (b"<< /S /JavaScript >>", ("javascript",)),
        (b"<< /Names [ << /JS 7 0 R >> ] >>", ("javascript",)),
        (b"<< /S /J#61vaScript >>", ("javascript",)),
        (b"<< /#4a#53 (x) >>", ("javascript",)),
        (b"<< /S /Launch /F (calc.exe) >>", ("lancement",)),
        (b"<< /Type /Filespec /EF << /F 9 0 R >> >>", ("fichier",)),
        (stream(b"x", b"/Type /EmbeddedFile "), ("fichier",)),
        (b"<< /Names << /EmbeddedFiles 9 0 R >> >>", ("fichier",)),
        (b"<< /Type /Annot /Subtype /FileAttachment >>", ("fichier",)),
        (b"<< /Subtype /RichMedia >>", ("media",)),
        (b"[ [ << /S /Launch /Next " + JAVASCRIPT + b" >> ] ]", ("javascript", "lancement")),
    ],
)
def test_active_content_is_told_wherever_it_is(written: bytes, expected: tuple[str, ...]) -> None:
    assert judged(pdf(written)) == Examen(actifs=expected)
    assert judged(pdf(b"<< >>", written, b"[]")) == Examen(actifs=expected)
    if not written.endswith(b"endstream"):
        assert judged(pdf_of_streams(b"<< >>", written)) == Examen(actifs=expected)
        unpacked = pdf_of_streams(written, filters=b"")
        assert judged(unpacked) == Examen(actifs=expected)


@pytest.mark.parametrize(
    "written",
    [
        b"<< /Title (HTML/JS and /JavaScript) >>",
        b"<< /S /URI /URI (https://example.org/JS) >>",
        stream(b"a picture /JS /JavaScript", filters=b""),
        b"<< /JSON 1 /Launcher 2 /EFG 3 >>",
        b"<< /A << /B /C >> /D [ /E null true 1.5 ] >>",
    ],
)
def test_the_same_letters_elsewhere_are_nothing(written: bytes) -> None:
    assert judged(pdf(written)) == Examen()


def test_what_cannot_be_read_within_the_effort_is_told() -> None:
    many = [b"<< /A [ 1 2 3 ] >>"] * 8000
    assert judged(pdf(*many)) == Examen()
    assert judged(pdf(*many, JAVASCRIPT)) == Examen(partiel=True)
    assert judged(pdf(JAVASCRIPT, *many)) == Examen(actifs=("javascript",), partiel=True)
    assert examine(pdf(), Effort(0)) == Examen(partiel=True)


@pytest.mark.parametrize(
    "data",
    [
        pdf(b"[" * 100_000 + JAVASCRIPT),
        pdf(b"[" + b"1 " * 100_001 + b"]", JAVASCRIPT),
        pdf_of_streams(b"[" + b" " * 10_000_000 + b"/JS]"),
        pdf_of_streams(b"<< >>", objects=50_000),
        b"%PDF-1.7" + b" " * 1_000_000 + b"%%EOF",
    ],
    ids=["nesting", "array", "inflated", "table", "spaces"],
)
def test_a_limit_that_is_reached_condemns_nothing(data: bytes) -> None:
    examen = judged(data)
    assert examen.partiel
    assert not examen.defaut


def test_a_stream_that_lacks_its_objects_is_paid_for_each_time() -> None:
    """An object that its stream does not hold would be looked for in it again and again."""
    content = b"[" + b"1 " * 10_000 + b"/JS]"
    assert not judged(pdf_of_streams(content)).partiel
    assert judged(pdf_of_streams(content, absent=50)).partiel


def test_an_object_stream_that_is_none_is_passed_over() -> None:
    """The cross-references may say that an object is in what is no stream."""
    data = pdf_of_streams(b"<< /S /Launch >>")
    assert judged(data) == Examen(actifs=("lancement",))
    assert not judged(data.replace(b"/Type /ObjStm", b"/Type /ObjZtm")).actifs


def test_the_effort_is_counted_the_same_each_time() -> None:
    spent = []
    for _ in range(2):
        effort = Effort()
        examine(pdf(JAVASCRIPT, *[b"<< >>"] * 100), effort)
        spent.append(EFFORT_PIECE - effort.reste)
    assert spent[0] == spent[1] > 0


def test_the_library_does_not_speak_by_itself(capfd: pytest.CaptureFixture[str]) -> None:
    assert logging.getLogger("pypdf").handlers
    judged(pdf().replace(b"startxref\n", b"startxref\n9"))
    assert capfd.readouterr().err == ""


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    judged(b"%PDF-1.7\n" + data + b"%%EOF")


@given(st.integers(0, len(pdf(JAVASCRIPT)) - 1), st.binary(min_size=1, max_size=6))
def test_a_pdf_that_is_altered_is_answered(place: int, altered: bytes) -> None:
    data = pdf(JAVASCRIPT)
    judged(data[:place] + altered + data[place + len(altered) :])


@given(
    st.lists(
        st.sampled_from(
            [
                CATALOGUE,
                PAGES,
                PAGE,
                JAVASCRIPT,
                stream(b"x"),
                b"4 0 R",
                b"[4 0 R]",
                b"<< /Length 4 0 R >>stream\n",
            ]
        ),
        max_size=8,
    )
)
def test_any_objects_are_answered(objects: list[bytes]) -> None:
    judged(pdf(first=objects))
    judged(pdf_of_streams(*objects))
