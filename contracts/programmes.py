"""What programme files may hold: municipalities, bodies, alliances, and calls with their rules.

Amounts are euro cents, instants are UTC, civil days are Italian. Names of private persons or
officials have no place here. `synthetic` lists the keys that no source states.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from contracts.identifiers import BodyTaxCode, Cup, MunicipalityCode
from kit.money import Cents

HUNDRED = 100

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
CallId = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Sentence = Annotated[str, Field(min_length=1, max_length=1000)]
Mailbox = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")]
Percent = Annotated[StrictInt, Field(ge=1, le=HUNDRED)]
Count = Annotated[StrictInt, Field(ge=1)]
Instant = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


class Entry(BaseModel):
    """Anything written in a programme file: immutable, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _refuse(slug: str, sentence: str) -> PydanticCustomError:
    return PydanticCustomError(slug, sentence)


class Municipality(Entry):
    """A municipality by ISTAT code, with the days on which it exists (None = no known limit)."""

    istat: MunicipalityCode
    name: Sentence
    belfiore: Annotated[str, Field(pattern=r"^[A-Z][0-9]{3}$")]
    valid_from: date | None = None
    valid_to: date | None = None
    merged_into: MunicipalityCode | None = None

    def exists_on(self, day: date) -> bool:
        """Tell whether the municipality exists on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class Source(Entry):
    """Where a fact was read: a page or a published text, and what was taken from it."""

    where: Sentence
    about: tuple[Sentence, ...]


class Register(Entry):
    """How a body's register of documents counts (DPR 445/2000 art. 57): per calendar year."""

    minimum_digits: Annotated[StrictInt, Field(ge=7, le=12)] = 7
    after_hours: Literal["same-day", "next-working-day"] = "same-day"


class Body(Entry):
    """A public body that leads an alliance or publishes calls; only mailboxes of roles.

    `territory` holds ISTAT codes of municipalities (6 digits) or of provinces (3 digits) and is
    used by a body that publishes calls outside any alliance.
    """

    slug: Slug
    name: Sentence
    kind: Literal["comune", "azienda-speciale", "provincia", "citta-metropolitana", "ats"]
    tax_code: BodyTaxCode | None = None
    ipa_code: str | None = None
    mailboxes: tuple[Mailbox, ...] = ()
    pec: Mailbox | None = None
    office: Sentence | None = None
    register_rules: Register = Register()
    territory: tuple[Annotated[str, Field(pattern=r"^[0-9]{3}([0-9]{3})?$")], ...] = ()
    sources: tuple[Source, ...] = ()
    synthetic: tuple[str, ...] = ()


