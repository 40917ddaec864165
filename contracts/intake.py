"""The application as it is filed over HTTP, and the receipt that answers it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from contracts.identifiers import (
    Iban,
    MunicipalityCode,
    PersonTaxCode,
    VatNumber,
    matches_birth,
)
from kit.money import Cents

ONE_ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$"

ONE_LINE = r"^[^\x00-\x1f\x7f<>]*[^\x00-\x20\x7f<>][^\x00-\x1f\x7f<>]*$"

Email = Annotated[str, Field(pattern=ONE_ADDRESS, max_length=254)]
PlainName = Annotated[str, Field(min_length=1, max_length=120, pattern=ONE_LINE)]


class Filed(BaseModel):
    """What arrives from outside: strict, and an unknown field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonApplicant(Filed):
    """A person who applies; the age comes from the declared birth date, never from the code."""

    kind: Literal["person"]
    given_name: PlainName
    family_name: PlainName
    tax_code: PersonTaxCode
    birth_on: date
    municipality: MunicipalityCode
    email: Email

    @field_validator("birth_on")
    @classmethod
    def _agrees_with_the_tax_code(cls, birth_on: date, info: ValidationInfo) -> date:
        code = info.data.get("tax_code")
        if code is not None and not matches_birth(code, birth_on):
            sentence = "La data di nascita non corrisponde al codice fiscale."
            raise PydanticCustomError("tax-code-birth", sentence)
        return birth_on

    @property
    def name(self) -> str:
        """The name as a letter writes it."""
        return f"{self.given_name} {self.family_name}"

    @property
    def identifier(self) -> str:
        """What tells this applicant from all others."""
        return self.tax_code


class FirmApplicant(Filed):
    """A firm that applies, by the municipality of its seat."""

    kind: Literal["firm"]
    name: PlainName
    vat_number: VatNumber
    municipality: MunicipalityCode
    email: Email

    @property
    def identifier(self) -> str:
        """What tells this applicant from all others."""
        return self.vat_number


Applicant = Annotated[PersonApplicant | FirmApplicant, Field(discriminator="kind")]


class ApplicationForm(Filed):
    """One application to one line of a call; `answers` are checked against the call's questions."""

    call_id: Annotated[str, Field(min_length=1, max_length=40)]
    line: Annotated[str, Field(min_length=1, max_length=40)]
    applicant: Applicant
    iban: Iban
    answers: Annotated[dict[str, Any], Field(max_length=100)]


class Receipt(BaseModel):
    """The receipt of art. 18-bis L. 241/1990: number, day, hash of the content, term for an answer.

    `content_hash` is the SHA-256 of the request body as received.
    """

    application_id: UUID
    protocol: str
    registered_at: datetime
    late: bool
    content_hash: str
    amount_cents: Cents
    answer_due_on: date
