"""Whether a requirement is met, is not met, or waits for a datum: the reviewer decides, not this.

Residence and seat are judged by ISTAT code; a postcode is never read.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from contracts.calls import CallDraft, LineDraft
from contracts.questions import Group, Requirement
from services.applications.rules import limit, recipient
from services.applications.rules.amounts import award, award_cents
from services.applications.rules.condition import Facts, at, reads
from services.applications.rules.counting import Answer, answer, limits_of
from services.applications.rules.explanation import Finding, ItemFinding, Outcome, Verdict
from services.applications.rules.vocabulary import HOUSE, Place, full_path, reading, shown, subject

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NOT_CONCERNED = "Questa condizione non riguarda il caso."


class Judged(NamedTuple):
    """An outcome without its words: the answer and what may be granted."""

    answer: Verdict
    amount_cents: int | None


def evaluate(call: CallDraft, line_id: str, facts: Facts) -> Outcome:
    """Answer every requirement and limit of a line, and explain the amount.

    Somebody whom the line is not for is told so first. `facts` are those of `facts_of`. One no
    makes no; else a missing datum, an item of which it is not known whether it counts, or an amount
    that cannot be computed make to_complete. A line that the call does not have raises LookupError.
    """
    line = call.line(line_id)
    findings = (
        *recipient.find(line, facts),
        *(find(line, requirement, facts) for requirement in line.requirements),
        *(limit.find(line, each, facts) for each in limit.of_the_case(line)),
    )
    items = tuple(item for group in line.groups for item in _items(line, group, facts))
    computed = award(line, facts)
    return Outcome(
        call=call.id,
        version=call.version,
        line=line_id,
        answer=_together(line, {each.answer for each in findings}, facts, computed.cents),
        findings=findings,
        items=items,
        ceiling_cents=limit.ceiling_cents(line, facts),
        amount_cents=_granted(line, facts, computed.cents),
        amount=computed.node,
    )


def judge(line: LineDraft, facts: Facts) -> Judged:
    """Return what `evaluate` answers and awards, without explaining it: for many cases at once."""
    return judge_awarded(line, facts, award_cents(line, facts))


def judge_awarded(line: LineDraft, facts: Facts, cents: int | None) -> Judged:
    """Return the same when what the line awards is already computed."""
    answers = {answer(requirement, facts) for requirement in line.requirements}
    answers |= {limit.answer(each, facts) for each in limit.of_the_case(line)}
    answers |= {each.answer for each in recipient.find(line, facts)}
    return Judged(_together(line, answers, facts, cents), _granted(line, facts, cents))


def find(
    line: LineDraft, requirement: Requirement, facts: Facts, place: Place | None = None
) -> Finding:
    """Answer one requirement; one of an item is asked of facts that hold the `item`."""
    answered = answer(requirement, facts)
    paths = _paths(requirement)
    known = [path for path in paths if at(facts, path) is not None]
    missing = [path for path in paths if path not in known]
    return Finding(
        requirement=requirement.id,
        article=requirement.article,
        answer=answered,
        sentence=_filled(line, _template(requirement, answered), facts, place),
        read=tuple(reading(line, path, facts, place) for path in known),
        missing=tuple(full_path(path, place) for path in missing),
        missing_labels=tuple(subject(line, path, place).label for path in missing),
    )


def _together(line: LineDraft, answers: set[Answer], facts: Facts, cents: int | None) -> Verdict:
    if "no" in answers:
        return "no"
    flags = at(facts, "counted") or {}
    unknown = any(None in flags.get(group.name, ()) for group in line.groups)
    wanting = line.amount is not None and cents is None
    return "to_complete" if "to_complete" in answers or unknown or wanting else "yes"


def _granted(line: LineDraft, facts: Facts, cents: int | None) -> int | None:
    if not limit.on_money(line):
        return cents
    ceiling = limit.ceiling_cents(line, facts)
    return None if cents is None or ceiling is None else min(cents, ceiling)


def _items(line: LineDraft, group: Group, facts: Facts) -> Iterable[ItemFinding]:
    flags = at(facts, f"counted.{group.name}") or ()
    for index, flag in enumerate(flags):
        place = Place(group, index)
        item = facts["answers"][group.name][index]
        within = {**facts, "item": item}
        findings = (
            *(find(line, requirement, within, place) for requirement in group.item_requirements),
            *(limit.find_item(each, item, facts) for each in limits_of(line, group)),
        )
        yield ItemFinding(
            group=group.name,
            index=index,
            label=place.label,
            counted=flag,
            sentence=_item_sentence(place.label, findings, flag),
            findings=findings,
        )


def _item_sentence(label: str, findings: Iterable[Finding], flag: bool | None) -> str:
    if flag:
        return f"{label}: conta."
    wanted = "to_complete" if flag is None else "no"
    because = " ".join(each.sentence for each in findings if each.answer == wanted)
    told = "non si sa ancora se conta" if flag is None else "non conta"
    return f"{label}: {told}. {because}"


def _paths(requirement: Requirement) -> tuple[str, ...]:
    when = reads(requirement.when) if requirement.when else ()
    paths = dict.fromkeys((*when, *reads(requirement.cel)))
    # A name that an expression binds itself (`children.all(c, …)`) is no datum.
    return tuple(path for path in paths if "." in path or path in HOUSE)


def _template(requirement: Requirement, answered: Answer) -> str:
    sentences: dict[Answer, str] = {
        "yes": requirement.sentence_yes,
        "no": requirement.sentence_no,
        "to_complete": requirement.sentence_missing,
        "not_applicable": NOT_CONCERNED,
    }
    return sentences[answered]


def _filled(line: LineDraft, template: str, facts: Facts, place: Place | None) -> str:
    return PLACEHOLDER.sub(lambda found: shown(line, found[1], facts, place), template)
