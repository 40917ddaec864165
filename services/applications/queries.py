"""What is read from the applications tables."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.programmes import Call
from kit.refusal import Refusal
from services.applications.models import (
    Applicant,
    Application,
    BatchAct,
    CallVersion,
    Check,
    DecisionAct,
    Membership,
)
from services.applications.rules.register import search_name

_BY_BEGINNING = text(
    "select application_id from applicant "
    "where search_name like :name or identifier like :code limit :limit"
)

_parsed: dict[tuple[str, int], Call] = {}
_versions: dict[tuple[str, int], CallVersion] = {}


async def current_version(session: AsyncSession, call_id: str) -> CallVersion:
    """Return the newest published version of a call; refuses `unknown-call` (404)."""
    statement = (
        select(CallVersion)
        .where(CallVersion.call_id == call_id)
        .order_by(col(CallVersion.version).desc())
        .limit(1)
    )
    # PostgreSQL takes no NUL in a text, not even to look it up.
    storable = "\x00" not in call_id
    version = (await session.exec(statement)).one_or_none() if storable else None
    if version is None:
        raise Refusal("unknown-call", "Il bando non esiste o non è pubblicato.", 404)
    return version


async def version_of(session: AsyncSession, application: Application) -> CallVersion:
    """Return the call version that an application was filed under, which never changes."""
    key = (application.call_id, application.call_version)
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


async def application(session: AsyncSession, application_id: UUID) -> Application:
    """Return one application, locked against other writers; refuses `unknown-application` (404)."""
    found = await session.get(Application, application_id, with_for_update=True)
    if found is None:
        raise Refusal("unknown-application", "La domanda non esiste.", 404)
    return found


async def is_member(session: AsyncSession, organisation_key: str, today: Any) -> bool:
    """Tell whether an organisation is in the network of alliances today."""
    still: ColumnElement[bool] = (col(Membership.until_on).is_(None)) | (
        col(Membership.until_on) >= today
    )
    statement = select(Membership.adhesion_id).where(
        Membership.organisation_key == organisation_key, Membership.since_on <= today, still
    )
    return (await session.exec(statement.limit(1))).one_or_none() is not None


async def covering_act(session: AsyncSession, application: Application) -> BatchAct | None:
    """Return the batch act that grants an application's place, if one was signed."""
    statement = (
        select(BatchAct)
        .where(
            BatchAct.call_id == application.call_id,
            BatchAct.line == application.line,
            BatchAct.through_place >= application.place,
        )
        .order_by(col(BatchAct.at))
        .limit(1)
    )
    return (await session.exec(statement)).one_or_none()


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
