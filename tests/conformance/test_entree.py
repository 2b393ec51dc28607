"""An input written out: nothing is left to build, and it says the same."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO

import attrs
import pytest

from segur_rules.conformance import Vector, base, resolved, vectors_of
from segur_rules.conformance.documents import archive_of, content_of, file_of, written
from segur_rules.conformance.entree import exported
from segur_rules.conformance.exact import dump_line, dumps, loads


def _vector(operation: str, **given: object) -> Vector:
    return attrs.evolve(vectors_of("expiration")[0], operation=operation, input=given)


def test_the_file_of_a_base_is_written_out() -> None:
    given = {
        "base": "mdv-avance",
        "lines": 2,
        "patch": [{"op": "replace", "path": "/lignesImport/0/numLigne", "value": 7}],
    }
    whole = resolved(_vector("check_file", **given, context={"sons": "MDV-LGC-VA1"}))
    assert whole.keys() == {"text", "context"}
    lines = loads(whole["text"])["lignesImport"]
    assert [line["numLigne"] for line in lines] == [7, 2]
    assert whole["text"].encode() == file_of(given)
    assert loads(dumps(base("mdv-avance"))) == base("mdv-avance")


@pytest.mark.parametrize(
    "content",
    [b"\xff", b"\xef\xbb\xbf{}", b"\x00", b"a\x1b", "\ufeff".encode(), "\x85".encode()],
)
def test_bytes_that_might_surprise_are_in_base64(content: bytes) -> None:
    assert written(content) == {"base64": base64.b64encode(content).decode()}
    assert content_of(written(content)) == content


@pytest.mark.parametrize("text", ["", "{}\r\n\t", "é\u2028\U0001f600"])
def test_a_text_is_a_text(text: str) -> None:
    assert written(text.encode()) == {"text": text}


def test_documents_are_written_out() -> None:
    pieces = [{"nom": "a.pdf", "repeat": [["ab", 2]]}, {"nom": "b.pdf", "base64": "/w=="}]
    whole = resolved(_vector("check_pieces", text="{}", pieces=pieces))
    assert whole == {
        "text": "{}",
        "pieces": [{"nom": "a.pdf", "text": "abab"}, {"nom": "b.pdf", "base64": "/w=="}],
    }
    given = {"usage": "piece", "nom": "a.pdf", "repeat": [["ab", 2]]}
    assert resolved(_vector("check_document", **given)) == {
        "usage": "piece",
        "nom": "a.pdf",
        "text": "abab",
    }


def test_what_is_only_large_is_exported_as_it_is_told() -> None:
    pieces = [{"nom": "a.pdf", "repeat": [["ab", 2]]}, {"nom": "b.pdf", "base64": "/w=="}]
    whole = exported(_vector("check_pieces", repeat=[["{}", 1]], pieces=pieces))
    assert whole == {"repeat": [["{}", 1]], "pieces": pieces}
    patched = exported(_vector("check_file", text="é"))
    assert patched == {"text": "é"}


def test_a_zip_is_written_out_as_its_bytes() -> None:
    # Twice the same name, and one that a system would write otherwise.
    entries = [{"nom": "a", "text": "1"}, {"nom": "a", "text": "2"}, {"nom": "b\\c", "text": ""}]
    given = {"zip": {"entries": entries}, "demandes": []}
    whole = resolved(_vector("plan_zip", **given))
    assert whole["demandes"] == []
    with zipfile.ZipFile(BytesIO(base64.b64decode(whole["zip"]["base64"]))) as archive:
        assert archive.namelist() == ["a", "a", "b\\c"]
    assert archive_of(whole).getvalue() == archive_of(given).getvalue()
    empty = resolved(_vector("check_pieces", text="{}", zip={"base64": ""}))
    assert empty == {"text": "{}", "zip": {"base64": ""}}


def test_other_inputs_stay_as_they_are() -> None:
    for vector in (vectors_of("expiration")[0], vectors_of("decide-demande")[0]):
        assert resolved(vector) == vector.input


def test_numbers_are_kept_to_the_letter() -> None:
    text = '{"a":[1.50,1e400,12345678901234567890,true,null],"b":{}}'
    assert dump_line(loads(text)) == '{"a":[1.50,1E+400,12345678901234567890,true,null],"b":{}}'
    assert loads(dumps(loads(text))) == loads(text)
    assert dump_line("é\ud800") == '"\\u00e9\\ud800"'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Expecting value"),
        ("NaN", "NaN is not JSON"),
        ("[-Infinity]", "-Infinity is not JSON"),
        ("{", "Expecting"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        loads(text)
