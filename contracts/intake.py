"""The application as it is filed, what comes after it, and the receipts that answer."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from contracts.calls import ApplicantKind
from contracts.identifiers import (
    BodyTaxCode,
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


class _Organisation(Filed):
    name: PlainName
    municipality: MunicipalityCode
    email: Email


class FirmApplicant(_Organisation):
    """A firm or a professional with employees, by the municipality of the seat."""

    kind: Literal["firm", "professional"]
    vat_number: VatNumber

    @property
    def identifier(self) -> str:
        """What tells this applicant from all others."""
        return self.vat_number


class BodyApplicant(_Organisation):
    """An association or a public body, which may have no VAT number."""

    kind: Literal["association", "public_body"]
    tax_code: BodyTaxCode

    @property
    def identifier(self) -> str:
        """What tells this applicant from all others."""
        return self.tax_code


Applicant = Annotated[PersonApplicant | FirmApplicant | BodyApplicant, Field(discriminator="kind")]


class AttachedDocument(Filed):
    """An attachment that was uploaded before, as one of the documents that the line asks for."""

    document: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
    attachment_id: UUID


class ApplicationForm(Filed):
    """One application to one line of a call; `answers` are checked against the call's questions.

    `application_id` is the id of the draft it was, so that a case keeps one id from its beginning.
    """

    application_id: UUID | None = None
    call_id: Annotated[str, Field(min_length=1, max_length=40)]
    line: Annotated[str, Field(min_length=1, max_length=40)]
    applicant: Applicant
    iban: Iban
    answers: Annotated[dict[str, Any], Field(max_length=100)]
    documents: Annotated[tuple[AttachedDocument, ...], Field(max_length=50)] = ()


class Delegate(Filed):
    """Who files for somebody else, with the paper that allows it (DPR 445/2000 art. 38)."""

    name: PlainName
    tax_code: PersonTaxCode
    relation: Annotated[str, Field(min_length=1, max_length=120, pattern=ONE_LINE)]
    attachment_id: UUID | None = None


class Arrival(Filed):
    """How an application came in that an official enters on somebody's behalf.

    `arrived_at` is the moment at the counter or in the mailbox, `sent_at` the moment it was sent
    when that is known, `postmarked_on` the day on the envelope: the call says which counts.
    `partner` is the desk of an organisation of the alliance.
    """

    channel: Literal["counter", "post", "email", "pec", "partner"]
    operator: Annotated[str, Field(pattern=r"^staff:[0-9a-f-]{1,64}$")]
    arrived_at: AwareDatetime
    sent_at: AwareDatetime | None = None
    postmarked_on: date | None = None
    delegate: Delegate | None = None


class ArrivedApplication(Filed):
    """An application that an official enters, with how it came in."""

    form: ApplicationForm
    arrival: Arrival


class Amendment(Filed):
    """New answers to the questions of a filed application, in whole; documents may be added."""

    answers: Annotated[dict[str, Any], Field(max_length=100)]
    documents: Annotated[tuple[AttachedDocument, ...], Field(max_length=50)] = ()


class Withdrawal(Filed):
    """The wish to take an application back; it needs no reason."""


class Asking(Filed):
    """Who would apply, without a name, as far as questions hang on it.

    `filed_on` is the day on which the application comes, or came: today when it is not told.
    """

    kind: ApplicantKind
    municipality: MunicipalityCode
    birth_on: date | None = None
    filed_on: date | None = None


class AnswersToCheck(Filed):
    """Answers, perhaps not all yet, to be checked without being kept.

    `applicant` tells who applies: without it nothing is said of questions that hang on that. `only`
    names the questions that were on the page; the others are not looked at.
    """

    answers: Annotated[dict[str, Any], Field(max_length=100)]
    applicant: Asking | None = None
    only: Annotated[tuple[str, ...], Field(max_length=100)] | None = None


class FieldError(BaseModel):
    """What is wrong with one field: `children[2].birth_on`, the rule it breaks, a sentence."""

    field: str
    rule: str
    detail: str


class CheckedAnswers(BaseModel):
    """The answer of an answer check; nothing wrong is an empty list."""

    errors: list[FieldError]


class Precheck(Filed):
    """What somebody would declare, without a name: nothing of it is kept.

    `birth_on` is asked when a requirement reads the age of the person.
    """

    kind: ApplicantKind
    municipality: MunicipalityCode
    birth_on: date | None = None
    member: bool | None = None
    answers: Annotated[dict[str, Any], Field(max_length=100)]


class Prechecked(BaseModel):
    """How the requirements answer, and the smallest changes that would turn a no into a yes.

    `outcome` is the tree of the engine; it binds nobody.
    """

    answer: Literal["yes", "no", "to_complete"]
    amount_cents: Cents | None
    outcome: dict[str, Any]
    changes: list[str]


class AttachmentReceipt(BaseModel):
    """An uploaded file: its hash, what it was found to be, and whether it may be opened.

    `quarantined` waits for the virus scanner, `accepted` may be read, `infected` never.
    """

    attachment_id: UUID
    sha256: str
    size: int
    media_type: str
    state: Literal["quarantined", "accepted", "infected"]


class AttachmentHash(BaseModel):
    """A document that was filed, by its hash."""

    document: str
    name: str
    sha256: str


class RegisterEntry(BaseModel):
    """One entry of a body's register, with its link of the chain.

    `link` is the SHA-256 of the previous link, the register number with its year, the instant in
    UTC with microseconds and the content hash, joined by newlines, all in lower-case hexadecimal or
    ISO 8601 text: anybody who holds two receipts and the entries between them can compute it. The
    first entry of a register follows the SHA-256 of its name, `book`: `comune-cernusco/2015`.
    """

    book: str
    protocol: str
    registered_at: datetime
    content_hash: str
    previous_link: str
    link: str


class RegisterPage(BaseModel):
    """Entries of one register in the order of their numbers; `next` is the `after` of the page that
    follows, None when this one is the last."""

    items: list[RegisterEntry]
    next: int | None


class ReceiptCheck(BaseModel):
    """Whether an entry stands in our register exactly as it was shown to us."""

    genuine: bool


class Receipt(BaseModel):
    """The receipt of art. 18-bis L. 241/1990: number, day, hash of the content, term for an answer.

    `content_hash` is the SHA-256 of the request body as received. `place` is the place in the line
    in order of arrival ("117th at 10:00:00.412"). `arrived_at` is when it came to the body, at the
    counter or in the mailbox: by it the term runs, and the call says what decides whether it is
    late; `registered_at` is when it got its number.
    """

    application_id: UUID
    protocol: str
    registered_at: datetime
    late: bool
    content_hash: str
    amount_cents: Cents
    answer_due_on: date
    place: int = 0
    entry: RegisterEntry | None = None
    documents: list[AttachmentHash] = Field(default_factory=list)
    arrived_at: datetime | None = None


class Standing(BaseModel):
    """Where a filed application is, for who filed it: state in words, term, what may be done.

    `form_version` is the call version whose form an amendment fills in; when nothing may be amended
    it is the one that the application is judged by.
    """

    application_id: UUID
    call_id: str
    line: str
    protocol: str
    registered_at: datetime
    state: str
    answer_due_on: date
    place: int
    amount_cents: Cents
    may_withdraw: bool
    may_amend: bool
    amend_until: datetime | None
    receipts: list[Receipt]
    answers: dict[str, Any]
    form_version: int


class BulkRow(BaseModel):
    """One row of a loaded sheet: its number in the sheet, what is wrong, or what it became."""

    row: int
    name: str
    errors: list[FieldError]
    warnings: list[str]
    application_id: UUID | None = None
    protocol: str = ""


class BulkLoad(BaseModel):
    """A sheet that was loaded: nothing is filed before it is confirmed.

    `columns` are those found, `unknown_columns` those that the form does not know.
    """

    load_id: UUID
    call_id: str
    line: str
    file_name: str
    state: Literal["preview", "confirmed"]
    columns: list[str]
    unknown_columns: list[str]
    missing_columns: list[str]
    rows: list[BulkRow]
    good: int
    bad: int
