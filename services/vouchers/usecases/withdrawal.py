"""An employer left the alliance: what becomes of the vouchers of those who work there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.life import FollowWithdrawal, OnWithdrawal, WithdrawalFollowed
from kit.database import CAUSE
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.queries.used_providers import used_providers
from services.vouchers.rules.voucher_states import MOVES, State
from services.vouchers.usecases import titles
from services.vouchers.usecases.suspension import VoucherOrder, revoke_voucher, suspend_voucher

_VOUCHERS = text("select id, state, terms from voucher where application_id = :id order by id")
REASON = "Il datore di lavoro ha lasciato l'Alleanza: si applica quanto prevede il bando."


async def follow_withdrawal(session: AsyncSession, command: FollowWithdrawal) -> WithdrawalFollowed:
    """Keep the vouchers of an application, suspend or revoke them, as their terms say.

    Those that ended, or are suspended already, are left as they are. Refuses `no-voucher` (404).
    """
    rows = (await session.execute(_VOUCHERS, {"id": command.application_id})).all()
    if not rows:
        raise Refusal("no-voucher", "La domanda non ha voucher.", 404)
    title = await titles.peek(session, rows[0].id)
    effect: OnWithdrawal = title.known_terms.on_withdrawal if title.known_terms else KEEP
    told = await used_providers(session, command.application_id)
    moved = await _move(session, command, effect, [(row.id, row.state) for row in rows])
    fact = WithdrawalFollowed(
        application_id=command.application_id, effect=effect, voucher_ids=moved,
        adhesion_id=command.adhesion_id, provider_ids=list(told),
    )  # fmt: skip
    await announce(session, fact, alliance=title.alliance)
    return fact


KEEP: OnWithdrawal = "keep_to_expiry"


async def _move(
    session: AsyncSession,
    command: FollowWithdrawal,
    effect: OnWithdrawal,
    vouchers: Sequence[tuple[UUID, State]],
) -> list[UUID]:
    if effect == KEEP:
        return []
    moves = MOVES["suspend" if effect == "suspend" else "revoke"]
    found = [id_ for id_, state in vouchers if state in moves]
    for id_ in found:
        order = VoucherOrder(
            id_, f"adhesion:{command.adhesion_id}", REASON, session.info[CAUSE].actor
        )
        if effect == "suspend":
            await suspend_voucher(session, order)
        else:
            await revoke_voucher(session, order)
    return found
