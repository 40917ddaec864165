from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.identifiers import (
    BodyTaxCode,
    Cup,
    Iban,
    MunicipalityCode,
    PersonTaxCode,
    VatNumber,
    cup_is_unusual,
    matches_birth,
    tax_code_root,
)

PERSON = TypeAdapter[str](PersonTaxCode)
BODY = TypeAdapter[str](BodyTaxCode)
VAT = TypeAdapter[str](VatNumber)
IBAN = TypeAdapter[str](Iban)
MUNICIPALITY = TypeAdapter[str](MunicipalityCode)
CUP = TypeAdapter[str](Cup)

PEOPLE = [
    "CLMGLI86D55C523W",
    "BRMMRC79S03G686Q",
    "FMGSRA90M61F119I",
    "DLLMNT88A42Z343X",
    "GTTLCU83B28E514Y",
    "REXDAA75T52B300S",
    "CNTTMS21C09F205M",
    "VLLTRS21C49L411X",
    "CNTMME17H70F205R",
    "CLMGLI86D55C52PS",
    "CLMGLI86D55C5NPD",
    "CLMGLIUSDRRCRNPO",
    "RSSMRA85T10A56NH",
]
BODIES = [
    "80050050154",
    "97057290153",
    "01199250158",
    "08911820960",
]
FIRMS = [
    "99000010159",
    "99000020158",
    "99000030157",
    "99000040156",
    "99000050155",
    "00743110157",
]
ACCOUNTS = [
    "IT60X0542811101000000123456",
    "IT27L0306933400100000001234",
    "IT60E0760101600000099887766",
    "IT10A3608105138000000012345",
    "SM86U0322509800000000270100",
    "DE89370400440532013000",
]


def refusal(kind: TypeAdapter[str], value: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        kind.validate_python(value)
    error = caught.value.errors()[0]
    return error["type"], error["msg"]


@pytest.mark.parametrize("code", PEOPLE)
def test_a_true_tax_code_of_a_person_is_kept_as_it_is(code: str) -> None:
    assert PERSON.validate_python(code) == code


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("RSSMRA85T10A562T", "tax-code-check"),
        ("RSSMRA85B30A562S", "tax-code-date"),
        ("RSSMRA85B30A562G", "tax-code-date"),
        ("RSSMRA80A01C523A", "tax-code-check"),
        ("RSSMRA85T10A5SNS", "tax-code-check"),
        ("RSSMRA85T10Z999S", "tax-code-place"),
        ("RSSMRA85T10A000W", "tax-code-place"),
        ("99000010159", "tax-code-format"),
        ("RSSMRA85T10A562", "tax-code-format"),
        ("RSSMRA85T10A562Ş", "tax-code-format"),
        (b"RSSMRA85T10A562S", "tax-code-format"),
        (None, "tax-code-format"),
        ("", "tax-code-format"),
    ],
)
def test_a_broken_tax_code_is_refused_by_its_own_slug(code: str, slug: str) -> None:
    assert refusal(PERSON, code)[0] == slug


def test_the_refusal_of_a_wrong_check_character_is_an_italian_sentence() -> None:
    assert refusal(PERSON, "RSSMRA85T10A562T")[1] == (
        "Il carattere di controllo del codice fiscale non torna: ricontrolli le lettere."
    )


def test_blanks_and_small_letters_are_forgiven() -> None:
    assert PERSON.validate_python(" clm gli 86d55 c523w ") == "CLMGLI86D55C523W"


def test_the_omocodia_forms_share_one_root() -> None:
    forms = ["CLMGLI86D55C523W", "CLMGLI86D55C52PS", "CLMGLI86D55C5NPD", "CLMGLIUSDRRCRNPO"]
    assert {tax_code_root(form) for form in forms} == {"CLMGLI86D55C523W"}


def test_the_root_of_a_body_code_is_the_code() -> None:
    assert tax_code_root("80050050154") == "80050050154"


