"""An act says that a part of an award is owed (liquidazione), and where it is published."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.money import AwardPublication, Liquidation
from contracts.payments import CollectorAnswer
from contracts.vouchers.reports import AwardLiquidated
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.rules.accounts import payable
from services.vouchers.rules.duties import withheld
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.funds import check_act
from services.vouchers.usecases.journal import Movement, post
from services.vouchers.usecases.reports import close_report, held_report

TREASURY = "treasury"

_FIND = text(
    "select a.id, r.call_id, r.line from award a join reservation r using (application_id) "
    "where a.application_id = :id"
)
_LEFT = text("select credits_cents - debits_cents from account where id = :id")
_LIQUIDATE = text(
    "insert into liquidation (id, award_id, kind, report_id, amount_cents, withheld_cents, "
    "cut_cents, act, act_on, official, at) values (:id, :award_id, :kind, :report_id, :cents, "
    ":withheld, :cut, :act, :act_on, :official, :at)"
)
_OPEN_PAYABLE = text(
    "insert into account (id, kind, owner, line, payee) values (:id, 'payable', :owner, :line, "
    ":payee) on conflict do nothing"
)
_PUBLISH = text(
    "insert into publication (award_id, reference, published_on, named, official, at) "
    "select id, :reference, :published_on, :named, :official, :at from award "
    "where application_id = :id on conflict do nothing returning award_id"
)
_CHECK = text(
    "insert into tax_check (id, payee, checked_on, clear, reference, official, at) "
    "values (:id, :payee, :checked_on, :clear, :reference, :official, :at)"
)


@dataclass(frozen=True)
class _Case:
    """A liquidation that is being made of an award, out of a locked line."""

    asked: Liquidation
    fact: AwardLiquidated
    line: lines.HeldLine


async def liquidate(session: AsyncSession, asked: Liquidation) -> AwardLiquidated:
    """Turn a part of an award into a debt towards the beneficiary; what is cut goes to the line.

    Of a firm's grant 4 % becomes a debt towards the treasury. A balance closes its report. Refuses
    `no-award`, `act-in-the-future` (422), `award-exceeded` with what is left of the award,
    `report-missing` (422), `report-unknown` (404), `report-of-another` (422), `same-official` and
    `move-not-allowed`.
    """
    check_act(asked.act)
    award = await _award(session, asked.application_id)
    line = await lines.hold(session, award.call_id, award.line)
    left = await _check_left(session, award.id, asked)
    await _close(session, asked, left)
    case = _Case(asked, _fact(asked, award.id), line)
    await session.execute(_LIQUIDATE, _values(case))
    await _move(session, case)
    await announce(session, case.fact, alliance=line.alliance)
    await offers.serve(session, line)
    return case.fact


async def publish_award(
    session: AsyncSession, application_id: UUID, publication: AwardPublication
) -> None:
    """Keep where an award is published; the first time stands. Refuses `no-award`."""
    await _award(session, application_id)
    values = {"id": application_id, "at": clock.now(), **publication.model_dump()}
    await session.execute(_PUBLISH, values)


async def keep_collector_answer(session: AsyncSession, answer: CollectorAnswer) -> None:
    """Keep what the collector answered about a payee."""
    values = {"id": new_id(), "at": clock.now(), **answer.model_dump()}
    await session.execute(_CHECK, values)


async def _award(session: AsyncSession, application_id: UUID) -> Row[Any]:
    award = (await session.execute(_FIND, {"id": application_id})).one_or_none()
    if award is None:
        raise Refusal("no-award", "La domanda non ha un contributo concesso.")
    return award


async def _check_left(session: AsyncSession, award_id: UUID, asked: Liquidation) -> int:
    """Return what will be left of the award."""
    left: int = (await session.execute(_LEFT, {"id": award_id})).scalar_one()
    if asked.amount_cents + asked.cut_cents > left:
        raise Refusal("award-exceeded", f"Del contributo restano {euro(left)}.")
    return left - asked.amount_cents - asked.cut_cents


async def _close(session: AsyncSession, asked: Liquidation, left_cents: int) -> None:
    if asked.report_id is None:
        if asked.kind == "balance":
            raise Refusal("report-missing", "Un saldo ha bisogno del suo rendiconto.", 422)
        return
    report = await held_report(session, asked.report_id)
    if report.application_id != asked.application_id:
        raise Refusal("report-of-another", "Il rendiconto è di un'altra domanda.", 422)
    await close_report(session, report, asked.official, left_cents)


def _fact(asked: Liquidation, award_id: UUID) -> AwardLiquidated:
    return AwardLiquidated(
        liquidation_id=new_id(),
        application_id=asked.application_id,
        award_id=award_id,
        amount_cents=asked.amount_cents,
        withheld_cents=withheld(asked.amount_cents) if asked.withholding else 0,
        cut_cents=asked.cut_cents,
    )


def _values(case: _Case) -> dict[str, Any]:
    asked, fact = case.asked, case.fact
    return {
        "id": fact.liquidation_id,
        "award_id": fact.award_id,
        "kind": asked.kind,
        "report_id": asked.report_id,
        "cents": fact.amount_cents,
        "withheld": fact.withheld_cents,
        "cut": fact.cut_cents,
        "act": asked.act.number,
        "act_on": asked.act.on,
        "official": asked.official,
        "at": clock.now(),
    }


async def _move(session: AsyncSession, case: _Case) -> None:
    fact = case.fact
    debts = {
        "liquidate": (
            f"application:{fact.application_id}",
            fact.amount_cents - fact.withheld_cents,
        ),
        "withhold": (TREASURY, fact.withheld_cents),
    }
    for code, (payee, cents) in debts.items():
        if cents:
            await _owe(session, case, (code, payee), cents)
    award, line, number = fact.award_id, case.line.account, case.asked.act.number
    about = str(fact.liquidation_id)
    await post(session, Movement("cut", about, award, line, fact.cut_cents, number))


async def _owe(session: AsyncSession, case: _Case, to: tuple[str, str], cents: int) -> None:
    (code, payee), line = to, case.line.account
    account = payable(line, payee)
    opened = {"id": account, "owner": f"{payee}@{line}", "line": line, "payee": payee}
    await session.execute(_OPEN_PAYABLE, opened)
    about, number = str(case.fact.liquidation_id), case.asked.act.number
    await post(session, Movement(code, about, case.fact.award_id, account, cents, number))
