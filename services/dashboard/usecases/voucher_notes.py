"""What is known of the voucher of an application; its parts stand on the timeline alone.

Its owner tells the whole of it when a page is made: this is what lists and silent moments need.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.issue import VoucherIssued
from contracts.vouchers.life import (
    VoucherExpired,
    VoucherReadmitted,
    VoucherRevoked,
    VoucherSuspended,
)
from contracts.vouchers.spending import (
    HoldReleased,
    RedemptionReversed,
    VoucherHeld,
    VoucherRedeemed,
)
from services.dashboard.usecases.noting import ONCE, TOLD, note, noting

Moved = VoucherSuspended | VoucherReadmitted | VoucherRevoked
_ITS_OWN = "(known.voucher_id is null or known.voucher_id = cast(:voucher_id as uuid))"
_REPLACES = "known.voucher_id = cast(:replaces as uuid)"


def _latest(column: str) -> str:
    return f"(known.{column} is null or excluded.{column} >= known.{column})"


def _afresh(column: str) -> str:
    return f"case when {_REPLACES} then excluded.{column} else known.{column} end"


_ISSUED = noting(
    "voucher_id", "voucher_face_cents", "voucher_valid_until_on", "voucher_residual_cents",
    "voucher_state",
    voucher_residual_cents=_afresh("voucher_residual_cents"),
    voucher_state=_afresh("voucher_state"),
    only_if=f"{_ITS_OWN} or {_REPLACES}",
)  # fmt: skip
_RESIDUAL = noting(
    "voucher_residual_cents", "voucher_at", only_if=f"{_ITS_OWN} and {_latest('voucher_at')}"
)
_RELEASED = noting(
    "voucher_residual_cents", "voucher_at",
    voucher_residual_cents="known.voucher_residual_cents + :amount_cents",
    only_if=f"{_ITS_OWN} and {_latest('voucher_at')} and {ONCE}",
)  # fmt: skip
_MOVED = noting(
    "voucher_state", "voucher_moved_at", only_if=f"{_ITS_OWN} and {_latest('voucher_moved_at')}"
)
_EXPIRED = noting("voucher_expired", only_if=_ITS_OWN)


async def voucher_issued(session: AsyncSession, fact: VoucherIssued) -> None:
    """Note the voucher, never its code; one that takes the place of another begins afresh."""
    if fact.parent_id is not None:
        return await note(session, fact, TOLD)
    return await note(
        session, fact, _ISSUED,
        voucher_id=fact.voucher_id, replaces=fact.replaces, voucher_face_cents=fact.amount_cents,
        voucher_valid_until_on=fact.valid_until_on, voucher_residual_cents=None, voucher_state="",
    )  # fmt: skip


async def residual_told(
    session: AsyncSession, fact: VoucherRedeemed | VoucherHeld | RedemptionReversed
) -> None:
    """Note what is left: a reversal raises it, so the latest word of its owner holds."""
    await note(
        session,
        fact,
        _RESIDUAL,
        voucher_id=fact.voucher_id,
        voucher_residual_cents=fact.residual_cents,
    )


async def hold_released(session: AsyncSession, fact: HoldReleased) -> None:
    """Note that what was held is in the voucher again, once."""
    told = {"voucher_id": fact.voucher_id, "amount_cents": fact.amount_cents}
    await note(session, fact, _RELEASED, voucher_residual_cents=None, **told)


async def voucher_suspended(session: AsyncSession, fact: VoucherSuspended) -> None:
    """Note that nothing can be spent of it for the time being."""
    await _moved(session, fact, "suspended")


async def voucher_readmitted(session: AsyncSession, fact: VoucherReadmitted) -> None:
    """Note that it can be spent again."""
    await _moved(session, fact, "")


async def voucher_revoked(session: AsyncSession, fact: VoucherRevoked) -> None:
    """Note that it ended by an act."""
    await _moved(session, fact, "revoked")


async def voucher_expired(session: AsyncSession, fact: VoucherExpired) -> None:
    """Note that the voucher's last day went by."""
    await note(session, fact, _EXPIRED, voucher_id=fact.voucher_id, voucher_expired=True)


async def _moved(session: AsyncSession, fact: Moved, state: str) -> None:
    await note(session, fact, _MOVED, voucher_id=fact.voucher_id, voucher_state=state)
