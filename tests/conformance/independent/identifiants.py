"""The numbers that people copy: which ones are well formed, and what is kept of them.

Each number is judged here by the arithmetic of its public standard, and said beside to be right
or wrong: the two must agree. What no text settles is not asked: letters of the other case, a
country that has no IBAN, an enrôlement of more than four digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tests.conformance.independent.fichiers import Json, file, vector


def files() -> dict[str, Json]:
    return {"check-identifiant": file("check-identifiant", "check_identifiant", _vectors())}


# The arithmetic -------------------------------------------------------------------------------


def compact(value: str) -> str:
    """What people add to be able to read it does not count."""
    return "".join(sign for sign in value if sign not in " .-")


def luhn(digits: str) -> bool:
    """From the last digit, every second one is doubled and the digits of that are added."""
    total = sum(
        sum(divmod(int(digit) * (1 + place % 2), 10))
        for place, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0


def mod_97(iban: str) -> bool:
    """The first four signs go to the end, letters become 10 to 35, and 1 is left over."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


LA_POSTE: Final = "356000000"
SIEGE_DE_LA_POSTE: Final = "35600000000048"


def _siret(value: str) -> bool:
    if not re.fullmatch("[0-9]{14}", value):
        return False
    if value.startswith(LA_POSTE) and value != SIEGE_DE_LA_POSTE:
        return sum(map(int, value)) % 5 == 0
    return luhn(value)


# The lengths that the registry of IBANs gives to the countries that are asked here.
LONGUEURS: Final = {
    "BE": 16,
    "DE": 22,
    "ES": 24,
    "FR": 27,
    "GB": 22,
    "LU": 20,
    "MC": 27,
    "NL": 18,
}


def _iban(value: str) -> bool:
    return (
        re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]+", value) is not None
        and len(value) == LONGUEURS[value[:2]]
        and mod_97(value)
    )


