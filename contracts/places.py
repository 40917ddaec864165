"""What programme files say of places and bodies: municipalities, lead bodies, alliances.

Civil days are Italian. Names of private persons or officials have no place here. `synthetic` lists
the keys that no source states.
"""

from datetime import UTC, date, time, timedelta
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from contracts.identifiers import BodyTaxCode, MunicipalityCode

HUNDRED = 100
LEAP_YEAR = 2000


def _month_and_day(written: str) -> str:
    date.fromisoformat(f"{LEAP_YEAR}-{written}")
    return written


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
CallId = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Sentence = Annotated[str, Field(min_length=1, max_length=1000)]
Mailbox = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")]
Percent = Annotated[StrictInt, Field(ge=1, le=HUNDRED)]
Count = Annotated[StrictInt, Field(ge=1)]
TerritoryCode = Annotated[str, Field(pattern=r"^([0-9]{3}([0-9]{3})?|italia)$")]
MonthAndDay = Annotated[
    str,
    Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    AfterValidator(_month_and_day),
]
Instant = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


class Entry(BaseModel):
    """Anything written in a programme file: immutable, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def refuse(slug: str, sentence: str, at: tuple[str, ...] = ()) -> PydanticCustomError:
    """Return the error of a schema that an Italian sentence explains.

    `at` leads from the entry that is refused to the key where its author mends it.
    """
    return PydanticCustomError(slug, sentence, {"at": at})


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


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class OfficeHours(Entry):
    """The hours of an office on some days of the week, as an Italian clock shows them."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: time
    closes: time

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.opens >= self.closes:
            raise refuse("office-hours", "l'ufficio chiude prima di aprire", ("closes",))
        return self


class Register(Entry):
    """How a body's register of documents counts (DPR 445/2000 art. 57): per calendar year.

    What is registered after the last of the `office_hours` of a day, or on a day on which the
    office is closed, has that day's date or that of the next day on which it is open. `aoo_code` is
    the code of the body's homogeneous organisational area, `ipa_code` of the body goes with it.
    """

    minimum_digits: Annotated[StrictInt, Field(ge=7, le=12)] = 7
    after_hours: Literal["same-day", "next-working-day"] = "same-day"
    office_hours: tuple[OfficeHours, ...] = ()
    aoo_code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,16}$")] | None = None

    @model_validator(mode="after")
    def _knows_its_hours(self) -> Self:
        if self.after_hours == "next-working-day" and not self.office_hours:
            raise refuse(
                "no-office-hours",
                "il giorno lavorativo dopo si conta dagli orari dell'ufficio: mancano",
                ("after_hours",),
            )
        return self


class Body(Entry):
    """A public body that leads an alliance or publishes calls; only mailboxes of roles.

    `territory` holds ISTAT codes of municipalities (6 digits) or of provinces (3 digits), or
    `italia`, and is used by a body that publishes calls outside any alliance. `patron_on` is the
    day of its patron saint as month and day, `11-05`: nobody works on it, and no term ends.
    """

    slug: Slug
    name: Sentence
    kind: Literal[
        "comune",
        "azienda-speciale",
        "comunita-montana",
        "consorzio",
        "provincia",
        "citta-metropolitana",
        "ats",
        "regione",
        "stato",
    ]
    tax_code: BodyTaxCode | None = None
    ipa_code: str | None = None
    mailboxes: tuple[Mailbox, ...] = ()
    pec: Mailbox | None = None
    office: Sentence | None = None
    register_rules: Register = Register()
    territory: tuple[TerritoryCode, ...] = ()
    patron_on: MonthAndDay | None = None
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
                raise refuse(
                    "lead-gap",
                    f"tra «{before.body.slug}» e «{after.body.slug}» ci sono giorni scoperti "
                    "o coperti due volte",
                )
        return leads
