"""A zip becomes a plan, or is refused: hostile archives are made by hand."""

from __future__ import annotations

import stat
import zipfile
from io import SEEK_END, BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.outcomes import Constat
from segur_rules.pieces import (
    PIECE,
    LimitesZip,
    PlanZip,
    Raison,
    documents_of,
    judge_document,
    plan_zip,
)
from segur_rules.pieces.formats import TETE
from tests.pieces.faits import PNG, E, Zip, deflated, demandes, opened, pdf, zip_of

ANNOUNCED = ("bdc-00017.pdf", "bdc-00018.pdf")
DEMANDES = demandes("00017", "00018", announced=ANNOUNCED)
PDF = pdf()
LINK = (stat.S_IFLNK | 0o777) << 16


def planned(data: bytes, **limites: int) -> PlanZip:
    return plan_zip(opened(data), DEMANDES, LimitesZip(**limites))


def said(data: bytes, **limites: int) -> list[str]:
    """The rules that speak, with the variant of each."""
    return [f"{c.rule[-3:]}.{c.variant}".rstrip(".") for c in planned(data, **limites).constats]


def right(*names: str, deflate: bool = True) -> tuple[E, ...]:
    return tuple(E(name, PDF, deflate=deflate) for name in names)


# ---------------------------------------------------------------- right archives


@pytest.mark.parametrize("deflate", [True, False])
@pytest.mark.parametrize(
    "around",
    [{}, {"avant": b"#!/bin/sh\n"}, {"commentaire": b"PK\x05\x06" * 9}, {"zip64": True}],
    ids=["plain", "prefixed", "commented", "zip64"],
)
def test_a_right_archive_is_planned_without_a_loss(deflate: bool, around: dict[str, Any]) -> None:
    data = Zip(right(*ANNOUNCED, deflate=deflate), **around).bytes()
    plan = planned(data)
    assert (plan.constats, plan.refuse) == ((), False)
    assert [entree.nom for entree in plan.entrees] == list(ANNOUNCED)
    assert [entree.demande for entree in plan.entrees] == [0, 1]
    assert [entree.taille for entree in plan.entrees] == [len(PDF), len(PDF)]
    assert plan.of_demande(1) == plan.entrees[1:]
    assert plan.sans_demande == ()
    documents = list(documents_of(opened(data), plan.entrees))
    assert [document.contenu.read() for document in documents] == [PDF, PDF]
    for document in documents_of(opened(data), plan.entrees):
        assert judge_document(document.nom, document.taille, document.contenu) == ()


def test_what_the_usual_tool_makes_is_planned() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("dossier")
        for name in ANNOUNCED:
            archive.writestr(f"dossier/{name}", PDF)
        with archive.open("dossier/é-00017.pdf", "w", force_zip64=True) as entry:
            entry.write(PDF)
    plan = plan_zip(out, DEMANDES)
    assert plan.constats == ()
    assert [entree.demande for entree in plan.entrees] == [0, 1, 0]


def test_sizes_in_64_bits_are_read() -> None:
    other = b"\x99\x99\x02\x00zz"
    entrees = (E(ANNOUNCED[0], PDF, zip64=True), E(ANNOUNCED[1], PDF, zip64=True, extra=other))
    plan = planned(zip_of(*entrees))
    assert plan.constats == ()
    assert [entree.taille for entree in plan.entrees] == [len(PDF), len(PDF)]


def test_an_archive_may_be_empty() -> None:
    assert planned(zip_of()) == PlanZip()


