"""The list of applications: filters, a keyset cursor, and counts that were written beforehand."""

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from kit.refusal import Refusal
from services.dashboard.models import ApplicationRow, StateCount

PAGE = 25
SIGNATURE = 16
Order = Literal["recenti", "termine"]
Rows = Sequence[ApplicationRow]


@dataclass(frozen=True)
class Filters:
    """Which applications, and from where on; everything of it stands in the address."""

    state: str = ""
    call_id: str = ""
    order: Order = "recenti"
    year: int = 0
    number: int = 0
    after: tuple[str, UUID] | None = None


@dataclass(frozen=True)
class Page:
    """One page of rows; `next` is where the following one begins, None on the last."""

    rows: Rows
    next: tuple[str, UUID] | None


async def page(session: AsyncSession, filters: Filters) -> Page:
    """Return one page in the order asked for."""
    found = (await session.exec(_query(filters).limit(PAGE + 1))).all()
    rows = found[:PAGE]
    return Page(rows, _key(filters.order, rows[-1]) if len(found) > PAGE else None)


async def by_ids(session: AsyncSession, ids: Sequence[UUID]) -> Rows:
    """Return registered applications by their ids, the most recent first."""
    wanted = select(ApplicationRow).where(
        col(ApplicationRow.id).in_(ids), ApplicationRow.state != ""
    )
    by_time = (col(ApplicationRow.registered_at).desc(), col(ApplicationRow.id).desc())
    return (await session.exec(wanted.order_by(*by_time))).all() if ids else []


async def counts(session: AsyncSession, call_id: str) -> Mapping[str, int]:
    """Return how many applications are in each state, of one call or of all."""
    total = func.sum(StateCount.applications)
    query = select(StateCount.state, total).group_by(StateCount.state)
    if call_id:
        query = query.where(StateCount.call_id == call_id)
    return {state: int(count) for state, count in (await session.exec(query)).all()}


async def overdue(session: AsyncSession, today: date, most: int = 1000) -> int:
    """Return how many wait for a decision past their term, counting no further than `most`."""
    late = (
        select(ApplicationRow.id)
        .where(ApplicationRow.state == "to_decide", ApplicationRow.due_on < today)
        .limit(most)
        .subquery()
    )
    return (await session.exec(select(func.count()).select_from(late))).one()


def _query(filters: Filters) -> SelectOfScalar[ApplicationRow]:
    query = select(ApplicationRow).where(_listed(filters))
    if filters.call_id:
        query = query.where(ApplicationRow.call_id == filters.call_id)
    if filters.number:
        query = query.where(ApplicationRow.register_number == filters.number)
    if filters.year:
        query = query.where(ApplicationRow.register_year == filters.year)
    return _ordered(query, filters)


def _listed(filters: Filters) -> Any:
    if filters.state:
        return col(ApplicationRow.state) == filters.state
    return col(ApplicationRow.state) != ""


def _ordered(
    query: SelectOfScalar[ApplicationRow], filters: Filters
) -> SelectOfScalar[ApplicationRow]:
    identity = col(ApplicationRow.id)
    if filters.order == "termine":
        by_term = tuple_(col(ApplicationRow.due_on), identity)
        if filters.after:
            query = query.where(by_term > (date.fromisoformat(filters.after[0]), filters.after[1]))
        return query.order_by(col(ApplicationRow.due_on), identity)
    by_time = tuple_(col(ApplicationRow.registered_at), identity)
    if filters.after:
        moment = datetime.fromisoformat(filters.after[0])
        query = query.where(by_time < (moment, filters.after[1]))
    return query.order_by(col(ApplicationRow.registered_at).desc(), identity.desc())


def _key(order: Order, row: ApplicationRow) -> tuple[str, UUID]:
    if order == "termine":
        return row.due_on.isoformat(), row.id
    if row.registered_at is None:
        raise LookupError("a listed row has its instant")
    return row.registered_at.isoformat(), row.id


def written(key: bytes, place: tuple[str, UUID]) -> str:
    """Write a place in the list as an opaque, signed word for the address."""
    text = json.dumps([place[0], str(place[1])]).encode()
    return base64.urlsafe_b64encode(_signature(key, text) + text).decode().rstrip("=")


def read(key: bytes, filters: Filters, word: str) -> Filters:
    """Return the filters from a written place on; refuses `cursor-unknown` (422)."""
    text = _verified(key, word)
    if text is None:
        raise Refusal("cursor-unknown", "Questa pagina dell'elenco non esiste più.", 422)
    value, identity = json.loads(text)
    return replace(filters, after=(value, UUID(identity)))


def _verified(key: bytes, word: str) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except ValueError:
        return None
    signature, text = raw[:SIGNATURE], raw[SIGNATURE:]
    return text if hmac.compare_digest(signature, _signature(key, text)) else None


def _signature(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, b"cursor:" + text, "sha256")[:SIGNATURE]
