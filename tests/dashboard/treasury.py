"""The vouchers service that pages ask: told beforehand, asked for real, as peers are."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Header, Query, Request, Response

from contracts.money import FundsMove, Liquidation, ReportExamination, ReportReturn
from contracts.payments import (
    BatchConfirmation,
    BatchDecline,
    OutcomesTaken,
    Payable,
    Payables,
    PaymentBatchCard,
    PaymentFileRequest,
    PaymentRequest,
)
from contracts.providers import (
    ChangeAnswer,
    ProviderCard,
    ProviderChange,
    ProviderEntries,
    ProviderEntry,
    ProviderQuery,
    ProviderStep,
)
from contracts.purchases import PaperForm, VoucherMoved, VoucherStep
from contracts.vouchers.budget import FundsMoved
from contracts.vouchers.cards import VoucherCard
from contracts.vouchers.payments import LeftOut, PaymentConfirmed, PaymentDeclined, PaymentOrdered
from contracts.vouchers.providers import ProviderChanged
from contracts.vouchers.reports import AwardLiquidated, ReportExamined, ReportReturned
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import create_app
from services.vouchers.api.budget import CallBudget
from services.vouchers.api.cards import Cards, CardsBody
from services.vouchers.api.payments import Payees
from services.vouchers.api.repeated import Done
from services.vouchers.queries.budget import LineFigures
from services.vouchers.queries.reports import ReportCard

PDF = b"%PDF-1.7 voucher"
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=100)]


@dataclass
class Treasury:
    """What the vouchers service knows in a test, and what it was asked to write."""

    vouchers: list[VoucherCard] = field(default_factory=list)
    lines: dict[str, list[LineFigures]] = field(default_factory=dict)
    reports: dict[UUID, ReportCard] = field(default_factory=dict)
    providers: dict[UUID, ProviderCard] = field(default_factory=dict)
    batches: dict[UUID, PaymentBatchCard] = field(default_factory=dict)
    entries: list[ProviderEntry] = field(default_factory=list)
    next: UUID | None = None
    asked: list[ProviderQuery] = field(default_factory=list)
    owed: dict[str, list[Payable]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    taken: list[tuple[str, Any, str]] = field(default_factory=list)
    refusal: Refusal | None = None

    def take(self, path: str, body: Any, key: str = "") -> None:
        """Note what was written, or refuse it as it was told to."""
        if self.refusal:
            raise self.refusal
        self.taken.append((path, body, key))


def vouchers_app(treasury: Treasury) -> FastAPI:
    """Return the vouchers service of a test."""
    app = create_app("vouchers", "prova")
    for offer in (_offer_vouchers, _offer_funds, _offer_reports, _offer_payments, _offer_providers):
        offer(app, treasury)
    return app


def _offer_vouchers(app: FastAPI, treasury: Treasury) -> None:
    @app.post("/v1/queries/voucher-cards")
    async def cards(body: CardsBody) -> Cards:
        wanted = set(body.application_ids)
        return Cards(items=[each for each in treasury.vouchers if each.application_id in wanted])

    @app.post("/v1/queries/voucher-papers", response_class=Response)
    async def paper(form: PaperForm) -> Response:
        treasury.take("paper", form)
        return Response(PDF, media_type="application/pdf")

    @app.post("/v1/vouchers/{voucher_id}/moves", status_code=201)
    async def move(voucher_id: UUID, step: VoucherStep, key: Key) -> VoucherMoved:
        treasury.take(str(voucher_id), step, key)
        return VoucherMoved(voucher_id=voucher_id, state="suspended")


def _offer_funds(app: FastAPI, treasury: Treasury) -> None:
    @app.get("/v1/calls/{call_id}/budget")
    async def budget(call_id: str) -> CallBudget:
        if call_id not in treasury.lines:
            raise Refusal("call-unknown", "Nessun bando ha questo identificativo.", 404)
        return CallBudget(call_id=call_id, lines=treasury.lines[call_id])

    @app.post("/v1/calls/{call_id}/fund-moves", status_code=201)
    async def move(call_id: str, body: FundsMove, key: Key) -> FundsMoved:
        treasury.take(call_id, body, key)
        told = body.model_dump(include={"from_line", "to_line", "amount_cents"})
        return FundsMoved(move_id=new_id(), call_id=call_id, **told)


def _offer_reports(app: FastAPI, treasury: Treasury) -> None:
    @app.get("/v1/reports/{report_id}")
    async def report(report_id: UUID) -> ReportCard:
        if report_id not in treasury.reports:
            raise Refusal("report-unknown", "Il rendiconto non esiste.", 404)
        return treasury.reports[report_id]

    @app.post("/v1/reports/{report_id}/examinations", status_code=201)
    async def examine(report_id: UUID, body: ReportExamination, key: Key) -> ReportExamined:
        treasury.take("examination", body, key)
        cents = sum(each.admitted_cents for each in body.admitted)
        return ReportExamined(report_id=report_id, application_id=new_id(), admitted_cents=cents)

    _offer_acts_on_reports(app, treasury)


def _offer_acts_on_reports(app: FastAPI, treasury: Treasury) -> None:
    @app.post("/v1/reports/{report_id}/returns", status_code=201)
    async def give_back(report_id: UUID, body: ReportReturn, key: Key) -> ReportReturned:
        treasury.take("return", body, key)
        return ReportReturned(report_id=report_id, application_id=new_id())

    @app.post("/v1/liquidations", status_code=201)
    async def liquidate(body: Liquidation, key: Key) -> AwardLiquidated:
        treasury.take("liquidation", body, key)
        return AwardLiquidated(
            liquidation_id=new_id(), application_id=body.application_id, award_id=new_id(),
            amount_cents=body.amount_cents, withheld_cents=0, cut_cents=body.cut_cents,
        )  # fmt: skip


def _offer_payments(app: FastAPI, treasury: Treasury) -> None:
    @app.post("/v1/payment-batches", status_code=201)
    async def order(body: PaymentRequest, key: Key) -> PaymentOrdered:
        treasury.take("batch", body, key)
        told = {"batch_id": new_id(), "orders": 2, "amount_cents": 100}
        return PaymentOrdered(call_id=body.call_id, left_out=treasury.left_out, **told)

    @app.get("/v1/calls/{call_id}/payables")
    async def payables(call_id: str) -> Payables:
        items = treasury.owed.get(call_id, [])
        total = sum(each.amount_cents for each in items)
        return Payables(call_id=call_id, items=items, total_cents=total)

    _offer_batches(app, treasury)
    _offer_settling(app, treasury)


def _offer_batches(app: FastAPI, treasury: Treasury) -> None:
    batch = "/v1/payment-batches/{batch_id}"

    @app.get(batch)
    async def one(batch_id: UUID) -> PaymentBatchCard:
        if batch_id not in treasury.batches:
            raise Refusal("batch-unknown", "La distinta non esiste.", 404)
        return treasury.batches[batch_id]

    @app.get(f"{batch}/payees")
    async def payees(batch_id: UUID) -> Payees:
        rows = (await one(batch_id)).orders
        return Payees(payees=sorted({each.payee for each in rows if not each.own_account}))

    _offer_bank(app, treasury, batch)


def _offer_settling(app: FastAPI, treasury: Treasury) -> None:
    batch = "/v1/payment-batches/{batch_id}"

    @app.post(f"{batch}/confirmations", status_code=201)
    async def confirm(batch_id: UUID, body: BatchConfirmation, key: Key) -> PaymentConfirmed:
        treasury.take("confirmation", body, key)
        return PaymentConfirmed(batch_id=batch_id, call_id="PROVA-2016", amount_cents=1)

    @app.post(f"{batch}/declines", status_code=201)
    async def decline(batch_id: UUID, body: BatchDecline, key: Key) -> PaymentDeclined:
        treasury.take("decline", body, key)
        return PaymentDeclined(batch_id=batch_id, call_id="PROVA-2016", amount_cents=1)


def _offer_bank(app: FastAPI, treasury: Treasury, batch: str) -> None:
    @app.post(f"{batch}/files")
    async def file(batch_id: UUID, body: PaymentFileRequest) -> Response:
        treasury.take("file", body)
        return Response(b"<Document/>", media_type="application/xml")

    @app.post(f"{batch}/sendings", status_code=201)
    async def send(batch_id: UUID, key: Key) -> Done:
        treasury.take("sending", batch_id, key)
        return Done()

    @app.post(f"{batch}/outcomes")
    async def outcomes(request: Request, batch_id: UUID, official: str) -> OutcomesTaken:
        treasury.take("outcomes", (await request.body(), official))
        return OutcomesTaken(file_id=new_id(), news=1, rows=[])


def _offer_providers(app: FastAPI, treasury: Treasury) -> None:
    @app.get("/v1/providers/{provider_id}")
    async def provider(provider_id: UUID) -> ProviderCard:
        if provider_id not in treasury.providers:
            raise Refusal("provider-unknown", "Nessun fornitore ha questo identificativo.", 404)
        return treasury.providers[provider_id]

    @app.post("/v1/providers/{provider_id}/moves")
    async def move(provider_id: UUID, step: ProviderStep, key: Key) -> ProviderCard:
        card = await provider(provider_id)
        treasury.take(str(provider_id), step, key)
        return card

    _offer_changes(app, treasury)


def _offer_changes(app: FastAPI, treasury: Treasury) -> None:
    @app.get("/v1/provider-entries")
    async def entries(asked: Annotated[ProviderQuery, Query()]) -> ProviderEntries:
        treasury.asked.append(asked)
        return ProviderEntries(items=treasury.entries, next=treasury.next)

    @app.post("/v1/providers/{provider_id}/changes", status_code=201)
    async def propose(provider_id: UUID, change: ProviderChange, key: Key) -> ProviderChanged:
        treasury.take("change", change, key)
        return _changed(provider_id, new_id())

    @app.post("/v1/providers/{provider_id}/changes/{change_id}/answers", status_code=201)
    async def answer(
        provider_id: UUID, change_id: UUID, answer: ChangeAnswer, key: Key
    ) -> ProviderChanged:
        treasury.take(str(change_id), answer, key)
        return _changed(provider_id, change_id)


def _changed(provider_id: UUID, change_id: UUID) -> ProviderChanged:
    return ProviderChanged(
        provider_id=provider_id, change_id=change_id, state="proposed", about=["account"],
        from_on=date(2016, 5, 20),
    )  # fmt: skip
