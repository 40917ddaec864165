"""What is read from the applications tables."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Result, Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.programmes import Call
from kit.refusal import Refusal
from services.applications.models import (
    Applicant,
    Application,
    CallVersion,
    Check,
    DecisionAct,
    DecisionReason,
)
from services.applications.rules.register import search_name

_BY_BEGINNING = text(
    "select application_id from applicant "
    "where search_name like :name or identifier like :code limit :limit"
)

_LOCKED = text("select * from application where id = :id for update")
_DECLARED = text(
    """
    select a.*, p.kind, p.municipality, p.answers, exists (
        select from membership m
        where m.organisation_key = p.organisation_key and m.since_on <= :today
            and (m.until_on is null or m.until_on >= :today)
    ) as member
    from application a join applicant p on p.application_id = a.id
    where a.id = :id for update of a
    """
).columns(answers=JSONB)
_DECISION = text("select * from decision where application_id = :id")
_NEWEST = text("select max(version) from call_version where call_id = :call_id")

_parsed: dict[tuple[str, int], Call] = {}
_versions: dict[tuple[str, int], CallVersion] = {}


async def current_version(session: AsyncSession, call_id: str) -> CallVersion:
    """Return the newest published version of a call; refuses `unknown-call` (404)."""
    # PostgreSQL takes no NUL in a text, not even to look it up.
    storable = "\x00" not in call_id
    newest = (await session.execute(_NEWEST, {"call_id": call_id})).scalar() if storable else None
    if newest is None:
        raise Refusal("unknown-call", "Il bando non esiste o non è pubblicato.", 404)
    return await _version(session, (call_id, newest))


async def version_of(session: AsyncSession, application: Application | Row[Any]) -> CallVersion:
    """Return the call version that an application was filed under, which never changes."""
    return await _version(session, (application.call_id, application.call_version))


async def _version(session: AsyncSession, key: tuple[str, int]) -> CallVersion:
    if key not in _versions:
        _versions[key] = await session.get_one(CallVersion, key)
        session.expunge(_versions[key])
    return _versions[key]


def definition(version: CallVersion) -> Call:
    """Return the call as its file says it; a published version never changes."""
    key = (version.call_id, version.version)
    if key not in _parsed:
        _parsed[key] = Call.model_validate(version.definition)
    return _parsed[key]


async def application(session: AsyncSession, application_id: UUID) -> Row[Any]:
    """Return one application, locked against other writers; refuses `unknown-application` (404)."""
    return _found(await session.execute(_LOCKED, {"id": application_id}))


async def declared(session: AsyncSession, application_id: UUID, today: date) -> Row[Any]:
    """Return an application, locked, with what its requirements are checked on.

    `kind`, `municipality` and `answers` are the applicant's; `member` tells whether they are in
    the network of alliances today. Refuses `unknown-application` (404).
    """
    return _found(await session.execute(_DECLARED, {"id": application_id, "today": today}))


async def decision(session: AsyncSession, application_id: UUID) -> Row[Any] | None:
    """Return the decision on an application, None while there is none."""
    return (await session.execute(_DECISION, {"id": application_id})).one_or_none()


def _found(rows: Result[Any]) -> Row[Any]:
    row = rows.one_or_none()
    if row is None:
        raise Refusal("unknown-application", "La domanda non esiste.", 404)
    return row


async def eligible_up_to(
    session: AsyncSession, call_id: str, line: str, place: int
) -> list[Application]:
    """Return the applications up to a place whose last check says yes and nobody has decided.

    All applications of those places are locked first, so that a check that runs at this moment is
    either seen here or sees the act.
    """
    places = (
        select(Application)
        .where(
            Application.call_id == call_id,
            Application.line == line,
            Application.place <= place,
            col(Application.state).in_(("registered", "under_review")),
        )
        .order_by(col(Application.place))
        .with_for_update()
    )
    locked = (await session.exec(places)).all()
    eligible = select(Check.application_id, Check.round).where(
        col(Check.application_id).in_([each.id for each in locked if not each.late]),
        col(Check.outcome) == "yes",
    )
    said_yes = set((await session.exec(eligible)).all())
    return [
        each for each in locked
        if each.state == "under_review" and (each.id, each.checked) in said_yes
    ]  # fmt: skip


async def reason(session: AsyncSession, application_id: UUID, reason_id: UUID | None) -> str:
    """Return the words of a decision's reason; refuses `unknown-reason` (422)."""
    if reason_id is None:
        return ""
    kept = await session.get(DecisionReason, reason_id)
    if kept is None or kept.application_id != application_id:
        raise Refusal("unknown-reason", "La motivazione non è di questa domanda.", 422)
    return kept.words


CaseRow = tuple[Application, Applicant, Check | None, DecisionAct | None]


async def cases(session: AsyncSession, ids: Sequence[UUID]) -> list[CaseRow]:
    """Return applications with their applicant, last check and decision."""
    statement = (
        select(Application, Applicant, Check, DecisionAct)
        .join(Applicant, col(Applicant.application_id) == Application.id)
        .outerjoin(
            Check,
            (col(Check.application_id) == Application.id)
            & (col(Check.round) == Application.checked),
        )
        .outerjoin(DecisionAct, col(DecisionAct.application_id) == Application.id)
        .where(col(Application.id).in_(ids))
    )
    rows = await session.exec(statement)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def found_by_words(session: AsyncSession, words: str, limit: int = 50) -> list[UUID]:
    """Return the applications whose applicant's name or code begins with the words."""
    if not words.isprintable():
        return []
    name, code = search_name(words), words.strip().upper()
    values = {"name": _beginning(name), "code": _beginning(code), "limit": limit}
    return list((await session.execute(_BY_BEGINNING, values)).scalars())


def _beginning(words: str) -> str:
    """Return the LIKE pattern of what begins with the words; nothing begins with no word."""
    return re.sub(r"([\\%_])", r"\\\1", words) + "%" if words else ""
