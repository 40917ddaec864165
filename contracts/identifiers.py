"""Italian identifiers as types: each refuses a broken code by slug and with an Italian sentence.

A type checks what a code says of itself (shape, check characters, known places). Whether a place
belongs to a call is a requirement of that call and is judged there, never here.
"""

import re
from datetime import date
from functools import cache
from typing import Annotated, NoReturn

from codicefiscale.data import get_indexed_data
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError
from schwifty import IBAN
from schwifty.exceptions import InvalidBBANChecksum, InvalidChecksumDigits, SchwiftyException
from stdnum import luhn
from stdnum.it import codicefiscale

MONTHS = "ABCDEHLMPRST"
OMOCODIA_PLACES = (6, 7, 9, 10, 12, 13, 14)
OMOCODIA_DIGITS = str.maketrans("LMNPQRSTUV", "0123456789")
WOMAN_DAY_SHIFT = 40
BODY_CODE_LENGTH = 11
LAST_PROVINCE = 111
OFFICES = frozenset({*range(1, 101), 120, 121, 888, 999})

_D = "[0-9LMNPQRSTUV]"
PERSON_SHAPE = re.compile(rf"[A-Z]{{6}}{_D}{{2}}[{MONTHS}]{_D}{{2}}[A-Z]{_D}{{3}}[A-Z]")
ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
MUNICIPALITY_SHAPE = re.compile(r"([0-9]{3})[0-9]{3}")
CUP_SHAPE = re.compile(r"[A-Z0-9]{15}")
USUAL_CUP = re.compile(r"[A-Z][0-9]{2}[A-Z][0-9]{11}")


def _refuse(slug: str, sentence: str) -> NoReturn:
    raise PydanticCustomError(slug, sentence)


def _compact(value: object, slug: str) -> str:
    if not isinstance(value, str):
        _refuse(slug, "Il codice va scritto come testo, tra virgolette.")
    return re.sub(r"[ \-.]", "", value).upper() if value.isascii() else value


def tax_code_root(code: str) -> str:
    """Return the code with omocodia undone: a hint that two codes may be of one person.

    Two people can truly share a root, so equal roots are a warning and never an identity.
    An 11-digit code is returned as it is.
    """
    if len(code) == BODY_CODE_LENGTH:
        return code
    letters = list(code.upper()[:15])
    for place in OMOCODIA_PLACES:
        letters[place] = letters[place].translate(OMOCODIA_DIGITS)
    base = "".join(letters)
    return base + codicefiscale.calc_check_digit(base)


def _birth_numbers(code: str) -> tuple[int, int, int]:
    root = tax_code_root(code)
    day = int(root[9:11])
    shift = WOMAN_DAY_SHIFT if day > WOMAN_DAY_SHIFT else 0
    return int(root[6:8]), MONTHS.index(root[8]) + 1, day - shift


def matches_birth(code: str, birth_on: date) -> bool:
    """Tell whether a person's code agrees with a declared birth date: day, month, year mod 100.

    The century is not in the code, so no age is ever derived from it: a child born in 2021 and
    a woman born in 1921 carry the same two digits.
    """
    return _birth_numbers(code) == (birth_on.year % 100, birth_on.month, birth_on.day)


def _is_calendar_day(code: str) -> bool:
    year, month, day = _birth_numbers(code)
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


@cache
def _places() -> frozenset[str]:
    return frozenset(get_indexed_data()["codes"])


def _person_tax_code(value: object) -> str:
    code = _compact(value, "tax-code-format")
    if not PERSON_SHAPE.fullmatch(code):
        _refuse(
            "tax-code-format",
            "Il codice fiscale di una persona ha 16 caratteri, per esempio CLMGLI86D55C523W.",
        )
    if not _is_calendar_day(code):
        _refuse("tax-code-date", "Il codice fiscale contiene un giorno di nascita inesistente.")
    if codicefiscale.calc_check_digit(code[:15]) != code[15]:
        _refuse(
            "tax-code-check",
            "Il carattere di controllo del codice fiscale non torna: ricontrolli le lettere.",
        )
    if tax_code_root(code)[11:15] not in _places():
        _refuse(
            "tax-code-place",
            "Il luogo di nascita scritto nel codice fiscale non esiste.",
        )
    return code


