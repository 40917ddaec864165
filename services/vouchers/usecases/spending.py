"""What must hold before any part of a voucher is spent or held at a provider."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.queries.provider_terms import OFFERED, TERMS
from services.vouchers.rules.policy import (
    Spent,
    category_for,
    refuse_beyond_caps,
    refuse_elsewhere,
    refuse_out_of_area,
)
from services.vouchers.rules.provider_states import Accreditation, refuse_unless_accredited
from services.vouchers.rules.validity import has_ended
from services.vouchers.rules.voucher_states import refuse_unless
from services.vouchers.usecases.attempts import note_wrong_code
from services.vouchers.usecases.capacity import Room, refuse_when_full
from services.vouchers.usecases.freeing import free_lapsed
from services.vouchers.usecases.operations import Operation
from services.vouchers.usecases.titles import Title, lock_by_code

_PROVIDER = text(
    f"select handle, state, valid_from_on, valid_until_on, categories, {OFFERED} "
    f"from provider shop {TERMS} where handle = :handle"
)
_SPENT = text(
    """
    select cast(coalesce(h.at, d.at) at time zone 'Europe/Rome' as date) as on_day, d.category,
           d.amount_cents
    from redemption d join voucher v on v.id = d.voucher_id left join hold h on h.id = d.hold_id
    where v.root_id = :root_id
      and not exists (select from reversal s where s.redemption_id = d.id)
    union all
    select cast(h.at at time zone 'Europe/Rome' as date), h.category, h.amount_cents
    from hold h join voucher v on v.id = h.voucher_id
    where v.root_id = :root_id and h.state = 'held' and h.expires_at > :now
    """
)


@dataclass(frozen=True)
class Purchase:
    """What a provider asks: so much of the voucher with this code, once under this key.

    `provider` is its handle; `category` may be left out where there is only one.
    """

    code: str
    provider: str
    amount_cents: int
    key: str
    category: str | None = None

    def operation(self, verb: str, code_hash: bytes) -> Operation:
        """Return what tells this request from another under the same key."""
        named = f" {self.category}" if self.category else ""
        words = f"{verb}{code_hash.hex()} {self.amount_cents} {self.provider}{named}"
        return Operation(self.key, words)


async def spendable(
    session: AsyncSession, purchase: Purchase, code_hash: bytes, now: datetime
) -> tuple[Title, str]:
    """Lock the voucher of a purchase that may be made, and return it with its category.

    Refuses, in this order: `provider-not-accredited` (403), `voucher-unknown` (404),
    `voucher-expired`, `activation-term-passed`, `voucher-state`, `provider-not-in-call` (403),
    `provider-elsewhere` (403), `category-not-covered`, `category-not-accredited` (403),
    `category-unclear` (422), `residual-too-small`, `cap-reached`, `provider-full`.
    """
    today = clock.civil_day(now)
    offered = await _accredited(session, purchase.provider, today)
    title = await lock_by_code(session, code_hash)
    if title is None:
        await note_wrong_code(session, purchase.provider, now)
        raise Refusal("voucher-unknown", "Nessun voucher ha questo codice.", 404)
    refuse_unless_alive(title, today)
    await free_lapsed(session, title, now)
    refuse_elsewhere(title.policy, purchase.provider)
    refuse_out_of_area(title.policy, offered.municipalities)
    category = category_for(purchase.category, title.policy, offered.categories)
    _refuse_beyond_residual(title, purchase.amount_cents)
    await _refuse_beyond_caps(session, title, Spent(today, category, purchase.amount_cents), now)
    room = Room(offered.handle, offered.capacity, offered.period)
    await refuse_when_full(session, room, title, now)
    return title, category


async def _accredited(session: AsyncSession, handle: str, today: date) -> Row[Any]:
    """Return what a provider offers today; refuses `provider-not-accredited` (403)."""
    values = {"handle": handle, "today": today}
    row = (await session.execute(_PROVIDER, values)).one_or_none()
    if row is None:
        raise Refusal("provider-not-accredited", "Il fornitore non è nell'elenco.", 403)
    refuse_unless_accredited(_accreditation(row), today)
    return row


def _accreditation(row: Row[Any]) -> Accreditation:
    return Accreditation(row.state, row.valid_from_on, row.valid_until_on)


def refuse_unless_alive(title: Title, today: date) -> None:
    """Refuse a voucher that ended (`voucher-expired`, `activation-term-passed`, `voucher-state`).

    One that was spent whole has nothing left, which is told by its residual.
    """
    if title.state == "expired" or has_ended(title.valid_until_on, today):
        until = f"{title.valid_until_on:%d/%m/%Y}"
        raise Refusal("voucher-expired", f"Il voucher è scaduto: era valido fino al {until}.")
    last = title.activate_by_on
    if last is not None and title.activated_at is None and has_ended(last, today):
        sentence = f"Il voucher andava attivato entro il {last:%d/%m/%Y}."
        raise Refusal("activation-term-passed", sentence)
    if title.state != "spent":
        refuse_unless("spend", title.state)


def _refuse_beyond_residual(title: Title, cents: int) -> None:
    if cents > title.residual_cents:
        left, asked = euro(title.residual_cents), euro(cents)
        raise Refusal("residual-too-small", f"Credito residuo {left}: non basta per {asked}.")


async def _refuse_beyond_caps(
    session: AsyncSession, title: Title, asked: Spent, now: datetime
) -> None:
    if not title.policy.caps:
        return
    rows = await session.execute(_SPENT, {"root_id": title.root_id, "now": now})
    spent = [Spent(row.on_day, row.category, row.amount_cents) for row in rows]
    refuse_beyond_caps(title.policy, spent, asked)