def test_an_entry_that_joins_none_is_listed_with_the_reason() -> None:
    names = ("bdc-00017.pdf", "readme.txt", "__MACOSX/._bdc-00017.pdf", "x/va-00018.pdf")
    plan = planned(zip_of(E("x/"), *(E(name, PDF) for name in names)))
    assert plan.constats == ()
    assert [entree.nom for entree in plan.sans_demande] == ["readme.txt", names[2]]
    assert [entree.rattachement.raison for entree in plan.entrees] == [
        Raison.ANNONCEE,
        Raison.AUCUNE,
        Raison.SYSTEME,
        Raison.NUMERO,
    ]
    # What computers add by themselves is no document.
    read = [document.nom for document in documents_of(opened(zip_of()), plan.entrees[2:3])]
    assert read == []


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("nom", "expected"),
    [
        ("../bdc-00017.pdf", "031.remontee"),
        ("a/../../bdc-00017.pdf", "031.remontee"),
        ("..", "031.remontee"),
        ("/bdc-00017.pdf", "031.absolu"),
        ("//server/bdc-00017.pdf", "031.absolu"),
        ("C:bdc-00017.pdf", "031.absolu"),
        ("c:/bdc-00017.pdf", "031.absolu"),
        ("a\\bdc-00017.pdf", "031.antislash"),
        ("..\\bdc-00017.pdf", "031.antislash"),
        ("\\\\server\\bdc-00017.pdf", "031.antislash"),
        ("bdc-00017.pdf\0.exe", "031.controle"),
        ("bdc\n-00017.pdf", "031.controle"),
        ("", "031.controle"),
        ("../", "031.remontee"),
        ("/a/", "031.absolu"),
    ],
)
def test_a_name_stays_inside(nom: str, expected: str) -> None:
    data = zip_of(E(nom, PDF))
    assert said(data) == [expected]
    assert list(documents_of(opened(data), planned(data).entrees)) == []


@pytest.mark.parametrize("nom", ["a..b-00017.pdf", "a/b/bdc-00017.pdf", "...", "ab:c.pdf"])
def test_a_name_that_stays_inside_is_right(nom: str) -> None:
    assert said(zip_of(E(nom, PDF))) == []


@pytest.mark.parametrize(
    ("brut", "nom"),
    [
        ("é-00017.pdf".encode("cp437"), "é-00017.pdf"),
        ("é-00017.pdf".encode(), "é-00017.pdf"),
        ("é-00017.pdf".encode("cp1252"), "Θ-00017.pdf"),
    ],
)
def test_a_name_in_an_uncertain_encoding_is_told_and_read(brut: bytes, nom: str) -> None:
    data = zip_of(E(brut, PDF))
    assert said(data) == ["036"]
    (entree,) = planned(data).entrees
    assert (entree.nom, entree.demande) == (nom, 0)
    assert not entree.refus
    assert len(list(documents_of(opened(data), planned(data).entrees))) == 1


def test_a_name_said_to_be_in_utf_8_and_that_is_not_is_told() -> None:
    assert said(zip_of(E(b"\xff-00017.pdf", PDF, drapeaux=0x0800))) == ["036"]
    assert said(zip_of(E("é-00017.pdf", PDF))) == []


def test_a_name_is_given_once() -> None:
    data = zip_of(*right("a-00017.pdf", "A-00017.PDF", "b/a-00017.pdf", "a-00017.pdf"))
    plan = planned(data)
    assert [(c.rule, c.params["valeur"]) for c in plan.constats] == [
        ("SEG-PJU-035", "A-00017.PDF"),
        ("SEG-PJU-035", "a-00017.pdf"),
    ]
    assert [bool(entree.refus) for entree in plan.entrees] == [False, True, False, True]


# ---------------------------------------------------------------- entries


@pytest.mark.parametrize(
    ("entree", "expected"),
    [
        (E("bdc-00017.pdf", b"/etc/passwd", attributs=LINK), "032"),
        (E("bdc-00017.pdf", PDF, attributs=(stat.S_IFIFO | 0o600) << 16), "032"),
        (E("bdc-00017.pdf", PDF, attributs=(stat.S_IFCHR | 0o600) << 16), "032"),
        (E("bdc-00017.pdf", PDF, attributs=0x0400), "032"),
        (E("x-00017.zip", PDF), "033"),
        (E("x-00017.tar.gz", PDF), "033"),
        (E("x-00017.pdf", zip_of(E())), "033"),
        (E("x-00017.pdf", b"7z\xbc\xaf\x27\x1c\0\4"), "033"),
        (E("x-00017.pdf", zip_of(E()), deflate=True), "033"),
        (E("x-00017.pdf", PDF, drapeaux=0x0001), "034"),
        (E("x-00017.pdf", PDF, drapeaux=0x0041), "034"),
        (E("x-00017.pdf", PDF, drapeaux=0x0001, methode=99), "034"),
        (E("x-00017.pdf", PDF, methode=12), "030.methode"),
        (E("x-00017.pdf", PDF, methode=14), "030.methode"),
    ],
)
def test_an_entry_is_a_file_in_clear(entree: E, expected: str) -> None:
    data = zip_of(entree, *right("bdc-00018.pdf"))
    assert said(data) == [expected]
    assert [d.nom for d in documents_of(opened(data), planned(data).entrees)] == ["bdc-00018.pdf"]


