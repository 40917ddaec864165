"""Who applies: the fields of each kind, and what is wrong with what was typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts.calls import ApplicantKind
from contracts.identifiers import Iban
from contracts.intake import Applicant
from services.portal.rules.typed import Reader, Unread, civil_day

IBAN = TypeAdapter[str](Iban)
APPLICANT = TypeAdapter[Applicant](Applicant)


@dataclass(frozen=True)
class ApplicantField:
    """One field: its name, how it is read, its label and hint, and what to say when it is empty."""

    name: str
    kind: str
    label: str
    empty: str
    wrong: str = ""
    hint: str = ""
    autocomplete: str = "off"


GIVEN = ApplicantField(
    "given_name", "text", "Nome", "Scriva il nome.", "Scriva il nome come sta sul documento.",
    autocomplete="given-name",
)  # fmt: skip
FAMILY = ApplicantField(
    "family_name", "text", "Cognome", "Scriva il cognome.",
    "Scriva il cognome come sta sul documento.", autocomplete="family-name",
)  # fmt: skip
TAX_CODE = ApplicantField(
    "tax_code", "tax_code", "Codice fiscale", "Scriva il codice fiscale.",
    hint="16 caratteri: è sulla tessera sanitaria.",
)  # fmt: skip
BIRTH = ApplicantField(
    "birth_on", "date", "Data di nascita", "Scriva la data di nascita.",
    hint="Per esempio 27 3 1986.", autocomplete="bday",
)  # fmt: skip
RESIDENCE = ApplicantField(
    "municipality", "municipality", "Comune di residenza", "Scriva il comune di residenza.",
    hint="Conta il comune, non il CAP: lo stesso CAP può servire più comuni.",
)  # fmt: skip
SEAT = ApplicantField(
    "municipality", "municipality", "Comune della sede", "Scriva il comune della sede.",
    hint="Conta il comune, non il CAP: lo stesso CAP può servire più comuni.",
)  # fmt: skip
EMAIL = ApplicantField(
    "email", "email", "E-mail", "Scriva un indirizzo e-mail.",
    "Scriva un indirizzo e-mail, per esempio nome@esempio.it.",
    "A questo indirizzo arrivano la ricevuta e l'esito.", "email",
)  # fmt: skip
VAT = ApplicantField(
    "vat_number", "vat_number", "Partita IVA", "Scriva la partita IVA.", hint="11 cifre.",
)  # fmt: skip
NAME = ApplicantField(
    "name", "text", "Nome o ragione sociale", "Scriva il nome o la ragione sociale.",
    "Scriva il nome come sta nei registri.", autocomplete="organization",
)  # fmt: skip
BODY_CODE = ApplicantField(
    "tax_code", "tax_code", "Codice fiscale dell'ente", "Scriva il codice fiscale dell'ente.",
    hint="11 cifre.",
)  # fmt: skip
PERSON = (GIVEN, FAMILY, TAX_CODE, BIRTH, RESIDENCE, EMAIL)
FIRM = (VAT, NAME, SEAT, EMAIL)
BODY = (BODY_CODE, NAME, SEAT, EMAIL)
FIELDS: Mapping[str, tuple[ApplicantField, ...]] = {
    "person": PERSON,
    "firm": FIRM,
    "professional": FIRM,
    "association": BODY,
    "public_body": BODY,
}
CHOOSE_KIND = "Scelga chi fa la domanda."
WRITE_IBAN = "Scriva l'IBAN."


@dataclass(frozen=True)
class Known:
    """Who applies, once everything about it is right; else what is wrong, field by field."""

    applicant: Applicant | None
    wrong: Mapping[str, str]


def known(kind: ApplicantKind | str, typed: Mapping[str, str], reader: Reader) -> Known:
    """Read who applies."""
    if kind not in FIELDS:
        return Known(None, {"kind": CHOOSE_KIND})
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {"kind": kind}
    for each in FIELDS[kind]:
        text = typed.get(each.name, "").strip()
        if not text.strip("/ "):
            wrong[each.name] = each.empty
            continue
        try:
            values[each.name] = _read(each, text, reader)
        except Unread as unread:
            wrong[each.name] = each.wrong or unread.sentence
    return _validated(kind, values, wrong)


def name_of(typed: Mapping[str, str]) -> str:
    """Return the name of who applies on one line, as far as it was typed."""
    person = f"{typed.get('given_name', '')} {typed.get('family_name', '')}"
    return " ".join(person.split()) or " ".join(typed.get("name", "").split())


def birth_of(typed: Mapping[str, str]) -> date | None:
    """Return the birth of the person who applies, as far as it was typed and is a day."""
    try:
        return civil_day(typed.get("birth_on", ""))
    except Unread:
        return None


def behalf(arrival: Mapping[str, Any] | None, typed: Mapping[str, str]) -> str:
    """Say who fills a draft in for whom, when an official does; nothing for anybody else."""
    if arrival is None:
        return ""
    delegate = arrival["arrival"].get("delegate")
    through = f", con la delega a {delegate['name']}" if delegate else ""
    whom = name_of(typed) or "chi fa domanda"
    return f"{arrival['operator_name']} compila per conto di {whom}{through}."


def iban_wrong(typed: str) -> str:
    """Say what is wrong with an IBAN; nothing when it is right."""
    if not typed.strip():
        return WRITE_IBAN
    try:
        IBAN.validate_python(typed)
    except ValidationError as error:
        return error.errors()[0]["msg"]
    return ""


def _read(field: ApplicantField, text: str, reader: Reader) -> str | date:
    if field.kind == "date":
        return _past(civil_day(text), reader.today)
    return reader.municipality(text) if field.kind == "municipality" else " ".join(text.split())


def _past(on: date, today: date) -> date:
    if on > today:
        raise Unread("La data di nascita è nel futuro.")
    return on


def _validated(kind: str, values: dict[str, Any], wrong: dict[str, str]) -> Known:
    try:
        applicant = APPLICANT.validate_python(values)
    except ValidationError as error:
        sentences = {each.name: each.wrong for each in FIELDS[kind]}
        for each in error.errors():
            name = str(each["loc"][-1])
            own = each["msg"] if "-" in each["type"] else sentences.get(name, "")
            if name in sentences:
                wrong.setdefault(name, own or "Controlli questo campo.")
        return Known(None, wrong)
    return Known(None if wrong else applicant, wrong)