class Lead(Entry):
    """A body that leads an alliance between two days, both included (None = no known limit)."""

    body: Body
    valid_from: date | None = None
    valid_to: date | None = None

    def leads_on(self, day: date) -> bool:
        """Tell whether the body leads on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class District(Entry):
    """A group of municipalities that plan social services together."""

    id: Slug
    name: Sentence
    municipalities: Annotated[tuple[MunicipalityCode, ...], Field(min_length=1)]


class Target(Entry):
    """How many recipients of a kind the alliance wants to reach; a maximum never refuses."""

    id: Slug
    name: Sentence
    minimum: Count | None = None
    maximum: Count | None = None


class Channel(Entry):
    """A way to join or to deliver a document; `carries` tells the copy from the signed original."""

    id: Slug
    kind: Literal["email", "pec", "counter", "post"]
    address: Sentence
    carries: Literal["copy", "original"]


class Period(Entry):
    """First and last day of the project, both included."""

    starts_on: date
    ends_on: date


class Alliance(Entry):
    """A local alliance as its lead body published it: facts with their sources, no prose.

    `lead_history` is empty for an alliance whose sources name no lead body: it may hold drafts
    but publishes no call.
    """

    slug: Slug
    name: Sentence
    seed: Annotated[StrictInt, Field(ge=0)]
    lead_history: tuple[Lead, ...] = ()
    partners: tuple[Sentence, ...] = ()
    districts: Annotated[tuple[District, ...], Field(min_length=1)]
    actions: tuple[Sentence, ...] = ()
    targets: tuple[Target, ...] = ()
    joining: tuple[Channel, ...] = ()
    period: Period | None = None
    plan: Sentence | None = None
    funding: Sentence
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    synthetic: tuple[str, ...] = ()

    @property
    def municipalities(self) -> tuple[str, ...]:
        """ISTAT codes of the whole territory, district by district."""
        return tuple(code for district in self.districts for code in district.municipalities)

    def lead_on(self, day: date) -> Body | None:
        """Return the body that leads on a day, or None when no source names one."""
        return next((lead.body for lead in self.lead_history if lead.leads_on(day)), None)

    @field_validator("lead_history")
    @classmethod
    def _follow_without_gap(cls, leads: tuple[Lead, ...]) -> tuple[Lead, ...]:
        for before, after in pairwise(leads):
            expected = before.valid_to and before.valid_to + timedelta(days=1)
            if expected is None or after.valid_from != expected:
                raise _refuse(
                    "lead-gap",
                    f"tra «{before.body.slug}» e «{after.body.slug}» ci sono giorni scoperti "
                    "o coperti due volte",
                )
        return leads


class Requirement(Entry):
    """A condition of access, in CEL, with its article and one sentence for each answer.

    Sentences may quote a datum that the expression can read, as `{answers.employees}`. `needs`
    holds the paths that the expression reads and is filled by the loader, not by the author.
    """

    id: Slug
    article: Sentence
    cel: Sentence
    sentence_yes: Sentence
    sentence_no: Sentence
    sentence_missing: Sentence
    needs: tuple[str, ...] = ()


class _Question(Entry):
    name: Name
    label: Sentence
    required: StrictBool = True


class PlainQuestion(_Question):
    """A form field: text up to 2,000 characters, ISO date, true/false, or ISTAT code."""

    kind: Literal["text", "date", "boolean", "municipality"]


class IntegerQuestion(_Question):
    """A whole number between two limits, both included."""

    kind: Literal["integer"]
    minimum: StrictInt = 0
    maximum: StrictInt = 1_000_000


class MoneyQuestion(_Question):
    """An amount in euro cents between two limits, both included; its name ends in `_cents`."""

    kind: Literal["money"]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*_cents$", max_length=40)]
    minimum_cents: Cents = 0
    maximum_cents: Cents = 10**10


class Choice(Entry):
    """One of the values of a choice, with the words people read."""

    id: Slug
    label: Sentence


class ChoiceQuestion(_Question):
    """One value among those listed."""

    kind: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]


Question = Annotated[
    PlainQuestion | IntegerQuestion | MoneyQuestion | ChoiceQuestion, Field(discriminator="kind")
]


class FixedAmount(Entry):
    """The same amount for everybody."""

    kind: Literal["fixed"]
    amount_cents: Annotated[Cents, Field(gt=0)]


class PercentWithCap(Entry):
    """A whole percentage of a declared amount, rounded down to the cent, never above the cap."""

    kind: Literal["percent_with_cap"]
    of: Name
    percent: Percent
    cap_cents: Annotated[Cents, Field(gt=0)]


class CountRow(Entry):
    """From `first` to `last` (None = and more): so much for the first thing counted, so much for
    each further one, never above the cap."""

    first: Count
    last: Count | None = None
    base_cents: Annotated[Cents, Field(gt=0)]
    each_further_cents: Cents
    cap_cents: Annotated[Cents, Field(gt=0)]


class TableByCount(Entry):
    """A row chosen by one count (`rows_by`), an amount grown by another (`count`)."""

    kind: Literal["table_by_count"]
    rows_by: Name
    count: Name
    rows: Annotated[tuple[CountRow, ...], Field(min_length=1)]

    @field_validator("rows")
    @classmethod
    def _cover_every_count_once(cls, rows: tuple[CountRow, ...]) -> tuple[CountRow, ...]:
        expected: int | None = 1
        for row in rows:
            if expected is None or row.first != expected:
                raise _refuse("table-gap", _gap_sentence(row.first, expected))
            expected = row.last and row.last + 1
        if expected is not None:
            raise _refuse("table-gap", f"la tabella non dice nulla da {expected} in su")
        return rows


def _gap_sentence(first: int, expected: int | None) -> str:
    if expected is None or first < expected:
        return f"due righe della tabella valgono per {first}"
    return f"nessuna riga della tabella vale per {expected}"


AmountRule = Annotated[FixedAmount | PercentWithCap | TableByCount, Field(discriminator="kind")]


class Instalment(Entry):
    """A share of the award, with the condition and the first day on which it is paid."""

    id: Slug
    label: Sentence
    percent: Percent
    condition: Sentence | None = None
    payable_from_on: date | None = None


class VoucherTerms(Entry):
    """How long a worker's voucher lives, in months from its issue, and what it can buy."""

    validity_months: Annotated[StrictInt, Field(ge=1, le=60)]
    categories: Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Line(Entry):
    """A section of a call with its own budget, public, requirements, form and amount rule."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)]
    title: Sentence
    budget_cents: Annotated[Cents, Field(gt=0)]
    support_form: Literal["firm_incentive", "worker_voucher", "consulting"]
    who: Literal["firm", "person"]
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    amount: AmountRule
    instalments: tuple[Instalment, ...] = ()
    voucher: VoucherTerms | None = None

    def question(self, name: str) -> Question | None:
        """Return the form field of that name."""
        return next((question for question in self.questions if question.name == name), None)

    @field_validator("instalments")
    @classmethod
    def _make_a_hundred(cls, instalments: tuple[Instalment, ...]) -> tuple[Instalment, ...]:
        total = sum(instalment.percent for instalment in instalments)
        if instalments and total != HUNDRED:
            raise _refuse("instalments", f"le rate fanno {total} per cento invece di 100")
        return instalments

    @model_validator(mode="after")
    def _pay_as_the_form_wants(self) -> "Line":
        if (self.support_form == "worker_voucher") != (self.voucher is not None):
            raise _refuse("voucher", "il voucher va descritto se e solo se la sezione ne dà uno")
        if (self.support_form == "firm_incentive") != bool(self.instalments):
            raise _refuse("instalments", "le rate vanno scritte se e solo se c'è un incentivo")
        return self


class Call(Entry):
    """A version of a public call. An application stays bound to the one it was filed under.

    `opens_at` and `closes_at` are the first and the last instant in time; no `closes_at` means
    until funds run out. `split` says whether money may move between lines by an act
    (`indicative`). `review_days` is the term of the decision (L. 241/1990 art. 2); `list_days`
    how long an eligible application without money stays in the list, from its registration
    (None = as long as the call lives).
    """

    id: CallId
    version: Count
    title: Sentence
    owner: Slug
    procedure: Literal["sportello", "graduatoria", "prenotazione"]
    split: Literal["binding", "indicative"] = "binding"
    cup: Cup | None = None
    opens_at: Instant
    closes_at: Instant | None = None
    review_days: Annotated[StrictInt, Field(ge=1, le=180)]
    list_days: Annotated[StrictInt, Field(ge=1, le=1825)] | None = None
    lines: Annotated[tuple[Line, ...], Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    synthetic: tuple[str, ...] = ()

    def line(self, line_id: str) -> Line:
        """Return a line; a line that the call does not have raises LookupError."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LookupError(f"{self.id} has no line {line_id}")

    @field_validator("closes_at")
    @classmethod
    def _close_after_opening(
        cls, closes_at: datetime | None, info: ValidationInfo
    ) -> datetime | None:
        opens_at = _opening(info.data)
        if closes_at and opens_at and closes_at <= opens_at:
            raise _refuse("window", "il bando si chiude prima di aprirsi")
        return closes_at


def _opening(fields: Mapping[str, object]) -> datetime | None:
    opens_at = fields.get("opens_at")
    return opens_at if isinstance(opens_at, datetime) else None
