"""The amount rule of a line in words, for somebody who wants to know what they would get."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.amounts import (
    AmountRule,
    DaysWithin,
    DeclaredAmount,
    EachItem,
    ExcessOver,
    FixedAmount,
    GrowingAmount,
    LowestOf,
    Match,
    PercentOf,
    SumOf,
    TableOf,
    TableRow,
    TimesCount,
)
from contracts.calls import LineDraft
from contracts.questions import ChoiceQuestion, Question
from services.portal.rules.wording import day, listed, money

HOUSE_WORDS: Mapping[str, str] = {
    "age_years": "l'età di chi fa domanda",
    "filed_on": "il giorno della domanda",
}


@dataclass(frozen=True)
class Told:
    """A sentence, and the sentences that say its parts."""

    sentence: str
    parts: tuple["Told", ...] = ()


def told(line: LineDraft) -> Told | None:
    """Say how the amount of a line is computed; None while the call does not say it."""
    return _Teller(line).rule(line.amount) if line.amount else None


class _Teller:
    """Knows the labels of the questions that an amount reads."""

    def __init__(self, line: LineDraft) -> None:
        self._line = line
        fields = (*line.questions, *(each for group in line.groups for each in group.questions))
        self._questions: dict[str, Question] = {each.name: each for each in fields}

    def rule(self, rule: AmountRule) -> Told:
        """Tell one rule, with its cap and its article."""
        said = TELL[rule.kind](self, rule)
        cap = f", al massimo {money(rule.cap_cents)}" if rule.cap_cents else ""
        label = f"{rule.label}: " if rule.label else ""
        return Told(f"{label}{said.sentence}{cap}", said.parts)

    def fixed(self, rule: FixedAmount) -> Told:
        """Tell an amount that is the same for everybody."""
        return Told(money(rule.amount_cents))

    def declared(self, rule: DeclaredAmount) -> Told:
        """Tell an amount as it was declared."""
        return Told(f"quanto indica in {self._name(rule.of)}")

    def percent(self, rule: PercentOf) -> Told:
        """Tell a percentage."""
        return self._of(f"il {rule.percent}%", rule.of)

    def growing(self, rule: GrowingAmount) -> Told:
        """Tell an amount that grows with a number."""
        first, further = money(rule.first_cents), money(rule.each_further_cents)
        return Told(f"{first} per il primo e {further} per ogni altro ({self._name(rule.count)})")

    def times(self, rule: TimesCount) -> Told:
        """Tell an amount that is given several times."""
        most = f", al massimo {rule.at_most} volte" if rule.at_most else ""
        if isinstance(rule.of, str):
            return Told(f"{self._name(rule.of)} per {self._name(rule.count)}{most}")
        inner = self.rule(rule.of)
        return Told(f"{inner.sentence}, per {self._name(rule.count)}{most}", inner.parts)

    def table(self, rule: TableOf) -> Told:
        """Tell a table row by row."""
        about = listed(self._name(name) for name in rule.by)
        alone = len(rule.by) == 1
        return Told(f"secondo {about}:", tuple(self._row(row, alone) for row in rule.rows))

    def each(self, rule: EachItem) -> Told:
        """Tell what every item of a group gives."""
        group = self._line.group(rule.of)
        item = group.item_label if group else rule.of
        most = f", al massimo {rule.at_most}" if rule.at_most else ""
        unit = f", al massimo {money(rule.cap_unit_cents)} ciascuno" if rule.cap_unit_cents else ""
        inner = self.rule(rule.rule)
        return Told(f"per ogni {item}{most}{unit}: {inner.sentence}", inner.parts)

    def sum(self, rule: SumOf) -> Told:
        """Tell a sum."""
        return Told("la somma di:", tuple(map(self.rule, rule.rules)))

    def lowest(self, rule: LowestOf) -> Told:
        """Tell the lowest of several amounts."""
        return Told("il più basso tra:", tuple(map(self.rule, rule.rules)))

    def excess(self, rule: ExcessOver) -> Told:
        """Tell what is above another amount."""
        return Told(
            "la differenza tra due importi:",
            (self._part("il primo è ", rule.of), self._part("meno ", rule.above)),
        )

    def days_within(self, rule: DaysWithin) -> Told:
        """Tell the part of a cost that falls on the days that count."""
        question = self._questions.get(rule.by)
        rows = tuple(
            Told(f"{_choice(question, each)}: dal {day(span.from_on)} al {day(span.to_on)}")
            for each, span in rule.windows.items()
        )
        said = self._of("la parte, in giorni,", rule.of)
        return Told(f"{said.sentence} che cade nel periodo ammesso", (*said.parts, *rows))

    def _of(self, share: str, operand: Any) -> Told:
        if isinstance(operand, str):
            return Told(f"{share} di quanto indica in {self._name(operand)}")
        inner = self.rule(operand)
        return Told(f"{share} di {inner.sentence}", inner.parts)

    def _part(self, before: str, operand: Any) -> Told:
        if isinstance(operand, str):
            return Told(f"{before}quanto indica in {self._name(operand)}")
        inner = self.rule(operand)
        return Told(f"{before}{inner.sentence}", inner.parts)

    def _row(self, row: TableRow, alone: bool) -> Told:
        where = "; ".join(self._match(*each, alone) for each in row.where.items())
        if row.amount_cents is not None:
            return Told(f"{where}: {money(row.amount_cents)}")
        inner = self.rule(row.rule) if row.rule else Told("")
        return Told(f"{where}: {inner.sentence}", inner.parts)

    def _match(self, name: str, match: Match, alone: bool) -> str:
        if match.one_of:
            return listed((_choice(self._questions.get(name), each) for each in match.one_of), "o")
        told = _told_match(match)
        return told if alone else f"{self._name(name)} {told}"

    def _name(self, name: str) -> str:
        if question := self._questions.get(name):
            return f"«{question.label}»"
        return HOUSE_WORDS.get(name) or self._computed(name)

    def _computed(self, name: str) -> str:
        for group in self._line.groups:
            if name == f"{group.name}_count":
                return f"il numero delle voci «{group.label}»"
            if name.startswith(f"{group.name}_") and name.endswith("_total"):
                field = name.removeprefix(f"{group.name}_").removesuffix("_total")
                return f"il totale di {self._name(field)}"
        return self._derived(name)

    def _derived(self, name: str) -> str:
        for suffix, words in (("_years", "gli anni compiuti"), ("_months", "i mesi compiuti")):
            source = self._questions.get(f"{name.removesuffix(suffix)}_on")
            if name.endswith(suffix) and source:
                return f"{words} («{source.label}»)"
        return f"«{name}»"


def _choice(question: Question | None, value: str) -> str:
    if isinstance(question, ChoiceQuestion):
        return next((each.label for each in question.choices if each.id == value), value)
    return value


def _told_match(match: Match) -> str:
    if match.yes is not None:
        return "sì" if match.yes else "no"
    for least, most in (
        (match.at_least, match.at_most),
        (match.at_least_cents, match.at_most_cents),
    ):
        if least is not None and least == most:
            return f"esattamente {money(least) if least == match.at_least_cents else least}"
    return " e ".join(_borders(match))


def _borders(match: Match) -> Iterator[str]:
    """Say the borders of a row, each with the word that includes or excludes it."""
    for name, words in BORDERS.items():
        value = getattr(match, name)
        if value is None:
            continue
        if name.endswith("_on"):
            yield f"{words} {day(value)}"
        else:
            yield f"{words} {money(value) if name.endswith('_cents') else value}"


BORDERS = {
    "at_least": "almeno", "at_least_cents": "almeno", "more_than": "più di",
    "more_than_cents": "più di", "at_most": "al massimo", "at_most_cents": "al massimo",
    "less_than": "meno di", "less_than_cents": "meno di", "from_on": "dal", "to_on": "fino al",
}  # fmt: skip
TELL: Mapping[str, Callable[[_Teller, Any], Told]] = {
    "fixed": _Teller.fixed, "declared": _Teller.declared, "percent": _Teller.percent,
    "growing": _Teller.growing, "times": _Teller.times, "table": _Teller.table,
    "each": _Teller.each, "sum": _Teller.sum, "lowest": _Teller.lowest,
    "excess": _Teller.excess, "days_within": _Teller.days_within,
}  # fmt: skip
