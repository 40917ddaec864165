"""The doors of the acts on funds, offers, reports and liquidations."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request

from contracts.money import (
    AwardPublication,
    FundsMove,
    Liquidation,
    OfferAnswer,
    ReportExamination,
    ReportFiling,
    ReportReturn,
)
from contracts.payments import CollectorAnswer
from contracts.places import CallId
from contracts.vouchers.budget import FundsMoved
from contracts.vouchers.offers import OfferAnswered
from contracts.vouchers.reports import AwardLiquidated, ReportExamined, ReportFiled, ReportReturned
from kit.web import SERVICE
from services.vouchers.api.door import Key, database_of
from services.vouchers.api.repeated import Done, once
from services.vouchers.queries.reports import ReportCard, report_card
from services.vouchers.rules.expenses import Window
from services.vouchers.usecases import funds, liquidations, offers, reports

router = APIRouter(prefix="/v1")


@router.post("/calls/{call_id}/fund-moves", status_code=201, **SERVICE)
async def post_fund_move(
    request: Request, call_id: CallId, body: FundsMove, key: Key
) -> FundsMoved:
    """Move money between two lines of a call by an act."""
    return await once(
        request, key, body.official, FundsMoved,
        lambda session: funds.move_funds(session, call_id, body),
    )  # fmt: skip


@router.post("/applications/{application_id}/offer-answers", status_code=201, **SERVICE)
async def post_offer_answer(
    request: Request, application_id: UUID, body: OfferAnswer, key: Key
) -> OfferAnswered:
    """Take or leave the smaller sum that is offered."""
    return await once(
        request, key, "applicant", OfferAnswered,
        lambda session: offers.answer_offer(session, application_id, body),
    )  # fmt: skip


@router.post("/reports", status_code=201, **SERVICE)
async def post_report(request: Request, body: ReportFiling, key: Key) -> ReportFiled:
    """File the account of what was spent."""
    return await once(
        request, key, "applicant", ReportFiled, lambda session: reports.file_report(session, body)
    )


@router.get("/reports/{report_id}", **SERVICE)
async def get_report(
    request: Request, report_id: UUID, from_on: date | None = None, to_on: date | None = None
) -> ReportCard:
    """Return a report with what speaks against its invoices, for a window of days."""
    async with database_of(request).reading() as session:
        return await report_card(session, report_id, Window(from_on, to_on))


@router.post("/reports/{report_id}/examinations", status_code=201, **SERVICE)
async def post_examination(
    request: Request, report_id: UUID, body: ReportExamination, key: Key
) -> ReportExamined:
    """Admit each invoice whole or in part."""
    return await once(
        request, key, body.official, ReportExamined,
        lambda session: reports.examine_report(session, report_id, body),
    )  # fmt: skip


@router.post("/reports/{report_id}/returns", status_code=201, **SERVICE)
async def post_return(
    request: Request, report_id: UUID, body: ReportReturn, key: Key
) -> ReportReturned:
    """Give a report back."""
    return await once(
        request, key, body.official, ReportReturned,
        lambda session: reports.return_report(session, report_id, body),
    )  # fmt: skip


@router.post("/liquidations", status_code=201, **SERVICE)
async def post_liquidation(request: Request, body: Liquidation, key: Key) -> AwardLiquidated:
    """Say by an act that a part of an award is owed."""
    return await once(
        request, key, body.official, AwardLiquidated,
        lambda session: liquidations.liquidate(session, body),
    )  # fmt: skip


@router.post("/applications/{application_id}/publications", status_code=201, **SERVICE)
async def post_publication(
    request: Request, application_id: UUID, body: AwardPublication, key: Key
) -> Done:
    """Keep where the award of an application is published."""
    return await once(
        request, key, body.official, Done,
        lambda session: liquidations.publish_award(session, application_id, body),
    )  # fmt: skip


@router.post("/collector-answers", status_code=201, **SERVICE)
async def post_collector_answer(request: Request, body: CollectorAnswer, key: Key) -> Done:
    """Keep what the collector answered about a payee."""
    return await once(
        request, key, body.official, Done,
        lambda session: liquidations.keep_collector_answer(session, body),
    )  # fmt: skip
