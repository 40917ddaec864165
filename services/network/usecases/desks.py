"""Front desks, and what their operators do for those who gave them a delegation."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.desks import (
    AccessAnswer,
    AccessQuestion,
    ContactCount,
    ContactCounts,
    ContactFiling,
    ContactKept,
    DeskActFiling,
    DeskCard,
    DeskCards,
    DeskCases,
    DeskLog,
    DeskLogEntry,
    DeskOpening,
    OpeningHours,
    OperatorPosting,
    PostedOperator,
)
from contracts.network import DeskActRecorded
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.desks import Desk, DeskAct, DeskContact, DeskOperator
from services.network.queries import adhesions, desks
from services.network.rules.access import access
from services.network.rules.opening import is_open, next_opening

LONGEST_MONTH = timedelta(days=31)


async def open_desk(session: AsyncSession, opening: DeskOpening) -> DeskCard:
    """Open a desk of a partner; refuses `unknown-alliance` (404)."""
    await adhesions.alliance(session, opening.alliance)
    at = clock.now()
    said = opening.model_dump(mode="json", exclude={"official"})
    row = Desk(id=new_id(), opened_by=opening.official, opened_at=at, **said)
    session.add(row)
    return _card(row, at)


async def desk_cards(session: AsyncSession, alliance: str) -> DeskCards:
    """Return the desks of an alliance; refuses `unknown-alliance` (404)."""
    await adhesions.alliance(session, alliance)
    at = clock.now()
    return DeskCards(items=tuple(_card(each, at) for each in await desks.desks(session, alliance)))


async def post_operator(
    session: AsyncSession, desk_id: UUID, posting: OperatorPosting
) -> PostedOperator:
    """Say on which days an operator works at a desk; said again, the days are replaced.

    Refuses `unknown-desk` 404 and `ends-before-it-begins` 422.
    """
    await desks.desk(session, desk_id)
    if posting.to_on is not None and posting.to_on < posting.from_on:
        raise Refusal("ends-before-it-begins", "Il periodo finisce prima di cominciare.", 422)
    days = {"from_on": posting.from_on, "to_on": posting.to_on, "posted_by": posting.official}
    row = {"desk_id": desk_id, "operator": posting.operator, **days}
    fresh = insert(DeskOperator).values(row)
    keys = ["desk_id", "operator"]
    await session.execute(fresh.on_conflict_do_update(index_elements=keys, set_=days))
    said = posting.model_dump(exclude={"official"})
    return PostedOperator(desk_id=desk_id, **said)


async def keep_contact(session: AsyncSession, desk_id: UUID, filing: ContactFiling) -> ContactKept:
    """Write down that somebody came, without a name; refuses what `check_operator` does."""
    at = clock.now()
    await check_operator(session, desk_id, filing.operator, at)
    row = DeskContact(id=new_id(), desk_id=desk_id, at=at, **filing.model_dump())
    session.add(row)
    return ContactKept(contact_id=row.id, at=at)


async def contact_counts(session: AsyncSession, desk_id: UUID, month: str) -> ContactCounts:
    """Count the contacts of a desk in a month, `2026-03`; refuses `unknown-desk` (404)."""
    await desks.desk(session, desk_id)
    first = date.fromisoformat(f"{month}-01")
    following = (first + LONGEST_MONTH).replace(day=1)
    begins, ends = (_midnight(each) for each in (first, following))
    found = await desks.contacts(session, desk_id, begins, ends)
    items = tuple(
        ContactCount.model_validate({"topic": topic, "outcome": outcome, "contacts": count})
        for topic, outcome, count in found
    )
    return ContactCounts(month=month, total=sum(each.contacts for each in items), items=items)


async def record_desk_act(
    session: AsyncSession, desk_id: UUID, filing: DeskActFiling, principal_key: str
) -> DeskActRecorded:
    """Write what an operator did for somebody; the log names both.

    Refuses what `check_operator` does, `delegation-missing` 422 for an application that no
    delegation is known of, `other-desk` 403 and `other-principal` 409.
    """
    at = clock.now()
    desk = await check_operator(session, desk_id, filing.operator, at)
    await desks.hold_application(session, filing.application_id)
    before = await desks.first_act(session, filing.application_id)
    row = DeskAct(
        id=new_id(),
        desk_id=desk_id,
        operator=filing.operator,
        principal_key=principal_key,
        application_id=filing.application_id,
        delegation_id=_delegation(filing, before),
        act=filing.act,
        at=at,
    )
    _check_same(row, before)
    session.add(row)
    fact = _recorded(row, filing)
    await announce(session, fact, alliance=desk.alliance, at=at)
    return fact


async def desk_access(session: AsyncSession, question: AccessQuestion) -> AccessAnswer:
    """Return what an operator may do with an application now."""
    theirs = await desks.desks_of(session, question.operator, clock.today())
    first = await desks.first_act(session, question.application_id)
    return access(theirs, first.desk_id if first else None, sent=question.sent)


async def desk_cases(session: AsyncSession, desk_id: UUID, operator: str) -> DeskCases:
    """Return the applications of a desk for one who works there; refuses as `check_operator`."""
    await check_operator(session, desk_id, operator, clock.now())
    found = (each.application_id for each in await desks.acts(session, desk_id))
    return DeskCases(application_ids=tuple(dict.fromkeys(found)))


async def desk_log(session: AsyncSession, desk_id: UUID) -> DeskLog:
    """Return what operators of a desk did, the newest first; refuses `unknown-desk` (404)."""
    await desks.desk(session, desk_id)
    fields = set(DeskLogEntry.model_fields)
    rows = await desks.acts(session, desk_id)
    return DeskLog(
        items=tuple(DeskLogEntry.model_validate(each.model_dump(include=fields)) for each in rows)
    )


async def check_operator(session: AsyncSession, desk_id: UUID, operator: str, at: datetime) -> Desk:
    """Return a desk for one who works there; refuses `unknown-desk` 404 and `not-your-desk` 403."""
    found = await desks.desk(session, desk_id)
    if desk_id not in await desks.desks_of(session, operator, clock.civil_day(at)):
        raise Refusal("not-your-desk", "Lei non lavora a questo sportello.", 403)
    return found


def _card(row: Desk, at: datetime) -> DeskCard:
    hours = tuple(OpeningHours.model_validate(each) for each in row.hours)
    closed_on = tuple(date.fromisoformat(each) for each in row.closed_on)
    said: dict[str, Any] = row.model_dump(
        include=set(DeskCard.model_fields) - {"hours", "closed_on"}
    )
    return DeskCard(
        desk_id=row.id,
        hours=hours,
        closed_on=closed_on,
        open_now=is_open(hours, closed_on, at),
        opens_at=next_opening(hours, closed_on, at),
        **said,
    )


def _midnight(day: date) -> datetime:
    return clock.end_of_day(day - timedelta(days=1))


def _delegation(filing: DeskActFiling, before: DeskAct | None) -> UUID:
    known = filing.delegation_id or (before.delegation_id if before else None)
    if known is None:
        raise Refusal("delegation-missing", "Serve la delega firmata.", 422)
    return known


def _check_same(row: DeskAct, before: DeskAct | None) -> None:
    if before is None:
        return
    if before.desk_id != row.desk_id:
        raise Refusal("other-desk", "La domanda è seguita da un altro sportello.", 403)
    if before.principal_key != row.principal_key:
        raise Refusal("other-principal", "La delega di questa domanda è di un'altra persona.")


def _recorded(row: DeskAct, filing: DeskActFiling) -> DeskActRecorded:
    return DeskActRecorded(
        act_id=row.id,
        desk_id=row.desk_id,
        application_id=row.application_id,
        operator=row.operator,
        principal_key=row.principal_key,
        act=filing.act,
    )