@pytest.mark.parametrize("attributs", [0, (stat.S_IFREG | 0o644) << 16, 0x20])
def test_a_plain_file_is_one_whatever_made_it(attributs: int) -> None:
    assert said(zip_of(E("bdc-00017.pdf", PDF, attributs=attributs))) == []


def test_a_folder_may_be_one_whatever_made_it() -> None:
    assert said(zip_of(E("a/", attributs=((stat.S_IFDIR | 0o755) << 16) | 0x10))) == []


def test_a_document_that_is_a_zip_inside_is_no_archive() -> None:
    """It is refused all the same, for its format."""
    data = zip_of(E("bdc-00017.docx", zip_of(E("word/document.xml"))))
    assert said(data) == []
    (document,) = documents_of(opened(data), planned(data).entrees)
    (constat,) = judge_document(document.nom, document.taille, document.contenu)
    assert constat.rule == "SEG-PJU-012"


def quine_like() -> bytes:
    """An archive that holds, as far as anybody looks, the archive that it is in."""
    inside = zip_of(E("r-00017.zip", b"PK\x03\x04"))
    return zip_of(E("r-00017.zip", inside))


def test_an_archive_that_holds_itself_is_one_archive_more() -> None:
    assert said(quine_like()) == ["033"]


@pytest.mark.parametrize(
    ("entree", "expected"),
    [
        (E("x-00017.png", PNG, taille=len(PNG) - 1), "037"),
        (E("x-00017.png", PNG, taille=len(PNG) + 1), "037"),
        (E("x-00017.png", PNG, deflate=True, taille=len(PNG) - 1), "037"),
        (E("x-00017.png", PNG, deflate=True, taille=len(PNG) + 1), "037"),
        (E("x-00017.png", PNG, deflate=True, taille=0), "037"),
        (E("x-00017.png", b"", taille=5), "037"),
        (E("x-00017.png", PNG, crc=1), "037.crc"),
        (E("x-00017.png", PNG, deflate=True, crc=1), "037.crc"),
        (E("x-00017.png", PNG, deflate=True, comprime=b"\xff\xff"), "037.donnees"),
        (E("x-00017.png", PNG, deflate=True, comprime=deflated(PNG)[:-1]), "037.donnees"),
        (E("x-00017.png", PNG, deflate=True, comprime=b""), "037.donnees"),
        (E("x-00017.png", PNG, deflate=True, comprime=deflated(PNG) + b"x"), "037.donnees"),
        (
            E("x-00017.png", PNG, deflate=True, comprime=deflated(PNG) + b"x" * 100_000),
            "037.donnees",
        ),
        # It says that it is too large: its first bytes are looked at, and they are not there.
        (
            E("x-00017.png", taille=PIECE.taille_max + 1, deflate=True, comprime=b"\xff"),
            "037.donnees",
        ),
    ],
)
def test_an_entry_is_what_the_archive_says_of_it(entree: E, expected: str) -> None:
    data = zip_of(entree)
    assert said(data) == [expected]
    assert list(documents_of(opened(data), planned(data).entrees)) == []


def test_an_entry_that_is_too_large_comes_by_its_first_bytes() -> None:
    content = PNG.ljust(PIECE.taille_max + 1, b"\0")
    data = zip_of(E("x-00017.png", content, deflate=True))
    plan = planned(data)
    assert plan.constats == ()
    (document,) = documents_of(opened(data), plan.entrees)
    assert document.taille == len(content)
    assert document.contenu.read() == content[:TETE]
    inner = zip_of(E("x-00017.png", zip_of(E()).ljust(PIECE.taille_max + 1, b"\0"), deflate=True))
    assert said(inner) == ["033"]


def test_an_entry_at_the_limit_comes_whole() -> None:
    content = PNG.ljust(PIECE.taille_max, b"\0")
    data = zip_of(E("x-00017.png", content, deflate=True))
    (document,) = documents_of(opened(data), planned(data).entrees)
    assert document.contenu.read() == content


# ---------------------------------------------------------------- archives that are refused


@pytest.mark.parametrize("length", range(len(zip_of(*right("bdc-00017.pdf"), *right("b")))))
def test_an_archive_that_is_cut_is_refused(length: int) -> None:
    whole = zip_of(*right("bdc-00017.pdf"), *right("b"))
    assert said(whole[:length]) == ["030.fin"]