@pytest.mark.parametrize(
    ("code", "birth_on"),
    [
        ("CNTTMS21C09F205M", date(2021, 3, 9)),
        ("VLLTRS21C49L411X", date(1921, 3, 9)),
        ("CLMGLIUSDRRCRNPO", date(1986, 4, 15)),
    ],
)
def test_a_code_agrees_with_the_declared_birth_in_either_century(code: str, birth_on: date) -> None:
    assert matches_birth(code, birth_on)


@pytest.mark.parametrize("birth_on", [date(1986, 4, 16), date(1986, 5, 15), date(1987, 4, 15)])
def test_a_code_that_says_another_birth_does_not_match(birth_on: date) -> None:
    assert not matches_birth("CLMGLI86D55C523W", birth_on)


@pytest.mark.parametrize("code", BODIES)
def test_the_tax_code_of_a_body_has_eleven_digits(code: str) -> None:
    assert BODY.validate_python(code) == code


def test_a_person_code_is_not_the_code_of_a_body() -> None:
    assert refusal(BODY, "CLMGLI86D55C523W")[0] == "body-tax-code-format"


@pytest.mark.parametrize("number", FIRMS)
def test_a_true_vat_number_keeps_its_leading_zeros(number: str) -> None:
    assert VAT.validate_python(f"IT {number}") == number


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("00000000000", "vat-number-zero"),
        ("99000010150", "vat-number-check"),
        ("12345678903", "vat-number-office"),
        ("99000017774", "vat-number-office"),
        ("0743110157", "vat-number-format"),
        (99000010159, "vat-number-format"),
    ],
)
def test_a_broken_vat_number_is_refused_by_its_own_slug(number: str, slug: str) -> None:
    assert refusal(VAT, number)[0] == slug


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_of_the_sepa_area_is_accepted(account: str) -> None:
    assert IBAN.validate_python(account) == account


@pytest.mark.parametrize(
    ("account", "slug"),
    [
        ("IT60X0542811101000000123457", "iban-check"),
        ("IT60Y0542811101000000123456", "iban-check"),
        ("IT64Y0542811101000000123456", "iban-cin"),
        ("IT60X05428111010000001234", "iban-format"),
        ("TR330006100519786457841326", "iban-country"),
        ("", "iban-format"),
        (12, "iban-format"),
    ],
)
def test_a_broken_account_is_refused_by_its_own_slug(account: str, slug: str) -> None:
    assert refusal(IBAN, account)[0] == slug


@pytest.mark.parametrize("code", ["015070", "001001", "111107", "098031"])
def test_a_well_formed_municipality_code_is_accepted_wherever_it_lies(code: str) -> None:
    assert MUNICIPALITY.validate_python(code) == code


@pytest.mark.parametrize("code", ["20063", "000001", "112001", "15070", "015 070", "٠15070", 15070])
def test_a_postcode_or_a_misshapen_code_is_no_municipality(code: str) -> None:
    assert refusal(MUNICIPALITY, code)[0] == "municipality-code"


@pytest.mark.parametrize("code", ["E44E20000140007", "J57C20000410001", "C29E19000380007"])
def test_the_project_codes_seen_so_far_are_usual(code: str) -> None:
    assert CUP.validate_python(code) == code
    assert not cup_is_unusual(code)


def test_an_unusual_project_code_is_only_a_warning() -> None:
    assert cup_is_unusual(CUP.validate_python("E44E2000014000A"))
    assert refusal(CUP, "E44E2000014000")[0] == "cup-format"


@pytest.mark.parametrize("kind", [PERSON, BODY, VAT, IBAN, MUNICIPALITY, CUP])
@given(value=st.one_of(st.text(), st.integers(), st.none(), st.binary()))
def test_whatever_arrives_is_accepted_or_refused_and_never_breaks(
    kind: TypeAdapter[str], value: object
) -> None:
    with suppress(ValidationError):
        assert isinstance(kind.validate_python(value), str)


@given(st.sampled_from(PEOPLE), st.integers(0, 14), st.sampled_from("ABCDEFGHILMNOPQRSTUVZ"))
def test_one_wrong_letter_never_passes_as_the_same_person(
    code: str, place: int, letter: str
) -> None:
    broken = code[:place] + letter + code[place + 1 :]
    assert broken == code or refusal(PERSON, broken)[0].startswith("tax-code-")