def _forme(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


JUGES: Final[dict[str, Callable[[str], bool]]] = {
    "siret": _siret,
    # The key of a FINESS is no text's: a wrong one is a warning, and the number is one.
    "finess": _forme("(0[1-9]|[1-8][0-9]|9[0-57]|2[AB])[0-9]{7}"),
    "rpps": lambda value: re.fullmatch("[0-9]{11}", value) is not None and luhn(value),
    "am": _forme("[0-9]{9}"),
    "iban": _iban,
    "bic": _forme("[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?"),
    "numero_ans": _forme("[A-Za-z0-9]{10}"),
    "numero_asp": _forme("FIN[A-Z0-9]{3}[0-9]{6}(M[01])?"),
    "numero_enrolement": _forme("ENR[0-9]+"),
}


def reponse(kind: str, value: str) -> Json:
    kept = compact(value)
    return {"valid": True, "compact": kept} if JUGES[kind](kept) else {"valid": False}


# The numbers ----------------------------------------------------------------------------------

EXIGENCES: Final = {
    "siret": "PS-20",
    "finess": "PS-20",
    "rpps": "PS-20",
    "am": "PS-20",
    "iban": "GU-71-01 GU-52-10",
    "bic": "GU-71-01 GU-52-10",
    "numero_ans": "GU-3-01",
    "numero_asp": "GU-51-14",
    "numero_enrolement": "GU-3-02",
}

# The kind, what is typed, whether it is one, why, and whether it stands at a threshold.
ON, OFF = True, False
VALUE, BOUNDARY = "value", "boundary"

NOMBRES: Final[tuple[tuple[str, str, bool, str, str], ...]] = (
    # SIRET.
    ("siret", "26010003700068", ON, "The SIRET of the guide's enrôlement.", VALUE),
    ("siret", "32735516000422", ON, "The SIRET of the guide's vendor.", VALUE),
    ("siret", "327 355 160 00422", ON, "A SIRET with spaces where people put them.", VALUE),
    ("siret", "327.355.160.00422", ON, "A SIRET with dots.", VALUE),
    ("siret", "327355160-00422", ON, "A SIRET with a dash before its last five digits.", VALUE),
    ("siret", " 32735516000422 ", ON, "Spaces around a SIRET do not count.", VALUE),
    ("siret", "32735516000423", OFF, "The last digit of a SIRET is changed.", VALUE),
    ("siret", "32735516000242", OFF, "Two digits of a SIRET are exchanged.", VALUE),
    ("siret", "3273551600042", OFF, "Thirteen digits are one short.", BOUNDARY),
    ("siret", "327355160004220", OFF, "Fifteen digits are one too many.", BOUNDARY),
    ("siret", "327355160", OFF, "The nine digits of a SIREN are no SIRET.", VALUE),
    ("siret", "3273551600042O", OFF, "The letter O is no zero.", VALUE),
    (
        "siret",
        "٣٢٧٣٥٥١٦٠٠٠٤٢٢",
        OFF,
        "Digits of the Arabic script are not those of a SIRET.",
        VALUE,
    ),
    (
        "siret",
        "３２７３５５１６０００４２２",
        OFF,
        "Full-width digits are not those of a SIRET.",
        VALUE,
    ),
    ("siret", "", OFF, "No SIRET is typed.", VALUE),
    ("siret", " .-", OFF, "Nothing is left without the spaces, dots and dashes.", VALUE),
    # La Poste.
    ("siret", "35600000000048", ON, "The head office of La Poste has a Luhn key.", BOUNDARY),
    ("siret", "356 000 000 00048", ON, "The head office of La Poste, with spaces.", VALUE),
    ("siret", "35600000000100", ON, "La Poste: the sum is 15, and Luhn fails.", BOUNDARY),
    ("siret", "35600000049837", ON, "La Poste: the sum of the digits is 45.", VALUE),
    ("siret", "35600000000105", ON, "La Poste: the sum is 20, and Luhn agrees too.", VALUE),
    ("siret", "35600000000113", OFF, "La Poste: Luhn agrees, but the sum is 19.", BOUNDARY),
    ("siret", "35600000049838", OFF, "La Poste: the sum of the digits is 46.", BOUNDARY),
    ("siret", "32735516000431", OFF, "The sum is 40, which counts for La Poste only.", BOUNDARY),
    # FINESS.
    ("finess", "120780291", ON, "A FINESS of the guide.", VALUE),
    ("finess", "020018552", ON, "The guide's FINESS géographique keeps its leading zero.", VALUE),
    ("finess", "12 078 029 1", ON, "A FINESS with spaces.", VALUE),
    ("finess", "12.078.0291", ON, "A FINESS with dots.", VALUE),
    ("finess", "12-0780291", ON, "A FINESS with a dash after its department.", VALUE),
    ("finess", "2A0000014", ON, "A FINESS of Corse-du-Sud has a letter.", VALUE),
    ("finess", "2B0000020", ON, "A FINESS of Haute-Corse has a letter.", VALUE),
    ("finess", "970100228", ON, "A FINESS of Guadeloupe.", VALUE),
    ("finess", "120780292", ON, "The key of a FINESS is a warning and no error.", BOUNDARY),
    ("finess", "12078029", OFF, "Eight characters are one short.", BOUNDARY),
    ("finess", "1207802910", OFF, "Ten characters are one too many.", BOUNDARY),
    ("finess", "20018552", OFF, "A spreadsheet has taken the leading zero away.", BOUNDARY),
    ("finess", "1207802X1", OFF, "A letter stands among the digits.", VALUE),
    ("finess", "2C0000014", OFF, "No department is called 2C.", BOUNDARY),
    ("finess", "١٢٠٧٨٠٢٩١", OFF, "Digits of the Arabic script are not those of a FINESS.", VALUE),
    ("finess", "", OFF, "No FINESS is typed.", VALUE),
    # RPPS.
    ("rpps", "10003456786", ON, "Eleven digits, of which the last is the key.", VALUE),
    ("rpps", "10101010105", ON, "Another number, with its key.", VALUE),
    ("rpps", "100 0345 6786", ON, "An RPPS number with spaces.", VALUE),
    ("rpps", "100.0345.6786", ON, "An RPPS number with dots.", VALUE),
    ("rpps", "1000345678-6", ON, "An RPPS number with a dash before its key.", VALUE),
    ("rpps", "10003456785", OFF, "The key is one less than it should be.", VALUE),
    ("rpps", "10003546786", OFF, "Two digits are exchanged.", VALUE),
    ("rpps", "1000345678", OFF, "Ten digits are one short: the key is missing.", BOUNDARY),
    ("rpps", "100034567860", OFF, "Twelve digits are one too many.", BOUNDARY),
    ("rpps", "1000345678A", OFF, "The key is no letter.", VALUE),
    ("rpps", "１０００３４５６７８６", OFF, "Full-width digits are not those of the RPPS.", VALUE),
    ("rpps", "", OFF, "No RPPS number is typed.", VALUE),
    # AM.
    ("am", "751234567", ON, "Nine digits: no key is stated.", VALUE),
    ("am", "751234568", ON, "The next number is one as well: there is no key.", BOUNDARY),
    ("am", "012345678", ON, "An AM number keeps its leading zero.", VALUE),
    ("am", "75 12345 67", ON, "An AM number with spaces.", VALUE),
    ("am", "75.1.23456-7", ON, "An AM number with dots and a dash.", VALUE),
    ("am", "75123456", OFF, "Eight digits are one short.", BOUNDARY),
    ("am", "7512345678", OFF, "Ten digits are one too many.", BOUNDARY),
    ("am", "2A1234567", OFF, "An AM number has digits only.", VALUE),
    ("am", "٧٥١٢٣٤٥٦٧", OFF, "Digits of the Arabic script are not those of an AM.", VALUE),
    ("am", "", OFF, "No AM number is typed.", VALUE),
    # IBAN.
    ("iban", "FR7630006000011234567890189", ON, "A French IBAN.", VALUE),
    ("iban", "FR1420041010050500013M02606", ON, "A French IBAN with a letter.", VALUE),
    ("iban", "FR76 3000 6000 0112 3456 7890 189", ON, "An IBAN in groups of four.", VALUE),
    ("iban", "FR76-3000-6000-0112-3456-7890-189", ON, "An IBAN with dashes.", VALUE),
    ("iban", "FR76.3000.6000.0112.3456.7890.189", ON, "An IBAN with dots.", VALUE),
    ("iban", "MC5811222000010123456789030", ON, "An IBAN of Monaco, 27 signs as in France.", VALUE),
    ("iban", "DE89370400440532013000", ON, "A German IBAN has 22 signs.", VALUE),
    ("iban", "BE68539007547034", ON, "A Belgian IBAN has 16 signs.", VALUE),
    ("iban", "FR7730006000011234567890189", OFF, "The two check digits are wrong.", VALUE),
    ("iban", "FR7630006000011234567890198", OFF, "Two digits are exchanged.", VALUE),
    ("iban", "FR133000600001123456789018", OFF, "Mod 97 agrees, but there are 26 signs.", BOUNDARY),
    ("iban", "FR76300060000112345678901890", OFF, "There are 28 signs, one too many.", BOUNDARY),
    ("iban", "30006000011234567890189", OFF, "A RIB without country and key is no IBAN.", VALUE),
    ("iban", "FR٧٦30006000011234567890189", OFF, "The key is in Arabic digits.", VALUE),
    ("iban", "", OFF, "No IBAN is typed.", VALUE),
    # BIC.
    ("bic", "BNPAFRPP", ON, "A BIC of eight signs.", BOUNDARY),
    ("bic", "BNPAFRPPXXX", ON, "A BIC of eleven signs, with its branch.", BOUNDARY),
    ("bic", "AGRIFRPP882", ON, "The branch may have digits.", VALUE),
    ("bic", "CMCIFR2A", ON, "The place may have a digit.", VALUE),
    ("bic", "BNPA FR PP", ON, "A BIC with spaces.", VALUE),
    ("bic", "BNPAFRPP-XXX", ON, "A BIC with a dash before its branch.", VALUE),
    ("bic", "BNPAFRP", OFF, "Seven signs are one short.", BOUNDARY),
    ("bic", "BNPAFRPPX", OFF, "Nine signs are neither eight nor eleven.", BOUNDARY),
    ("bic", "BNPAFRPPXX", OFF, "Ten signs are neither eight nor eleven.", BOUNDARY),
    ("bic", "BNPAFRPPXXXX", OFF, "Twelve signs are one too many.", BOUNDARY),
    ("bic", "BNPA1RPP", OFF, "A country has no digit.", VALUE),
    ("bic", "BNPAFRP٢", OFF, "A digit of the Arabic script is none of a BIC.", VALUE),
    ("bic", "", OFF, "No BIC is typed.", VALUE),
    # The ANS number.
    ("numero_ans", "cpiMS10004", ON, "The ANS number of the guide's imports.", BOUNDARY),
    ("numero_ans", "mlp525off1", ON, "The ANS number of the guide's demande.", VALUE),
    ("numero_ans", "bnd 52qq 600", ON, "An ANS number with spaces.", VALUE),
    ("numero_ans", "1234567890", ON, "Ten digits are letters or digits.", VALUE),
    ("numero_ans", "cpiMS1000", OFF, "Nine signs are one short.", BOUNDARY),
    ("numero_ans", "cpiMS100045", OFF, "Eleven signs are one too many.", BOUNDARY),
    ("numero_ans", "cpiMS1000_", OFF, "An underscore is neither letter nor digit.", VALUE),
    ("numero_ans", "cpiMS1000é", OFF, "An accented letter is none of the ten.", VALUE),
    ("numero_ans", "cpiMS1000٤", OFF, "A digit of the Arabic script is none of the ten.", VALUE),
    ("numero_ans", "", OFF, "No ANS number is typed.", VALUE),
    # The ASP number.
    ("numero_asp", "FINMS1010719M0", ON, "The guide's number of an avance.", VALUE),
    ("numero_asp", "FINMS1010719M1", ON, "The same dossier, its solde.", VALUE),
    ("numero_asp", "FINHOP004290", ON, "The guide's number without its suffix.", BOUNDARY),
    ("numero_asp", "FIN HOP 004290", ON, "An ASP number with spaces.", VALUE),
    ("numero_asp", "FINHOP-004290-M0", ON, "An ASP number with dashes.", VALUE),
    ("numero_asp", "FINMS1010719M2", OFF, "The suffix is M0 or M1.", BOUNDARY),
    ("numero_asp", "FINMS1010719M", OFF, "A suffix without its digit.", VALUE),
    ("numero_asp", "FINHOP04290M0", OFF, "Five digits are one short.", BOUNDARY),
    ("numero_asp", "FINHOP0042900M0", OFF, "Seven digits are one too many.", BOUNDARY),
    ("numero_asp", "HOP004290M0", OFF, "The number begins with FIN.", VALUE),
    ("numero_asp", "FIN004290M0", OFF, "The couloir is missing.", VALUE),
    ("numero_asp", "FINHOP00429OM0", OFF, "The letter O is no zero.", VALUE),
    ("numero_asp", "FINHOP٠٠٤٢٩٠M0", OFF, "The digits are of the Arabic script.", VALUE),
    ("numero_asp", "", OFF, "No ASP number is typed.", VALUE),
    # The number of an enrôlement.
    ("numero_enrolement", "ENR0079", ON, "The guide's enrôlement.", VALUE),
    ("numero_enrolement", "ENR0001", ON, "Another enrôlement, of the same form.", VALUE),
    ("numero_enrolement", "ENR 0079", ON, "The number of an enrôlement with a space.", VALUE),
    ("numero_enrolement", "ENR-0079", ON, "The number of an enrôlement with a dash.", VALUE),
    ("numero_enrolement", "0079", OFF, "The letters ENR are missing.", VALUE),
    ("numero_enrolement", "ENR", OFF, "The digits are missing.", BOUNDARY),
    ("numero_enrolement", "ENR00A9", OFF, "A letter stands among the digits.", VALUE),
    ("numero_enrolement", "FIN0079", OFF, "FIN is for demandes.", VALUE),
    ("numero_enrolement", "FINMS1010719M0", OFF, "The number of a demande is another.", VALUE),
    ("numero_enrolement", "ENR٠٠٧٩", OFF, "The digits are of the Arabic script.", VALUE),
    ("numero_enrolement", "", OFF, "No number is typed.", VALUE),
)


def _vectors() -> list[Json]:
    return [
        vector(
            why, EXIGENCES[kind], {"kind": kind, "value": value}, reponse(kind, value), kind=about
        )
        for kind, value, _, why, about in NOMBRES
    ]