def test_what_is_no_archive_is_refused() -> None:
    for data in (b"", PDF, b"PK\x05\x06", bytes(70_000), b"PK\x05\x06" * 20_000):
        plan = planned(data)
        assert plan.refuse
        assert plan.constats == (Constat("SEG-PJU-030", "", {}, "fin"),)


def test_what_follows_the_end_is_no_part_of_an_archive() -> None:
    assert said(Zip(right("a"), extra_fin=b"x").bytes()) == ["030.fin"]


@pytest.mark.parametrize(
    "archive",
    [
        Zip(right("a", "b"), nombre=1),
        Zip(right("a", "b"), nombre=3),
        Zip(right("a", "b"), taille=40),
        Zip(right("a", "b"), taille=200_000),
        Zip(right("a", "b"), debut=5_000),
        Zip((E("a", disque=1),)),
        Zip(right("a"), zip64=True, taille=10),
    ],
)
def test_an_archive_whose_directory_lies_is_refused(archive: Zip) -> None:
    plan = planned(archive.bytes())
    assert plan.refuse
    assert [(c.rule, c.variant) for c in plan.constats] == [("SEG-PJU-030", "repertoire")]


def test_a_directory_that_is_altered_is_refused() -> None:
    data = zip_of(*right("a", "b"))
    at = data.index(b"PK\x01\x02")
    assert said(data[:at] + b"PK\x01\x03" + data[at + 4 :]) == ["030.repertoire"]
    # The lengths of the last entry go beyond the directory.
    last = data.rindex(b"PK\x01\x02") + 28
    assert said(data[:last] + b"\xff\xff" + data[last + 2 :]) == ["030.repertoire"]


def test_a_volume_is_refused() -> None:
    assert said(Zip(right("a"), disque=1).bytes()) == ["030.volumes"]
    data = Zip(right("a"), zip64=True).bytes()
    at = data.index(b"PK\x06\x06") + 20
    assert said(data[:at] + b"\x01" + data[at + 1 :]) == ["030.volumes"]


def test_an_end_in_64_bits_is_believed_in_nothing() -> None:
    data = Zip(right("a"), zip64=True).bytes()
    at = data.index(b"PK\x06\x06")
    assert said(data[:at] + b"PK\x06\x05" + data[at + 4 :]) == ["030.repertoire"]
    mark = data.index(b"PK\x06\x07")
    # Without its mark the other end is believed, which says too much.
    assert said(data[:mark] + b"PK\x06\x08" + data[mark + 4 :]) == ["038.nombre"]
    assert said(b"PK\x05\x06" + b"\0" * 4 + b"\xff" * 12 + b"\0\0") == ["038.nombre"]
    moved = data[: mark + 8] + (10**6).to_bytes(8, "little") + data[mark + 16 :]
    assert said(moved) == ["030.repertoire"]


def test_an_archive_of_exactly_as_many_as_16_bits_hold_needs_no_other_end() -> None:
    data = Zip((E(""),), nombre=0xFFFF).bytes()
    assert said(data, entrees=0xFFFF) == ["030.repertoire"]


@pytest.mark.parametrize(
    "entree",
    [
        E("a-00017.pdf", PDF, nom_local=b"b-00017.pdf"),
        E("a-00017.pdf", PDF, nom_local=b"a-00017.pdf.exe"),
        E("a-00017.pdf", PDF, nom_local=b"a"),
        E("a-00017.pdf", PDF, signature=b"PK\x07\x08"),
        E("a-00017.pdf", PDF, methode_locale=8),
        E("a-00017.pdf", PDF, drapeaux_locaux=0x0801),
        E("a-00017.pdf", PDF, place=10**6),
    ],
)
def test_an_archive_that_two_readers_would_see_otherwise_is_refused(entree: E) -> None:
    assert said(zip_of(entree)) == ["030.entete"]


def test_an_entry_s_own_header_may_say_more() -> None:
    assert said(zip_of(E("a-00017.pdf", PDF, extra_local=b"UT\x05\x00\x01abcd"))) == []


def test_a_stream_that_gives_less_than_it_says_is_refused() -> None:
    class Short(BytesIO):
        """A file that is cut while it is read."""

        def seek(self, place: int, whence: int = 0, /) -> int:
            return super().seek(place, whence) + (5 if whence == SEEK_END else 0)

    plan = plan_zip(Short(zip_of(*right("a"))), DEMANDES)
    assert [(c.rule, c.variant) for c in plan.constats] == [("SEG-PJU-030", "repertoire")]


