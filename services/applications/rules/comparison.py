"""What a changed version would do to those who applied: who moves, and how much money with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from contracts.calls import CallDraft, LineDraft
from kit.money import euro
from services.applications.rules import limit
from services.applications.rules.amounts import award_cents
from services.applications.rules.condition import Facts
from services.applications.rules.counting import answer
from services.applications.rules.eligibility import Judged, find, judge_awarded
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.funding import Fund, Turn, fund
from services.applications.rules.impact import (
    GROUPS,
    Comparison,
    Group,
    LineComparison,
    Money,
    Move,
    Side,
)
from services.applications.rules.scope import Known
from services.applications.rules.territory import within

MET = ("yes", "not_applicable")
NO_LINE = "la sezione non c'è."


@dataclass(frozen=True)
class Case:
    """An application as it was declared, at its place of the line, from 1."""

    id: str
    line: str
    declared: Declared
    place: int
    register: str = ""


class _Version(NamedTuple):
    """A line of one version over its cases, with the budget that it spends."""

    line: LineDraft | None
    cases: list[Case]
    facts: list[Facts]
    awards: list[int | None]
    judged: list[Judged]
    fund: Fund = Fund()


class _Pair(NamedTuple):
    name: str
    cases: list[Case]
    before: _Version
    after: _Version


def compare(before: CallDraft, after: CallDraft, cases: Iterable[Case]) -> Comparison:
    """Judge every case under both versions.

    A case whose line a version does not have gets a no there. Whom the money reaches says
    `rules.funding`.
    """
    by_line: dict[str, list[Case]] = {line.id: [] for line in (*before.lines, *after.lines)}
    for case in cases:
        by_line[case.line].append(case)
    judged = [_pair(before, after, name, found) for name, found in by_line.items()]
    pairs = _funded(before, after, judged)
    lines = tuple(_compared(pair) for pair in pairs)
    return Comparison(
        call=after.id,
        before_version=before.version,
        after_version=after.version,
        cases=sum(line.cases for line in lines),
        groups={group: sum(line.groups[group] for line in lines) for group in GROUPS},
        awarded_before_cents=_total(line.before.awarded_cents for line in lines),
        awarded_after_cents=_total(line.after.awarded_cents for line in lines),
        lines=lines,
        moves=tuple(move for pair in pairs for move in _moves(pair)),
    )


def _pair(before: CallDraft, after: CallDraft, name: str, cases: list[Case]) -> _Pair:
    ordered = sorted(cases, key=lambda case: (case.place, case.id))
    first = _version(_line(before, name), ordered, None)
    return _Pair(name, ordered, first, _version(_line(after, name), ordered, first))


def _line(call: CallDraft, name: str) -> LineDraft | None:
    return next((line for line in call.lines if line.id == name), None)


def _version(line: LineDraft | None, cases: list[Case], other: _Version | None) -> _Version:
    """Judge a line; what another version of it asks and awards in the same way is not redone."""
    if line is None:
        return _Version(None, cases, [], [], [Judged("no", 0) for _ in cases])
    known = other if other and other.line and _form(other.line) == _form(line) else None
    facts = known.facts if known else [_facts(line, case) for case in cases]
    same = known is not None and known.line is not None and known.line.amount == line.amount
    awards = known.awards if known and same else _awards(line, facts)
    judged = [judge_awarded(line, *each) for each in zip(facts, awards, strict=True)]
    return _Version(line, cases, facts, awards, judged)


def _facts(line: LineDraft, case: Case) -> Facts:
    return facts_of(line, within(line, case.declared))


def _awards(line: LineDraft, facts: Sequence[Facts]) -> list[int | None]:
    looked_up = Known()
    return [award_cents(line, each, looked_up) for each in facts]


def _form(line: LineDraft) -> tuple[object, ...]:
    return line.questions, line.groups, line.limits, line.territory


def _funded(before: CallDraft, after: CallDraft, pairs: Sequence[_Pair]) -> list[_Pair]:
    """Say of each line of both versions whom the budget that it spends reaches."""
    first = _funds(before, [pair.before for pair in pairs])
    then = _funds(after, [pair.after for pair in pairs])
    return [
        pair._replace(before=_with(first, pair.before), after=_with(then, pair.after))
        for pair in pairs
    ]


def _funds(call: CallDraft, versions: Sequence[_Version]) -> dict[str, Fund]:
    return {
        line.id: fund(
            line, [_turns(each) for each in versions if each.line and each.line.fund == line.id]
        )
        for line in call.funds
    }


def _with(funds: Mapping[str, Fund], version: _Version) -> _Version:
    return version if version.line is None else version._replace(fund=funds[version.line.fund])


def _turns(version: _Version) -> list[Turn]:
    return [
        Turn(case.id, case.place, facts, each.amount_cents or 0)
        for case, facts, each in zip(version.cases, version.facts, version.judged, strict=True)
        if each.answer == "yes"
    ]


def _compared(pair: _Pair) -> LineComparison:
    groups: dict[Group, int] = dict.fromkeys(GROUPS, 0)
    for first, then in zip(pair.before.judged, pair.after.judged, strict=True):
        groups[_group(first, then)] += 1
    line = pair.after.line or pair.before.line
    return LineComparison(
        line=pair.name,
        title="" if line is None else line.title,
        fund=None if line is None else line.budget_of,
        cases=len(pair.cases),
        groups=groups,
        before=_money(pair.before),
        after=_money(pair.after),
    )


def _group(before: Judged, after: Judged) -> Group:
    had, has = before.answer == "yes", after.answer == "yes"
    if had != has:
        return "newly_eligible" if has else "no_longer_eligible"
    first, then = before.amount_cents, after.amount_cents
    if not has or first is None or then is None or first == then:
        return "unchanged"
    return "amount_up" if then > first else "amount_down"


def _money(version: _Version) -> Money:
    eligible = [each for each in version.judged if each.answer == "yes"]
    reached = _reached(version)
    return Money(
        budget_cents=version.fund.budget_cents,
        eligible=len(eligible),
        awarded_cents=_total(each.amount_cents for each in eligible),
        reached=None if reached is None else len(reached),
        reached_cents=None if reached is None else sum(reached),
    )


def _reached(version: _Version) -> list[int] | None:
    """Return what the cases of a line get that the budget reaches: others may spend it too."""
    found = version.fund.reached
    return None if found is None else [found[c.id] for c in version.cases if c.id in found]


def _total(amounts: Iterable[int | None]) -> int | None:
    known = list(amounts)
    return None if None in known else sum(each for each in known if each is not None)


def _moves(pair: _Pair) -> Iterator[Move]:
    for index, case in enumerate(pair.cases):
        group = _group(pair.before.judged[index], pair.after.judged[index])
        before, after = (_side(each, case, index) for each in (pair.before, pair.after))
        if group != "unchanged" or before.reached != after.reached:
            sentence = _sentence(pair, group, index)
            yield Move(
                id=case.id, line=pair.name, group=group, before=before, after=after,
                sentence=sentence,
            )  # fmt: skip


def _side(version: _Version, case: Case, index: int) -> Side:
    judged = version.judged[index]
    served = version.fund.reached
    reached = None if served is None else case.id in served
    return Side(answer=judged.answer, cents=judged.amount_cents, reached=reached)


def _sentence(pair: _Pair, group: Group, index: int) -> str:
    if group == "newly_eligible":
        return f"Prima: {_why(pair.before, index)}"
    if group == "no_longer_eligible":
        return f"Ora: {_why(pair.after, index)}"
    before, after = (each.judged[index].amount_cents or 0 for each in (pair.before, pair.after))
    if group != "unchanged":
        return f"L'importo passa da {euro(before)} a {euro(after)}."
    reached = pair.cases[index].id in (pair.after.fund.reached or {})
    return "I fondi ora la raggiungono." if reached else "I fondi non la raggiungono più."


def _why(version: _Version, index: int) -> str:
    if version.line is None:
        return NO_LINE
    unmet = _unmet(version.line, version.facts[index])
    return next(unmet, "manca un dato per calcolare l'importo.")


def _unmet(line: LineDraft, facts: Facts) -> Iterator[str]:
    for requirement in line.requirements:
        if answer(requirement, facts) not in MET:
            yield find(line, requirement, facts).sentence
    for each in limit.of_the_case(line):
        if limit.answer(each, facts) not in MET:
            yield limit.find(line, each, facts).sentence
