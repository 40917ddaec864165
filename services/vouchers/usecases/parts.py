"""A part of a voucher becomes a voucher of its own: for one child, or for one service."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.issue import VoucherIssued
from kit import clock
from kit.eventlog import announce
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.voucher_states import refuse_unless
from services.vouchers.usecases import titles
from services.vouchers.usecases.births import Birth, Source, bear
from services.vouchers.usecases.spending import refuse_unless_alive
from services.vouchers.usecases.titles import Title


@dataclass(frozen=True)
class Part:
    """How much of a voucher becomes one of its own, for which service and until when.

    Without a category it buys what the whole buys; without a day it lives as long. `key` names the
    request, so that it is done once.
    """

    voucher_id: UUID
    amount_cents: int
    key: str
    category: str | None = None
    valid_until_on: date | None = None


async def divide_voucher(session: AsyncSession, part: Part, codes: Codes) -> VoucherIssued:
    """Give a part of a voucher a code of its own; the money moves from the whole to the part.

    A part never lives longer than the whole, nor holds more than is left of it, and has no parts:
    the database guards all three. Refuses `voucher-unknown` (404), `voucher-expired`,
    `activation-term-passed`, `voucher-state`, `part-of-a-part`, `part-outlives`, `part-exceeds`,
    `category-not-covered`.
    """
    title = await titles.lock(session, part.voucher_id)
    now = clock.now()
    refuse_unless("divide", title.state)
    refuse_unless_alive(title, clock.civil_day(now))
    _refuse_beyond_the_whole(title, part)
    source = Source(title.application_id, title.id, title.account, part.amount_cents, part.key)
    (issued,) = await bear(session, _birth(title, part), [source], codes)
    await announce(session, issued, alliance=title.alliance)
    return issued


def _refuse_beyond_the_whole(title: Title, part: Part) -> None:
    if title.parent_id is not None:
        raise Refusal("part-of-a-part", "Una parte di voucher non si divide.")
    if part.valid_until_on is not None and part.valid_until_on > title.valid_until_on:
        until = f"{title.valid_until_on:%d/%m/%Y}"
        raise Refusal("part-outlives", f"Il voucher da dividere vale fino al {until}.")
    if part.amount_cents > title.residual_cents:
        left = euro(title.residual_cents)
        raise Refusal("part-exceeds", f"Nel voucher da dividere restano {left}.")
    covered = title.policy.categories
    if part.category is not None and covered and part.category not in covered:
        raise Refusal("category-not-covered", f"Il voucher non copre «{part.category}».")


def _birth(title: Title, part: Part) -> Birth:
    now = clock.now()
    return Birth(
        movement="split",
        at=now,
        issued_on=clock.civil_day(now),
        valid_until_on=part.valid_until_on or title.valid_until_on,
        terms=title.terms,
        state="active" if title.activated_at else "issued",
        situation=title.situation,
        activate_by_on=_activate_by(title, part),
        activated_at=title.activated_at,
        root_id=title.root_id,
        parent_id=title.id,
        category=part.category or title.category,
    )


def _activate_by(title: Title, part: Part) -> date | None:
    if title.activate_by_on is None or part.valid_until_on is None:
        return title.activate_by_on
    return min(title.activate_by_on, part.valid_until_on)