# ---------------------------------------------------------------- bombs


def test_entries_are_counted() -> None:
    entrees = right("a", "b", "c")
    assert said(zip_of(*entrees), entrees=3) == []
    assert said(zip_of(*entrees), entrees=2) == ["038.nombre"]
    # It says that it has fewer.
    assert said(Zip(entrees, nombre=1).bytes(), entrees=2) == ["038.nombre"]


def test_the_directory_is_weighed() -> None:
    data = zip_of(*right("a", "b"))
    assert said(data, repertoire=94) == []
    assert said(data, repertoire=93) == ["038.repertoire"]


def test_what_inflates_to_too_much_is_refused() -> None:
    entrees = (E("a-00017.png", b"\0" * 1000, deflate=True), E("b-00017.png", b"\0" * 1000))
    data = zip_of(*entrees)
    assert "038.total" not in said(data, total=2000)
    assert said(data, total=1999) == ["038.total"]
    assert len(data) < 1400
    assert "038.ratio" not in said(data, ratio_des=2000, ratio=1)
    assert said(data, ratio_des=1999, ratio=1) == ["038.ratio"]
    assert "038.ratio" not in said(data, ratio_des=0, ratio=2)


def flat_bomb(count: int) -> bytes:
    """Many entries, each of ten million zeros in ten thousand bytes."""
    content = b"\0" * 10_000_000
    one = E("0-00017.png", content, deflate=True)
    packed = one.held
    return zip_of(
        *(
            E(f"{i}-00017.png", deflate=True, comprime=packed, taille=len(content), crc=1)
            for i in range(count)
        )
    )


def test_a_flat_bomb_is_refused() -> None:
    assert said(flat_bomb(20)) == ["038.ratio"]
    assert said(flat_bomb(300)) == ["038.total"]


def test_a_bomb_that_says_that_it_is_small_is_inflated_no_further() -> None:
    content = b"\0" * 50_000_000
    entree = E("x-00017.png", b"", deflate=True, comprime=deflated(content), taille=100, crc=1)
    assert said(zip_of(entree)) == ["037"]


@pytest.mark.parametrize(
    "entrees",
    [
        (E("a-00017.pdf", PDF), E("a-00017.pdf", PDF, meme_place=True)),
        # The first says that its bytes go on into the second.
        (E("a-00017.pdf", PDF, comprimee=len(PDF) + 1), E("b-00017.pdf", PDF)),
        (E("a-00017.pdf", PDF), E("b-00017.pdf", PDF, comprimee=len(PDF) + 1)),
        (E("a-00017.pdf", PDF, extra_local=b"x" * 9, comprimee=len(PDF) + 1),),
    ],
    ids=["same", "into the next", "into the directory", "long header"],
)
def test_entries_share_no_bytes(entrees: tuple[E, ...]) -> None:
    assert said(zip_of(*entrees)) == ["038.chevauchement"]


# ---------------------------------------------------------------- anything


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(data: bytes) -> None:
    for given_bytes in (data, data + zip_of(*right("a")), zip_of() + data):
        planned(given_bytes)


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_an_archive_that_is_altered_is_answered(place: int, altered: bytes) -> None:
    whole = Zip((*right("bdc-00017.pdf"), E("é", PDF, zip64=True)), zip64=True).bytes()
    data = whole[:place] + altered + whole[place + len(altered) :]
    plan = planned(data)
    for document in documents_of(opened(data), plan.entrees):
        document.contenu.read()


@given(
    st.lists(
        st.builds(
            E,
            st.text(max_size=20) | st.binary(max_size=20),
            st.binary(max_size=30),
            deflate=st.booleans(),
            drapeaux=st.sampled_from([0, 0, 1, 8, 0x2000]),
            attributs=st.sampled_from([0, LINK, 0x10]),
            taille=st.none() | st.integers(0, 2**32 - 1),
            comprimee=st.none() | st.integers(0, 60),
            zip64=st.booleans(),
            meme_place=st.just(False),
        ),
        max_size=5,
    )
)
def test_any_archive_is_answered(entrees: list[E]) -> None:
    data = zip_of(*entrees)
    plan = planned(data)
    assert not plan.refuse or (not plan.entrees and len(plan.constats) == 1)
    for entree in plan.entrees:
        assert (entree.demande is None) is (entree in plan.sans_demande)
    for document in documents_of(opened(data), plan.entrees):
        assert len(document.contenu.read()) <= PIECE.taille_max
