"""What a changed version would do to those who applied, before it is published."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import CallDraft, LineDraft
from contracts.publishing import LineEffect, Mover, WhatIf, WhatIfRequest
from kit.refusal import Refusal
from programmes.differences import differences
from programmes.lines import examine
from services.applications.models.calls import CallVersion
from services.applications.queries import applications, calls, versions
from services.applications.rules.comparison import Case, compare
from services.applications.rules.impact import Comparison, LineComparison, Move
from services.applications.rules.precedence import Alike, Filed, Precedence, alike
from services.applications.rules.register import protocol
from services.applications.usecases.judging import declared_by, identity_of

MOST_MOVERS = 500
REACHED = {True: "I fondi ora la raggiungono.", False: "I fondi non la raggiungono più."}


class NotTriable(Refusal):
    """A version that cannot be run over applications: each fault is listed."""

    def __init__(self, slug: str, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__(slug, "Questa versione non si può provare sulle domande.", 422)
        self.errors = [{"field": at, "rule": slug, "detail": why} for at, why in faults]


@dataclass
class _Cases:
    """The applications of a call as the engine takes them, with their register numbers."""

    all: list[Case]
    protocols: dict[str, str]


async def what_if(session: AsyncSession, request: WhatIfRequest) -> WhatIf:
    """Judge every application of a call by a published version and by another one.

    The first is the version in force or the one that `before` names; the other is one of the files,
    published or not, or the one that the request holds. Late and withdrawn applications are left
    out, and those to a line that neither version has. Nothing is written. Refuses `unknown-call`
    and `unknown-version` 404, `nothing-to-try` 422 without any version, and `other-call`,
    `wrong-definition` and `incomplete-definition` 422, naming each line and what it lacks.
    """
    version = await _before(session, request)
    before, after = calls.definition(version), await _after(session, request)
    cases = await _cases(session, version, after)
    _check_complete(before, after, cases)
    # Some seconds of pure computation: other requests are answered meanwhile.
    comparison = await asyncio.to_thread(compare, before, after, cases.all)
    return _told(before, after, cases, comparison)


async def _before(session: AsyncSession, request: WhatIfRequest) -> CallVersion:
    found = await calls.in_force(session, request.call_id)
    if request.before is None:
        return found.version
    return await calls.version_numbered(session, request.call_id, request.before)


async def _after(session: AsyncSession, request: WhatIfRequest) -> CallDraft:
    if request.definition is not None:
        return _checked(request.definition, request.call_id)
    if request.version is None:
        raise Refusal("nothing-to-try", "Dica quale versione va provata.", 422)
    for draft in await versions.drafts(session, [request.call_id]):
        if draft.version == request.version:
            return versions.written(draft)
    raise Refusal("unknown-version", "Il bando non ha questa versione.", 404)


def _checked(definition: CallDraft, call_id: str) -> CallDraft:
    if definition.id != call_id:
        raise Refusal("other-call", f"La versione è del bando {definition.id}.", 422)
    if wrong := examine(definition).wrong:
        faults = [(".".join(map(str, each.path)), each.reason) for each in wrong]
        raise NotTriable("wrong-definition", faults)
    return definition


async def _cases(session: AsyncSession, version: CallVersion, after: CallDraft) -> _Cases:
    before = calls.definition(version)
    lines = _versions(before, after)
    limited = any(line.limits for line in (*before.lines, *after.lines))
    precedence, cases = Precedence(), _Cases([], {})
    async for row in applications.in_time(session, before.id):
        if row.line not in lines:
            continue
        declared = declared_by(row, version)
        if limited:
            filed = Filed(row.line, identity_of(row), declared, row.amount_cents, row.state)
            declared = precedence.take(lines[row.line], filed)
        cases.all.append(Case(str(row.id), row.line, declared, row.place))
        cases.protocols[str(row.id)] = protocol(row.register_number, row.register_year)
    return cases


def _versions(*calls: CallDraft) -> dict[str, tuple[Alike, ...]]:
    found: dict[str, list[LineDraft]] = {}
    for line in (line for call in calls for line in call.lines):
        found.setdefault(line.id, []).append(line)
    return {name: alike(lines) for name, lines in found.items()}


def _check_complete(before: CallDraft, after: CallDraft, cases: _Cases) -> None:
    known = {line.id: line for line in before.lines}
    filed = {case.line for case in cases.all}
    touched = [each for each in after.lines if each.id in filed or known.get(each.id) != each]
    if faults := [fault for line in touched for fault in _lacking(after, line)]:
        raise NotTriable("incomplete-definition", faults)


def _lacking(call: CallDraft, line: LineDraft) -> Iterator[tuple[str, str]]:
    budget_cents = call.fund_of(line.id).budget_cents
    parts = {
        "amount": (line.amount, "la sezione non dice quanto spetta"),
        "budget_cents": (budget_cents, "la sezione non dice quanti fondi ha"),
        "requirements": (line.requirements, "la sezione non ha requisiti"),
    }
    yield from (
        (f"lines.{line.id}.{name}", why) for name, (value, why) in parts.items() if not value
    )


def _told(before: CallDraft, after: CallDraft, cases: _Cases, comparison: Comparison) -> WhatIf:
    places = {case.id: case.place for case in cases.all}
    return WhatIf(
        call_id=before.id,
        before_version=before.version,
        after_version=after.version,
        differences=list(differences(before, after)),
        applications=comparison.cases,
        lines=[_effect(line) for line in comparison.lines],
        movers=[
            _mover(move, cases.protocols[move.id], places[move.id])
            for move in comparison.moves[:MOST_MOVERS]
        ],
        movers_in_all=len(comparison.moves),
    )


def _effect(line: LineComparison) -> LineEffect:
    before, after = line.before, line.after
    return LineEffect(
        line=line.line,
        title=line.title,
        fund=line.fund,
        applications=line.cases,
        budget_before_cents=before.budget_cents or 0,
        budget_after_cents=after.budget_cents or 0,
        **line.groups,
        eligible_before_cents=before.awarded_cents or 0,
        eligible_after_cents=after.awarded_cents or 0,
        funded_before=before.reached or 0,
        funded_after=after.reached or 0,
    )


def _mover(move: Move, number: str, place: int) -> Mover:
    return Mover(
        application_id=move.id,
        protocol=number,
        line=move.line,
        place=place,
        before=move.before.answer,
        after=move.after.answer,
        before_cents=move.before.cents or 0,
        after_cents=move.after.cents or 0,
        reasons=[move.sentence, *_reached(move)],
    )


def _reached(move: Move) -> Iterator[str]:
    """Tell about the money beside another reason; alone it is the sentence of the move already."""
    if move.group != "unchanged" and move.before.reached != move.after.reached:
        yield REACHED[bool(move.after.reached)]
