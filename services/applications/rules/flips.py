"""The smallest change of one datum that would turn what is unmet or incomplete.

Smaller is: first a change after which the whole application would have a yes; then a number, an
amount or a day before a yes or no, before a choice, before a list, before another municipality;
then the shorter way relative to what the datum is now (a day is a 365th); then the day of the
application before other days; then what is read first.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from contracts.calls import CallDraft, LineDraft
from contracts.questions import Group, Requirement
from services.applications.rules import advice, limit
from services.applications.rules.amounts import award, award_cents
from services.applications.rules.condition import Facts, at, reads
from services.applications.rules.counting import answer
from services.applications.rules.eligibility import judge
from services.applications.rules.explanation import Frozen, Node
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.search import Found, Trial, nearest
from services.applications.rules.source import borders, data, hints, literals
from services.applications.rules.vocabulary import Place

MOST_ITEMS = 10
MET = ("yes", "not_applicable")
AMOUNT = "amount"
EMPLOYER = "employer."


class Flip(Frozen):
    """The smallest change of one datum for one requirement, tried and found to be enough.

    `requirement` is its id, a limit's, or `amount` for an award of zero; `item` is the item it is
    about. Without a single change that is enough `found` is False and the sentence says so. `whole`
    tells whether the whole outcome would then be yes.
    """

    requirement: str
    article: str
    item: str | None = None
    found: bool
    path: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    sentence: str
    whole: bool = False


class _Aim(NamedTuple):
    """Something to turn: what it reads, the values that it names, and its test."""

    requirement: str
    article: str
    paths: Sequence[str]
    named: Sequence[int | str]
    holds: Callable[[Facts], bool]
    place: Place | None = None


def smallest_changes(call: CallDraft, line_id: str, declared: Declared) -> tuple[Flip, ...]:
    """Return for each unmet or incomplete requirement the smallest change that would turn it.

    Requirements of items that do not count, limits and an award of zero too. Every change is tried
    on the whole application, at most 300 times for each requirement.
    """
    line = call.line(line_id)
    facts = facts_of(line, declared)
    return tuple(_flip(call, line, declared, aim) for aim in _aims(line, facts))


def _aims(line: LineDraft, facts: Facts) -> list[_Aim]:
    unmet = [each for each in line.requirements if answer(each, facts) not in MET]
    limits = [each for each in limit.of_the_case(line) if limit.answer(each, facts) not in MET]
    aims = [
        *(_aim(requirement, None) for requirement in unmet),
        *(aim for group in line.groups for aim in _item_aims(group, facts)),
        *(_Aim(each.id, each.article, (), (), lambda _: False) for each in limits),
    ]
    # What keeps a requirement from being met often makes the award zero, and is told there.
    empty = not aims and award_cents(line, facts) == 0
    return [*aims, *([_amount_aim(line, facts)] if empty else [])]


def _item_aims(group: Group, facts: Facts) -> Iterator[_Aim]:
    items = at(facts, f"answers.{group.name}") or ()
    for index, item in enumerate(items[:MOST_ITEMS]):
        for requirement in group.item_requirements:
            if answer(requirement, {**facts, "item": item}) not in MET:
                yield _aim(requirement, Place(group, index))


def _aim(requirement: Requirement, place: Place | None) -> _Aim:
    expressions = [each for each in (requirement.cel, requirement.when) if each]
    paths = [path for each in expressions for path in reads(each)]

    def holds(facts: Facts) -> bool:
        within = facts if place is None else _within(facts, place)
        return within is not None and answer(requirement, within) in MET

    return _Aim(requirement.id, requirement.article, paths, literals(expressions), holds, place)


def _within(facts: Facts, place: Place) -> Facts | None:
    items = at(facts, f"answers.{place.group.name}") or ()
    return {**facts, "item": items[place.index]} if place.index < len(items) else None


def _amount_aim(line: LineDraft, facts: Facts) -> _Aim:
    node = award(line, facts).node
    conditions = [each.cel for group in line.groups for each in group.item_requirements]
    rule = {} if line.amount is None else line.amount.model_dump()
    named = (*literals(conditions), *borders(rule))
    groups = (f"computed.{group.name}_count" for group in line.groups)
    paths = tuple(dict.fromkeys((*_read(node), *groups)))
    return _Aim(AMOUNT, node.article or "", paths, named, lambda it: bool(award_cents(line, it)))


def _read(node: Node) -> Iterator[str]:
    yield from (each.path for each in node.read)
    for child in node.children:
        yield from _read(child)


def _flip(call: CallDraft, line: LineDraft, declared: Declared, aim: _Aim) -> Flip:
    named = {"requirement": aim.requirement, "article": aim.article}
    item = aim.place.label if aim.place else None
    options = _options(call, line, declared, aim)
    if not options:
        return Flip(**named, item=item, found=False, sentence=_none(aim))
    whole, best = min(options, key=lambda each: (not each[0], each[1].order))
    return Flip(
        **named,
        item=item,
        found=True,
        path=best.datum.path,
        label=best.datum.label,
        before=advice.before(best.datum),
        after=advice.after(best),
        sentence=advice.sentence(best, whole=whole),
        whole=whole,
    )


def _none(aim: _Aim) -> str:
    if not aim.paths:
        return advice.NOT_OURS
    by_employer = all(path.startswith(EMPLOYER) for path in aim.paths)
    return advice.NOT_YOURS if by_employer else advice.NOT_FOUND


def _options(
    call: CallDraft, line: LineDraft, declared: Declared, aim: _Aim
) -> list[tuple[bool, Found]]:
    facts = facts_of(line, declared)
    within = facts if aim.place is None else _within(facts, aim.place) or facts
    named = [*aim.named, *(at(within, path) for path in aim.paths), at(facts, "filing.on")]
    trial = Trial(declared, lambda other: aim.holds(facts_of(line, other)))
    options = []
    for datum in data(call, line, declared, aim.paths, aim.place):
        found = nearest(datum, hints(datum, named), trial)
        if found is not None:
            changed = datum.put(declared, found.value)
            options.append((judge(line, facts_of(line, changed)).answer == "yes", found))
    return options