def _eleven_digits(code: str, slug: str, subject: str) -> str:
    if not ELEVEN_DIGITS.fullmatch(code):
        _refuse(f"{slug}-format", f"{subject} ha 11 cifre, compresi gli zeri iniziali.")
    if int(code[:7]) == 0:
        _refuse(f"{slug}-zero", f"{subject}: le prime sette cifre non possono essere tutte zero.")
    if not luhn.is_valid(code):
        _refuse(f"{slug}-check", f"{subject}: la cifra di controllo non torna.")
    if int(code[7:10]) not in OFFICES:
        _refuse(
            f"{slug}-office",
            f"{subject}: l'ufficio indicato dalle cifre dall'ottava alla decima non esiste.",
        )
    return code


def _body_tax_code(value: object) -> str:
    code = _compact(value, "body-tax-code-format")
    return _eleven_digits(code, "body-tax-code", "Il codice fiscale di un ente o di un'impresa")


def _vat_number(value: object) -> str:
    code = _compact(value, "vat-number-format").removeprefix("IT")
    return _eleven_digits(code, "vat-number", "La partita IVA")


def _iban(value: object) -> str:
    text = _compact(value, "iban-format")
    try:
        iban = IBAN(text, validate_bban=True)
    except InvalidChecksumDigits:
        _refuse("iban-check", "Le cifre di controllo dell'IBAN non tornano.")
    except InvalidBBANChecksum:
        _refuse("iban-cin", "Il carattere di controllo nazionale (CIN) dell'IBAN non torna.")
    except SchwiftyException:
        _refuse("iban-format", "L'IBAN non ha la forma prevista: in Italia ha 27 caratteri.")
    if not iban.in_sepa_zone:
        _refuse("iban-country", "L'IBAN è di un Paese fuori dall'area SEPA.")
    return str(iban.compact)


def _municipality_code(value: object) -> str:
    if not isinstance(value, str):
        _refuse("municipality-code", "Il codice ISTAT del comune va scritto come testo.")
    shape = MUNICIPALITY_SHAPE.fullmatch(value)
    if not shape or not 1 <= int(shape[1]) <= LAST_PROVINCE:
        _refuse(
            "municipality-code",
            "Il codice ISTAT del comune ha 6 cifre, per esempio 015070; il CAP non basta.",
        )
    return value


def _cup(value: object) -> str:
    code = _compact(value, "cup-format")
    if not CUP_SHAPE.fullmatch(code):
        _refuse("cup-format", "Il CUP ha 15 caratteri, lettere e cifre.")
    return code


def cup_is_unusual(code: str) -> bool:
    """Tell whether a CUP departs from the shape seen so far: a warning, never a refusal."""
    return not USUAL_CUP.fullmatch(code)


PersonTaxCode = Annotated[
    str,
    BeforeValidator(_person_tax_code),
    Field(description="Codice fiscale of a person, omocodia forms too, upper case."),
]
"""Refused as tax-code-format, tax-code-date, tax-code-check or tax-code-place (DM 23/12/1976)."""

BodyTaxCode = Annotated[
    str,
    BeforeValidator(_body_tax_code),
    Field(description="Codice fiscale of a body or firm, 11 digits as text."),
]
"""Refused as body-tax-code-format, -zero, -check or -office."""

VatNumber = Annotated[
    str,
    BeforeValidator(_vat_number),
    Field(description="Partita IVA, 11 digits as text; a leading IT is dropped."),
]
"""Refused as vat-number-format, -zero, -check or -office."""

Iban = Annotated[
    str,
    BeforeValidator(_iban),
    Field(description="IBAN of the SEPA area, national check included, without blanks."),
]
"""Refused as iban-format, iban-check (ISO 13616), iban-cin or iban-country."""

MunicipalityCode = Annotated[
    str,
    BeforeValidator(_municipality_code),
    Field(description="ISTAT code of a municipality, 6 digits as text."),
]
"""Refused as municipality-code; a well-formed code outside a call's list is accepted."""

Cup = Annotated[
    str,
    BeforeValidator(_cup),
    Field(description="Codice unico di progetto, 15 characters, upper case."),
]
"""Refused as cup-format (L. 3/2003 art. 11)."""
