"""Documents one by one, and the zip whose entries join their demandes.

What is wrong with a name, a size or a format is found here from the bytes; what is wrong inside a
document is said beside it, for whoever made it knows what was done to it.

Left open, and not asked: which rules an attachment of the contact form or a model breaks beyond its
size, its name and its format; what is told of the inside of a document whose name announces another
format. Left free: which rules a zip breaks when a document is not announced, or is given twice, or
when the computer added files of its own; whether one of its entries has the whole zip refused.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any, Final

from tests.conformance.independent.fichiers import Json, file, vector
from tests.conformance.independent.octets import (
    CATALOGUE,
    ENCRYPTED,
    FOLDER,
    GIF,
    JPEG,
    JPEG_END,
    LINK,
    PNG,
    PNG_END,
    UTF_8,
    Entry,
    base64,
    large_pdf,
    pdf,
    zipped,
)


def files() -> dict[str, Json]:
    return {
        "check-document": file("check-document", "check_document", _documents()),
        "plan-zip": file("plan-zip", "plan_zip", _zips()),
    }


# A document -----------------------------------------------------------------------------------

MO: Final = 1024 * 1024
LIMITES: Final = {"piece": 4 * MO, "modele": 4 * MO, "contact": 2 * MO}
NOM_MAXIMUM: Final = 50

SIGNATURES: Final = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"PK\x03\x04", "zip"),
)

# The extensions that may be given, each with the format that it announces.
IMAGES: Final = {"pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "png": "png"}
JOINTES: Final = {"json": "txt", "pdf": "pdf", "png": "png", "txt": "txt", "zip": "zip"}
FORMATS: Final = {"piece": IMAGES, "modele": IMAGES, "contact": JOINTES}


def contenu(given: Json) -> bytes:
    if "base64" in given:
        return b64decode(given["base64"])
    pieces = given["repeat"] if "repeat" in given else [[given["text"], 1]]
    return "".join(text * times for text, times in pieces).encode()


def _format(content: bytes) -> str | None:
    for signature, name in SIGNATURES:
        if content.startswith(signature):
            return name
    return "txt" if content.isascii() and content.decode().isprintable() else None


def _du_nom(nom: str) -> list[int]:
    long = [1] if len(nom) > NOM_MAXIMUM else []
    return long if re.fullmatch("[A-Za-z0-9._ -]*", nom) else [*long, 2]


def _du_format(usage: str, nom: str, content: bytes) -> list[int]:
    if not content:
        return [11]
    found = _format(content)
    if found not in FORMATS[usage].values():
        return [12]
    _, point, extension = nom.rpartition(".")
    return [] if point and FORMATS[usage].get(extension.lower()) == found else [13]


def regles(usage: str, nom: str, given: Json) -> list[int]:
    """What the name, the size and the format break; a name is free on the contact form."""
    content = contenu(given)
    return [
        *([] if usage == "contact" else _du_nom(nom)),
        *([10] if len(content) > LIMITES[usage] else []),
        *_du_format(usage, nom, content),
    ]


TEXTE: Final[Json] = {"text": "Bon de commande"}
PDF: Final[Json] = {"text": pdf()}
UN_PNG: Final = base64(PNG)
UN_JPEG: Final = base64(JPEG)
UN_GIF: Final = base64(GIF)
UN_ZIP: Final = base64(zipped(Entry("a.txt", b"a")))
RIEN: Final[Json] = {"text": ""}

FILESPEC: Final = "<< /Type /Filespec /F (a.txt) /EF << /F 5 0 R >> >>"
EMBEDDED: Final = "<< /Type /EmbeddedFile /Length 1 >>\nstream\na\nendstream"
ATTACHED: Final = CATALOGUE.replace(
    " >>", " /Names << /EmbeddedFiles << /Names [(a.txt) 4 0 R] >> >> >>"
)
ENCRYPT: Final = " /Encrypt << /Filter /Standard /V 1 /R 2 /O (o) /U (u) /P -4 >>"


def _avec(action: str) -> Json:
    """A PDF that does something when it is opened."""
    return {"text": pdf(action, catalogue=CATALOGUE.replace(" >>", " /OpenAction 4 0 R >>"))}


def _lettres(count: int) -> str:
    return f"{'a' * (count - len('-00017.pdf'))}-00017.pdf"


def _abime(image: bytes) -> Json:
    """One bit of the pixel is turned over; its check sum stays."""
    place = image.index(b"IDAT") + 12
    return base64(image[:place] + bytes([image[place] ^ 1]) + image[place + 1 :])


NOM: Final = "hop-dpi-va1-bdc-00017.pdf"
VALUE, BOUNDARY = "value", "boundary"

# The usage, the name, the document, what was done inside it, why, and whether at a threshold.
Ligne = tuple[str, str, Json, tuple[int, ...], str, str]
DOCUMENTS: Final[tuple[Ligne, ...]] = (
    # What is right.
    ("piece", NOM, PDF, (), "A PDF under the name that the guide shows.", VALUE),
    ("piece", "bdc-00017.png", UN_PNG, (), "A PNG under its own name.", VALUE),
    ("piece", "bdc-00017.jpg", UN_JPEG, (), "A JPEG whose name ends with jpg.", VALUE),
    ("piece", "bdc-00017.jpeg", UN_JPEG, (), "A JPEG whose name ends with jpeg.", VALUE),
    ("piece", "BDC-00017.PDF", PDF, (), "A name in capitals, extension included.", VALUE),
    ("piece", "Bon de_commande v1.2-00017.pdf", PDF, (), "Spaces, underscores and points.", VALUE),
    # Names.
    ("piece", _lettres(49), PDF, (), "A name of 49 characters.", BOUNDARY),
    ("piece", _lettres(50), PDF, (), "A name of 50 characters, extension included.", BOUNDARY),
    ("piece", _lettres(51), PDF, (), "A name of 51 characters, extension included.", BOUNDARY),
    ("piece", "bon-signé-00017.pdf", PDF, (), "An accented letter is special.", VALUE),
    ("piece", "bon (2)-00017.pdf", PDF, (), "Brackets are special.", VALUE),
    ("piece", "bon-n°17-00017.pdf", PDF, (), "A degree sign is special.", VALUE),
    ("piece", "bon-d'avance-00017.pdf", PDF, (), "An apostrophe is special.", VALUE),
    ("piece", "bon+facture-00017.pdf", PDF, (), "A plus sign is special.", VALUE),
    ("piece", "bon&facture-00017.pdf", PDF, (), "An ampersand is special.", VALUE),
    ("piece", "bon-٠٠٠١٧.pdf", PDF, (), "Digits of another script are special.", VALUE),
    (
        "piece",
        "é" + _lettres(49),
        PDF,
        (),
        "Fifty characters are fifty, even when they weigh 51 bytes.",
        BOUNDARY,
    ),
    ("piece", "é" + _lettres(50), PDF, (), "Too long, and an accent: two rules.", BOUNDARY),
    # Sizes.
    ("piece", NOM, large_pdf(4 * MO - 1), (), "One byte below 4 Mo.", BOUNDARY),
    ("piece", NOM, large_pdf(4 * MO), (), "4 Mo exactly: 4 times 1024 times 1024.", BOUNDARY),
    ("piece", NOM, large_pdf(4 * MO + 1), (), "One byte above 4 Mo.", BOUNDARY),
    ("piece", NOM, large_pdf(4_000_001), (), "A Mo is not a million bytes.", BOUNDARY),
    ("piece", NOM, large_pdf(2 * MO + 1), (), "2 Mo are the contact form's limit.", BOUNDARY),
    ("piece", _lettres(51), large_pdf(4 * MO + 1), (), "Too long and too large.", BOUNDARY),
    ("piece", NOM, RIEN, (), "A document of no bytes has no format to speak of.", BOUNDARY),
    # Formats.
    ("piece", NOM, TEXTE, (), "A text whose name ends with pdf.", VALUE),
    ("piece", "bdc-00017.txt", TEXTE, (), "A text is no piece.", VALUE),
    ("piece", "bdc-00017.zip", UN_ZIP, (), "A zip is no piece.", VALUE),
    ("piece", "bdc-00017.gif", UN_GIF, (), "A GIF is an image, and none of the two.", VALUE),
    ("piece", NOM, base64(b"\x00\x01\x02\x03" * 4), (), "Bytes of no format.", VALUE),
    ("piece", NOM, UN_PNG, (), "A PNG whose name ends with pdf.", VALUE),
    ("piece", "bdc-00017.jpg", PDF, (), "A PDF whose name ends with jpg.", VALUE),
    ("piece", "bdc-00017.png", UN_JPEG, (), "A JPEG whose name ends with png.", VALUE),
    ("piece", "bdc-00017.docx", PDF, (), "A PDF whose extension no format has.", VALUE),
    ("piece", "bdc-00017", PDF, (), "A PDF whose name has no extension.", VALUE),
    ("piece", "bdc-00017.pdf.png", PDF, (), "Only the last extension counts.", VALUE),
    # What is inside.
    ("piece", NOM, {"text": pdf()[: pdf().index("startxref")]}, (14,), "A PDF cut short.", VALUE),
    ("piece", NOM, {"text": pdf(trailer=ENCRYPT)}, (15,), "A PDF that is encrypted.", VALUE),
    ("piece", NOM, {"text": pdf("(Encrypt)")}, (), "A text may say Encrypt.", VALUE),
    (
        "piece",
        NOM,
        _avec("<< /S /JavaScript /JS (app.alert) >>"),
        (16,),
        "A PDF that runs JavaScript when it is opened.",
        VALUE,
    ),
    (
        "piece",
        NOM,
        _avec("<< /S /Launch /F (a.exe) >>"),
        (16,),
        "A PDF that starts a program when it is opened.",
        VALUE,
    ),
    (
        "piece",
        NOM,
        {"text": pdf(FILESPEC, EMBEDDED, catalogue=ATTACHED)},
        (16,),
        "A PDF to which a file is attached.",
        VALUE,
    ),
    ("piece", NOM, {"text": pdf("(JavaScript)")}, (), "A text may say JavaScript.", VALUE),
    (
        "piece",
        "bdc-00017.png",
        base64(PNG.removesuffix(PNG_END)),
        (17,),
        "A PNG without its end.",
        VALUE,
    ),
    (
        "piece",
        "bdc-00017.jpg",
        base64(JPEG.removesuffix(JPEG_END)),
        (17,),
        "A JPEG without its end.",
        VALUE,
    ),
    ("piece", "bdc-00017.png", _abime(PNG), (17,), "A PNG of which a bit is altered.", VALUE),
    (
        "piece",
        "reçu-00017.png",
        base64(PNG.removesuffix(PNG_END)),
        (17,),
        "A name that is special, and an end that lacks.",
        VALUE,
    ),
    # A model.
    ("modele", "modele-bdc-hop.pdf", PDF, (), "A model that is a PDF.", VALUE),
    ("modele", "evolmep18avril.png", UN_PNG, (), "The model that the guide shows.", VALUE),
    ("modele", "modele.jpeg", UN_JPEG, (), "A model that is a JPEG.", VALUE),
    ("modele", _lettres(50), PDF, (), "A model's name of 50 characters.", BOUNDARY),
    ("modele", _lettres(51), PDF, (), "A model's name of 51 characters.", BOUNDARY),
    ("modele", "modèle.pdf", PDF, (), "An accent in a model's name.", VALUE),
    ("modele", "modele.pdf", large_pdf(4 * MO), (), "A model of 4 Mo exactly.", BOUNDARY),
    ("modele", "modele.pdf", large_pdf(4 * MO + 1), (), "A model above 4 Mo.", BOUNDARY),
    ("modele", "modele.docx", UN_ZIP, (), "A model is no text document.", VALUE),
    ("modele", "modele.pdf", UN_PNG, (), "A model that is no PDF but by its name.", VALUE),
    # The contact form.
    ("contact", "capture.png", UN_PNG, (), "An attachment that is a PNG.", VALUE),
    ("contact", "avis.pdf", PDF, (), "An attachment that is a PDF.", VALUE),
    ("contact", "journal.txt", TEXTE, (), "An attachment that is a text.", VALUE),
    ("contact", "JOURNAL.TXT", TEXTE, (), "An extension in capitals.", VALUE),
    ("contact", "avance.json", {"text": '{"impId": null}'}, (), "An import file.", VALUE),
    ("contact", "pieces.zip", UN_ZIP, (), "An attachment that is a zip.", VALUE),
    ("contact", "capture.jpg", UN_JPEG, (), "The contact form takes no JPEG.", VALUE),
    ("contact", "note.docx", TEXTE, (), "A text whose extension the form refuses.", VALUE),
    (
        "contact",
        "journal.txt",
        {"repeat": [["a", 2 * MO]]},
        (),
        "2 Mo exactly: 2 times 1024 times 1024.",
        BOUNDARY,
    ),
    ("contact", "journal.txt", {"repeat": [["a", 2 * MO + 1]]}, (), "Above 2 Mo.", BOUNDARY),
    ("contact", _lettres(51), PDF, (), "No length of a name is stated for the form.", BOUNDARY),
)


def _documents() -> list[Json]:
    return [
        vector(
            why,
            "GU-8-03" if usage == "contact" else "GU-53-02",
            {"usage": usage, "nom": nom, **given},
            {"rules": [f"SEG-PJU-{rule:03}" for rule in (*regles(usage, nom, given), *inside)]},
            kind=about,
        )
        for usage, nom, given, inside, why, about in DOCUMENTS
    ]


# A zip ----------------------------------------------------------------------------------------


def demande(numero: str, *pieces: str) -> Json:
    return {"numeroEditeur": numero, "pieces": list(pieces)}


def _rejoint(nom: str, demandes: list[Json]) -> str | None:
    """The one demande that announces the name, or whose number ends it."""
    last = nom.rpartition("/")[2]
    stem = last.rpartition(".")[0]
    found = [
        demande["numeroEditeur"]
        for demande in demandes
        if last.lower() in [piece.lower() for piece in demande["pieces"]]
        or f"-{stem}".endswith(f"-{demande['numeroEditeur']}")
    ]
    return found[0] if len(found) == 1 else None


def _du_systeme(nom: str) -> bool:
    return nom.startswith("__MACOSX/") or nom.endswith((".DS_Store", "/"))


def plan(noms: list[str], demandes: list[Json]) -> list[Json]:
    """Where each entry goes, folders and files of the system apart, in the order of the zip."""
    return [
        {"nom": nom, "demande": _rejoint(nom, demandes)} for nom in noms if not _du_systeme(nom)
    ]


BDC: Final = "hop-dpi-va1-bdc-00017.pdf"
VA: Final = "hop-dpi-va1-va-00017.pdf"
BDC_18: Final = "hop-dpi-va1-bdc-00018.pdf"
DIX_SEPT: Final = demande("00017", BDC)
DIX_HUIT: Final = demande("00018", BDC_18)
OCTETS: Final = pdf().encode()

LIBRE: Final = " Which rules say so is left free."

# The names, the demandes, the rules (None: left free), why, and whether at a threshold.
Plan = tuple[tuple[str, ...], tuple[Json, ...], tuple[int, ...] | None, str, str]
PLANS: Final[tuple[Plan, ...]] = (
    ((BDC,), (DIX_SEPT,), (), "The document of one demande.", VALUE),
    ((BDC, BDC_18), (DIX_SEPT, DIX_HUIT), (), "Each document joins its own demande.", VALUE),
    ((BDC_18, BDC), (DIX_SEPT, DIX_HUIT), (), "The zip has another order.", VALUE),
    ((BDC, VA), (demande("00017", BDC, VA),), (), "Two documents of one demande.", VALUE),
    (("00017.pdf",), (demande("00017", "00017.pdf"),), (), "The name is the number.", BOUNDARY),
    (
        ("bdc-A17.pdf", "bdc-2022-17.pdf"),
        (demande("A17", "bdc-A17.pdf"), demande("2022-17", "bdc-2022-17.pdf")),
        (),
        "A number may have letters, or a hyphen of its own.",
        VALUE,
    ),
    (
        ("bdc-00017.png", "bdc-00018.jpeg"),
        (demande("00017", "bdc-00017.png"), demande("00018", "bdc-00018.jpeg")),
        None,
        "The extension does not count." + LIBRE,
        VALUE,
    ),
    (("va-00017.pdf",), (demande("00017"),), None, "Joined by its number alone." + LIBRE, VALUE),
    (
        ("commande.pdf",),
        (demande("00017", "commande.pdf"),),
        (),
        "Announced by one demande, and ending with no number.",
        VALUE,
    ),
    # Folders.
    ((f"pieces/{BDC}",), (DIX_SEPT,), (), "A document in a folder.", VALUE),
    (
        (f"a/b c/{BDC}", f"d/{BDC_18}"),
        (DIX_SEPT, DIX_HUIT),
        (),
        "Documents in folders of their own.",
        VALUE,
    ),
    (
        (f"00018/{BDC}", BDC_18),
        (DIX_SEPT, DIX_HUIT),
        (),
        "The name says the demande, and not the folder.",
        BOUNDARY,
    ),
    (
        (f"a/{BDC}", f"b/{BDC}"),
        (DIX_SEPT,),
        None,
        "One name in two folders: both join." + LIBRE,
        BOUNDARY,
    ),
    # Capitals and accents.
    ((BDC.upper(),), (DIX_SEPT,), (), "The name is announced, capitals apart.", VALUE),
    (
        ("bdc-signé-00017.pdf",),
        (demande("00017", "bdc-signé-00017.pdf"),),
        None,
        "An accent in the name." + LIBRE,
        VALUE,
    ),
    (
        ("bdc-signe\u0301-00017.pdf",),
        (demande("00017", "bdc-signé-00017.pdf"),),
        None,
        "An accent apart from its letter: the number joins it." + LIBRE,
        BOUNDARY,
    ),
    # Files of the system.
    (
        (BDC, f"__MACOSX/._{BDC}"),
        (DIX_SEPT,),
        None,
        "What macOS adds is no document, even under a demande's number." + LIBRE,
        VALUE,
    ),
    ((".DS_Store", BDC), (DIX_SEPT,), None, "A .DS_Store is no document." + LIBRE, VALUE),
    (
        ("pieces/.DS_Store", f"pieces/{BDC}"),
        (DIX_SEPT,),
        None,
        "Nor is one in a folder." + LIBRE,
        VALUE,
    ),
    # What joins none.
    ((BDC, "readme.pdf"), (DIX_SEPT,), (39,), "A name that ends with no number.", VALUE),
    ((BDC, "bdc-00019.pdf"), (DIX_SEPT,), (39,), "A number that no demande has.", VALUE),
    (
        (BDC, "bdc-100017.pdf"),
        (DIX_SEPT,),
        (39,),
        "The number is only the end of another.",
        BOUNDARY,
    ),
    (("bdc-00017.pdf",), (demande("17"),), (39,), "Zeros before a number count.", BOUNDARY),
    (("bdc-17.pdf",), (demande("00017"),), (39,), "The zeros are missing.", BOUNDARY),
    ((BDC, "00017-bdc.pdf"), (DIX_SEPT,), (39,), "The number begins the name.", BOUNDARY),
    (
        ("a.pdf", "b.pdf", BDC),
        (DIX_SEPT,),
        (39,),
        "Two that join none are one rule, told once.",
        VALUE,
    ),
    ((BDC,), (), (39,), "There are no demandes.", BOUNDARY),
    # Two candidates.
    (
        ("va-00017.pdf",),
        (demande("00017"), demande("00017")),
        (39,),
        "Two demandes have the number.",
        BOUNDARY,
    ),
    (
        ("commande.pdf",),
        (demande("00017", "commande.pdf"), demande("00018", "commande.pdf")),
        None,
        "Two demandes announce one name, which ends with no number." + LIBRE,
        BOUNDARY,
    ),
)


def _lu(names: tuple[str, ...], demandes: tuple[Json, ...], rules: tuple[int, ...] | None) -> Json:
    said: Json = {} if rules is None else {"rules": _ids(rules)}
    return {"refused": False, **said, "entries": plan(list(names), list(demandes))}


def _ids(rules: tuple[int, ...]) -> list[str]:
    return [f"SEG-PJU-{rule:03}" for rule in rules]


def _plans() -> list[Json]:
    return [
        vector(
            why,
            "GU-9-02",
            {
                "zip": {"entries": [{"nom": nom, "text": pdf()} for nom in names]},
                "demandes": list(demandes),
            },
            _lu(names, demandes, rules),
            kind=about,
        )
        for names, demandes, rules, why, about in PLANS
    ]


UN: Final = Entry(BDC, OCTETS)

# The bytes, what is known of the answer, why, and whether at a threshold.
BRUTS: Final[tuple[tuple[bytes, Json, str, str], ...]] = (
    (
        zipped(Entry("pieces/", mode=FOLDER), Entry(f"pieces/{BDC}", OCTETS)),
        {"refused": False, "rules": [], "entries": plan([f"pieces/{BDC}"], [DIX_SEPT])},
        "A folder has its own entry, which is no document.",
        VALUE,
    ),
    (
        zipped(Entry("pièces/" + BDC, OCTETS, flags=UTF_8)),
        {"refused": False, "rules": [], "entries": plan([f"pièces/{BDC}"], [DIX_SEPT])},
        "An accent in UTF-8, in a zip that says so.",
        VALUE,
    ),
    (
        zipped(Entry("pièces/" + BDC, OCTETS, charset="cp437")),
        {"refused": False, "rules": ["SEG-PJU-036"]},
        "An accent in a coding that the zip does not tell: how the name reads is left free.",
        VALUE,
    ),
    (
        OCTETS,
        {"refused": True, "rules": ["SEG-PJU-030"], "entries": []},
        "A PDF is no zip.",
        VALUE,
    ),
    (
        b"",
        {"refused": True, "rules": ["SEG-PJU-030"], "entries": []},
        "No bytes are no zip.",
        BOUNDARY,
    ),
    (
        zipped(UN)[:-1],
        {"refused": True, "rules": ["SEG-PJU-030"], "entries": []},
        "A zip that lacks its last byte.",
        BOUNDARY,
    ),
    (
        zipped(UN._replace(nom=f"../{BDC}")),
        {"rules": ["SEG-PJU-031"]},
        "A name that leads out of the zip.",
        VALUE,
    ),
    (
        zipped(UN._replace(nom=f"/{BDC}")),
        {"rules": ["SEG-PJU-031"]},
        "A name that begins at the root.",
        VALUE,
    ),
    (
        zipped(Entry(BDC, b"/etc/passwd", mode=LINK)),
        {"rules": ["SEG-PJU-032"]},
        "A link is no document.",
        VALUE,
    ),
    (
        zipped(UN, Entry("pieces-00017.zip", zipped(UN))),
        {"rules": ["SEG-PJU-033"]},
        "A zip in the zip, under a demande's number.",
        VALUE,
    ),
    (
        zipped(UN._replace(flags=ENCRYPTED)),
        {"rules": ["SEG-PJU-034"]},
        "An entry that asks for a password.",
        VALUE,
    ),
    (
        zipped(UN, UN),
        {"rules": ["SEG-PJU-035"]},
        "One name twice.",
        VALUE,
    ),
    (
        zipped(UN, UN._replace(nom=BDC.upper())),
        {"rules": ["SEG-PJU-035"]},
        "One name twice, capitals apart.",
        BOUNDARY,
    ),
    (
        zipped(UN._replace(crc=0)),
        {"rules": ["SEG-PJU-037"]},
        "An entry whose check sum is wrong.",
        VALUE,
    ),
)


def _bruts() -> list[Json]:
    return [
        vector(
            why,
            "GU-9-02",
            {"zip": base64(content), "demandes": [DIX_SEPT]},
            expect,
            kind=about,
        )
        for content, expect, why, about in BRUTS
    ]


def _zips() -> list[Any]:
    return [*_plans(), *_bruts()]
