"""A voucher whose row this transaction has locked, with what its money and its terms say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import VoucherTerms
from kit.refusal import Refusal
from services.vouchers.rules.policy import Policy, policy_of
from services.vouchers.rules.voucher_states import State, Use, standing

_BY_CODE = text("select id, root_id from voucher where code_hash = :code_hash")
_BY_ID = text("select id, root_id from voucher where id = :id")
# The first of the family before its part: a cap counts what all of them spend.
_LOCK = text("select id from voucher where id in (:id, :root_id) order by id for no key update")
_TITLE = text(
    """
    select v.id, v.application_id, v.state, v.amount_cents, v.issued_at, v.valid_until_on,
           v.ended_at, v.activate_by_on, v.activated_at, v.root_id, v.parent_id, v.category,
           v.situation, v.terms, r.call_id, r.line, l.account, l.alliance,
           a.credits_cents - a.debits_cents as residual_cents,
           (select coalesce(sum(h.amount_cents), 0)::bigint from hold h
            where h.voucher_id = v.id and h.state = 'held') as held_cents,
           (select coalesce(sum(d.amount_cents), 0)::bigint from redemption d
            left join reversal s on s.redemption_id = d.id
            where d.voucher_id = v.id and s.id is null) as spent_cents
    from voucher v join account a on a.id = v.id
    join budget_line l on l.account = a.line
    join reservation r on r.application_id = v.application_id
    where v.id = :id
    """
).columns(terms=JSONB)
_MOVE = text(
    "update voucher set state = :state, ended_at = :ended_at, "
    "activated_at = coalesce(activated_at, :activated_at) where id = :id"
)


@dataclass
class Title:
    """A voucher that stands still: nobody else changes it until this transaction ends.

    `residual_cents` can be spent; `held_cents` is held by providers; `spent_cents` is net of what
    was reversed. `account` is the account of its budget line.
    """

    id: UUID
    application_id: UUID
    state: State
    amount_cents: int
    issued_at: datetime
    valid_until_on: date
    ended_at: datetime | None
    activate_by_on: date | None
    activated_at: datetime | None
    root_id: UUID
    parent_id: UUID | None
    category: str | None
    situation: str | None
    terms: dict[str, Any]
    call_id: str
    line: str
    account: UUID
    alliance: str
    residual_cents: int
    held_cents: int
    spent_cents: int

    @property
    def known_terms(self) -> VoucherTerms | None:
        """The terms of its call, None for one that was given without any."""
        return VoucherTerms.model_validate(self.terms) if self.terms else None

    @property
    def policy(self) -> Policy:
        """What it may buy, where, and how much of it."""
        return policy_of(self.known_terms, self.situation, self.category)

    @property
    def standing(self) -> State:
        """Its state by its use alone."""
        left = self.residual_cents + self.held_cents
        return standing(Use(self.spent_cents, left, activated=self.activated_at is not None))


async def lock_by_code(session: AsyncSession, code_hash: bytes) -> Title | None:
    """Lock the voucher with this code, None when there is none."""
    found = (await session.execute(_BY_CODE, {"code_hash": code_hash})).one_or_none()
    return await _locked(session, found.id, found.root_id) if found else None


async def lock(session: AsyncSession, voucher_id: UUID) -> Title:
    """Lock a voucher; refuses `voucher-unknown` (404)."""
    found = (await session.execute(_BY_ID, {"id": voucher_id})).one_or_none()
    if found is None:
        raise Refusal("voucher-unknown", "Il voucher non esiste.", 404)
    return await _locked(session, found.id, found.root_id)


async def peek(session: AsyncSession, voucher_id: UUID) -> Title:
    """Read a voucher without a lock; refuses `voucher-unknown` (404)."""
    found = await session.execute(_TITLE, {"id": voucher_id})
    row = found.mappings().one_or_none()
    if row is None:
        raise Refusal("voucher-unknown", "Il voucher non esiste.", 404)
    return Title(**row)


async def _locked(session: AsyncSession, voucher_id: UUID, root_id: UUID) -> Title:
    await session.execute(_LOCK, {"id": voucher_id, "root_id": root_id})
    return await peek(session, voucher_id)


async def move(
    session: AsyncSession, title: Title, state: State, *, at: datetime, ends: bool = False
) -> None:
    """Write the state of a voucher; one that is activated by it bears the instant of that."""
    title.state = state
    title.ended_at = at if ends else title.ended_at
    activates = state in ("active", "partly_spent", "spent")
    title.activated_at = title.activated_at or (at if activates else None)
    values = {
        "id": title.id, "state": state, "ended_at": title.ended_at,
        "activated_at": title.activated_at,
    }  # fmt: skip
    await session.execute(_MOVE, values)
