"""A grant that an act takes back: what is left of it returns, what was paid is asked back."""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import ApplicationReopened
from contracts.money import ActRef, DebtPart, RecoveryDemand
from contracts.vouchers.recoveries import RecoveryDemanded
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from services.vouchers.rules.accounts import payable
from services.vouchers.rules.voucher_states import MOVES
from services.vouchers.usecases import lines
from services.vouchers.usecases.journal import Movement, of_round, post
from services.vouchers.usecases.recoveries import write_demand
from services.vouchers.usecases.suspension import VoucherOrder, revoke_voucher

RETURN_DAYS = 30
ENDED = "Il contributo da cui viene il voucher non c'è più: lo dice un atto dell'ente."
ASKED = "Il contributo è stato annullato: quanto è stato pagato va restituito."

_LIVING = text(
    "select id from voucher where application_id = :id and state = any(:states) order by id"
)
_AWARD = text(
    "select w.id, a.credits_cents - a.debits_cents as left_cents from award w "
    "join account a on a.id = w.id where w.application_id = :id for no key update of w"
)
_OWED = text("select credits_cents - debits_cents from account where id = :id")
_END = text(
    """
    with parts as (delete from instalment where award_id = :id)
    update award set voided_cents = voided_cents + amount_cents, amount_cents = 0,
        annulled_at = :at
    where id = :id
    """
)
# What the applicant was paid, and what providers were paid for their vouchers, less what was asked
# back already.
_PAID = text(
    """
    select cast(coalesce((select sum(o.amount_cents) from payment_order o
            where o.payee = 'application:' || cast(:id as uuid) and o.state = 'paid'), 0)
        + coalesce((select sum(d.amount_cents) from redemption d
            join voucher v on v.id = d.voucher_id
            left join reversal s on s.redemption_id = d.id
            where v.application_id = :id and s.id is null), 0)
        - coalesce((select sum(amount_cents) from recovery where application_id = :id), 0)
        as bigint)
    """
)


async def end_award(session: AsyncSession, line: lines.HeldLine, fact: ApplicationReopened) -> None:
    """End the award of an application whose line is held, with its vouchers.

    An annulment also takes back what is owed, and asks for what was paid or spent within 30 days;
    a revocation leaves both (art. 21-nonies and 21-quinquies L. 241/1990).
    """
    await _revoke_vouchers(session, fact)
    award = (await session.execute(_AWARD, {"id": fact.application_id})).one()
    about = of_round(award.id, fact.round)
    back = Movement("annul", about, award.id, line.account, award.left_cents, _act(fact))
    await post(session, back)
    await session.execute(_END, {"id": award.id, "at": clock.now()})
    if fact.ground != "revocation":
        await _take_back_what_is_owed(session, line, fact)
        await _ask_back(session, line, fact)


def _act(fact: ApplicationReopened) -> str:
    return f"{fact.act_number}/{fact.act_year}"


async def _revoke_vouchers(session: AsyncSession, fact: ApplicationReopened) -> None:
    values = {"id": fact.application_id, "states": list(MOVES["revoke"])}
    for voucher_id in (await session.execute(_LIVING, values)).scalars().all():
        await revoke_voucher(session, VoucherOrder(voucher_id, _act(fact), ENDED, fact.official))


async def _take_back_what_is_owed(
    session: AsyncSession, line: lines.HeldLine, fact: ApplicationReopened
) -> None:
    account = payable(line.account, f"application:{fact.application_id}")
    owed = (await session.execute(_OWED, {"id": account})).scalar() or 0
    about = of_round(account, fact.round)
    await post(session, Movement("annul", about, account, line.account, owed, _act(fact)))


def _demand(fact: ApplicationReopened, cents: int) -> RecoveryDemand:
    today = clock.today()
    return RecoveryDemand(
        application_id=fact.application_id,
        parts=[DebtPart(due_on=today + timedelta(days=RETURN_DAYS), amount_cents=cents)],
        reason=ASKED, act=ActRef(number=_act(fact), on=today), official=fact.official,
    )  # fmt: skip


async def _ask_back(session: AsyncSession, line: lines.HeldLine, fact: ApplicationReopened) -> None:
    paid = (await session.execute(_PAID, {"id": fact.application_id})).scalar_one()
    if paid <= 0:
        return
    demand = _demand(fact, paid)
    told = RecoveryDemanded(
        recovery_id=new_id(), application_id=fact.application_id, amount_cents=paid,
        due_on=[each.due_on for each in demand.parts], at=clock.now(),
    )  # fmt: skip
    await write_demand(session, demand, told, line)
    await announce(session, told, alliance=line.alliance, why=demand.reason)
