"""How a call computes what it awards: small rules that hold each other. Integer euro cents.

Every rule may bear a `label` (the words of the explanation), an `article`, a `when` (CEL: else the
rule gives nothing) and a `cap_cents` (never above it). A name is looked up among the fields of the
item at hand, then the answers, then what the house computes from them.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from contracts.places import Count, Entry, Name, Percent, Sentence, Slug, refuse
from contracts.questions import Cel
from kit.money import Cents


class _Rule(Entry):
    label: Sentence | None = None
    article: Sentence | None = None
    when: Cel | None = None
    cap_cents: Annotated[Cents, Field(gt=0)] | None = None


class FixedAmount(_Rule):
    """The same amount for everybody."""

    kind: Literal["fixed"]
    amount_cents: Cents


class DeclaredAmount(_Rule):
    """An amount as it was declared: a documented cost, a fee."""

    kind: Literal["declared"]
    of: Name


class PercentOf(_Rule):
    """A whole percentage of an amount, rounded down to the cent."""

    kind: Literal["percent"]
    of: "Operand"
    percent: Percent


class GrowingAmount(_Rule):
    """So much for the first thing counted, so much for each further one; nothing for none."""

    kind: Literal["growing"]
    count: Name
    first_cents: Annotated[Cents, Field(gt=0)]
    each_further_cents: Cents


class TimesCount(_Rule):
    """An amount as many times as a number says, at most `at_most` times."""

    kind: Literal["times"]
    count: Name
    of: "Operand"
    at_most: Count | None = None


class Match(Entry):
    """Which values a row of a table is for: a stretch of numbers, euro or days, some choices, or a
    yes or no.

    `at_least` and `at_most` include their border, `more_than` and `less_than` do not.
    """

    at_least: StrictInt | None = None
    more_than: StrictInt | None = None
    at_most: StrictInt | None = None
    less_than: StrictInt | None = None
    at_least_cents: Cents | None = None
    more_than_cents: Cents | None = None
    at_most_cents: Cents | None = None
    less_than_cents: Cents | None = None
    from_on: date | None = None
    to_on: date | None = None
    one_of: tuple[Slug, ...] = ()
    yes: StrictBool | None = None

    @model_validator(mode="after")
    def _say_something(self) -> "Match":
        if not self.model_fields_set:
            raise refuse("empty-match", "la riga non dice per quali valori vale")
        return self


class TableRow(Entry):
    """One row: the values it is for (a variable that is not named may be anything), and either an
    amount or a rule."""

    where: dict[Name, Match]
    amount_cents: Cents | None = None
    rule: "AmountRule | None" = None

    @model_validator(mode="after")
    def _give_one_thing(self) -> "TableRow":
        if (self.amount_cents is None) == (self.rule is None):
            raise refuse("row", "la riga deve dire un importo o una regola, e non tutt'e due")
        return self


class TableOf(_Rule):
    """A table by one to three variables; every combination of their values has exactly one row."""

    kind: Literal["table"]
    by: Annotated[tuple[Name, ...], Field(min_length=1, max_length=3)]
    rows: Annotated[tuple[TableRow, ...], Field(min_length=1)]


class EachItem(_Rule):
    """A rule for each counted item of a group, summed; only the first `at_most` items count.

    `unit` names a field that tells to whom an item belongs (the child of a week): no unit gets
    more than `cap_unit_cents`, so that a cheap week leaves money for further ones.
    """

    kind: Literal["each"]
    of: Name
    rule: "AmountRule"
    at_most: Count | None = None
    unit: Name | None = None
    cap_unit_cents: Annotated[Cents, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _cap_what_it_names(self) -> "EachItem":
        if (self.unit is None) != (self.cap_unit_cents is None):
            raise refuse("unit", "«unit» e «cap_unit_eur» vanno scritti insieme")
        return self


class SumOf(_Rule):
    """The sum of several rules: a base and what is added to it."""

    kind: Literal["sum"]
    rules: Annotated[tuple["AmountRule", ...], Field(min_length=2)]


class LowestOf(_Rule):
    """The lowest of several rules: a tariff, but never above the documented cost."""

    kind: Literal["lowest"]
    rules: Annotated[tuple["AmountRule", ...], Field(min_length=2)]


class ExcessOver(_Rule):
    """What an amount has above another one, a benefit of somebody else; never below zero."""

    kind: Literal["excess"]
    of: "Operand"
    above: "Operand"


class Window(Entry):
    """The days, both included, on which a kind of service counts."""

    from_on: date
    to_on: date

    @model_validator(mode="after")
    def _end_after_its_start(self) -> "Window":
        if self.to_on < self.from_on:
            raise refuse("window", "il periodo finisce prima di cominciare")
        return self


class DaysWithin(_Rule):
    """The part of a cost that falls on the days that count, by equal days, rounded down.

    `from_on` and `to_on` name the date questions of the service; `by` names a choice and `windows`
    holds a period for each of its values. A value without a period counts nothing.
    """

    kind: Literal["days_within"]
    of: "Operand"
    from_on: Name
    to_on: Name
    by: Name
    windows: dict[Slug, Window]


AmountRule = Annotated[
    FixedAmount
    | DeclaredAmount
    | PercentOf
    | GrowingAmount
    | TimesCount
    | TableOf
    | EachItem
    | SumOf
    | LowestOf
    | ExcessOver
    | DaysWithin,
    Field(discriminator="kind"),
]
# The name of a declared amount, or a rule that gives one.
Operand = Name | AmountRule

for _rule in (PercentOf, TimesCount, TableRow, EachItem, SumOf, LowestOf, ExcessOver, DaysWithin):
    _rule.model_rebuild()
TableOf.model_rebuild()
