"""The questions of a call's form, as its file writes them.

An answer is JSON: text, ISO 8601 date, true or false, whole number, euro cents, the id of a choice,
or a list of items for a group that repeats. Money questions end in `_cents`, days in `_on`.

A date question may give more data to requirements and amounts than its answer: `birth_on` with
`age_at` gives `birth_years` and `birth_months`, the years and months completed on that day;
`return_on` with `term_months` or `term_days` gives `return_until_on`, the last day of the term.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from contracts.places import Count, Entry, Name, Sentence, Slug, refuse
from kit.money import Cents

Cel = Annotated[str, Field(min_length=1, max_length=2000)]
Day = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*_on$", max_length=40)]
FILED_ON = "filed_on"


class _Question(Entry):
    """`asked_if` is CEL on earlier answers: a question that is not asked has no answer.

    `help` is one sentence below the label, in the words of the person who answers.
    """

    name: Name
    label: Sentence
    help: Sentence | None = None
    required: StrictBool = True
    asked_if: Cel | None = None


class PlainQuestion(_Question):
    """A text up to 2,000 characters, true or false, an ISTAT code, a tax code or a VAT number.

    A text that `identifies` a cost is the number of its contract or invoice: with the VAT number
    that is asked beside it, it tells that one cost is presented twice.
    """

    kind: Literal["text", "boolean", "municipality", "tax_code", "vat_number"]
    identifies: Literal["cost"] | None = None


class DateQuestion(_Question):
    """A civil day. `age_at` names the day (a date question or `filed_on`) on which completed years
    and months are counted; `term_months` or `term_days` counts from the day, which is not counted
    itself, and `term_rolls` moves a last day that is a holiday to the next working day (civil code
    art. 2963)."""

    kind: Literal["date"]
    name: Day
    minimum_on: date | None = None
    maximum_on: date | None = None
    age_at: Day | None = None
    term_months: Count | None = None
    term_days: Count | None = None
    term_rolls: StrictBool = False

    @property
    def stem(self) -> str:
        """The name without `_on`: the derived data begin with it."""
        return self.name.removesuffix("_on")

    @property
    def has_term(self) -> bool:
        """Whether a term runs from the day."""
        return self.term_months is not None or self.term_days is not None

    @model_validator(mode="after")
    def _count_in_one_unit(self) -> "DateQuestion":
        if self.term_months is not None and self.term_days is not None:
            sentence = "il termine si conta in mesi o in giorni, non in entrambi"
            raise refuse("term", sentence, at=("term_days",))
        return self


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
    PlainQuestion | DateQuestion | IntegerQuestion | MoneyQuestion | ChoiceQuestion,
    Field(discriminator="kind"),
]


class Requirement(Entry):
    """A condition of access, in CEL, with its article and one sentence for each answer.

    Sentences may quote a datum that the expression can read, as `{answers.employees}`. A condition
    whose `when` is false does not concern the case. In a group it is asked of each `item`. `needs`
    holds the paths that the expression reads and is filled by the loader, not by the author.
    """

    id: Slug
    article: Sentence
    cel: Cel
    when: Cel | None = None
    sentence_yes: Sentence
    sentence_no: Sentence
    sentence_missing: Sentence
    needs: tuple[str, ...] = ()


class Group(Entry):
    """Questions that repeat, once for each `item_label` ("figlio", "mese"); from `minimum` to
    `maximum` items.

    An item that does not meet the group's requirements is not counted in the amount, and the
    explanation says so; it refuses nobody. Requirements of the line read `computed.<name>_count`,
    the items counted, and `computed.<name>_<question>_total` for integers and money.
    """

    name: Name
    label: Sentence
    item_label: Sentence
    help: Sentence | None = None
    asked_if: Cel | None = None
    minimum: Annotated[StrictInt, Field(ge=0, le=100)] = 1
    maximum: Annotated[StrictInt, Field(ge=1, le=100)] = 20
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    item_requirements: tuple[Requirement, ...] = ()

    def question(self, name: str) -> Question | None:
        """Return the field of that name."""
        return next((question for question in self.questions if question.name == name), None)

    @model_validator(mode="after")
    def _hold_at_least_the_minimum(self) -> "Group":
        if self.maximum < self.minimum:
            raise refuse("group-size", f"il gruppo chiede da {self.minimum} a {self.maximum} voci")
        return self


class CrossCheck(Entry):
    """A condition between answers, in CEL, without which the form cannot be sent."""

    id: Slug
    cel: Cel
    sentence: Sentence
    field: Name


class RequiredDocument(Entry):
    """A paper to attach: PDF, JPEG or PNG. `when` is CEL; `identity` papers are watermarked where
    they are shown."""

    id: Slug
    label: Sentence
    help: Sentence | None = None
    required: StrictBool = True
    identity: StrictBool = False
    when: Cel | None = None
    at_most: Count = 1
