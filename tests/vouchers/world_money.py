"""What officials do with money, in verbs: each is one transaction of the service."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from contracts.applications.calls import BudgetLine, CallMoved, CallPublished
from contracts.money import (
    ActRef,
    Admitted,
    AwardPublication,
    DebtPart,
    ExpenseLine,
    FundsMove,
    Liquidation,
    MoneyReturned,
    OfferAnswer,
    RecoveryDemand,
    RecoveryWaiver,
    ReportExamination,
    ReportFiling,
)
from contracts.payments import (
    BankAccount,
    BatchConfirmation,
    BatchDecline,
    CollectorAnswer,
    Outcome,
    PaymentRequest,
)
from contracts.providers import ChangeAnswer, ProviderChange
from contracts.vouchers.awards import AwardGranted, GrantAward
from contracts.vouchers.budget import FundsMoved
from contracts.vouchers.ledger import LedgerProved, ProveLedger
from contracts.vouchers.offers import LapseOffer, OfferAnswered
from contracts.vouchers.payments import PaymentConfirmed, PaymentDeclined, PaymentOrdered
from contracts.vouchers.recoveries import (
    RecoveryDemanded,
    RecoveryForgiven,
    RecoveryReminded,
    RecoveryReturned,
    RemindRecovery,
)
from contracts.vouchers.reports import AwardLiquidated, ReportExamined
from kit import clock
from services.vouchers.queries.budget import LineFigures, call_budget
from services.vouchers.queries.registries import Registries
from services.vouchers.queries.reports import ReportCard, report_card
from services.vouchers.rules.expenses import Window
from services.vouchers.usecases import (
    liquidations,
    orders,
    outcomes,
    payments,
    recoveries,
    reports,
)
from services.vouchers.usecases.awards import grant_award
from services.vouchers.usecases.calls import open_call
from services.vouchers.usecases.changes import answer_change, propose_change
from services.vouchers.usecases.funds import move_funds
from services.vouchers.usecases.offers import answer_offer, lapse_offer, offer_what_is_left
from services.vouchers.usecases.proof import prove_ledger
from tests.vouchers.world import Ledger

RUP = "staff:0a"
REVIEWER = "staff:0b"
ACCOUNTANT = "staff:0c"
CONTROLLER = "staff:0d"
CUP = "J41F26000010002"
BODY = BankAccount(payee="body", holder="Comune Sintetico", iban="IT60X0542811101000000123456")
IBAN = "IT27L0306933400100000001234"


def act(number: str = "210/2026", days_ago: int = 0) -> ActRef:
    return ActRef(number=number, on=clock.today() - timedelta(days=days_ago))


@dataclass
class Treasury(Ledger):
    """The ledger with the acts of the body on it; it knows no registry unless it is told of one."""

    registries: Registries = field(default_factory=lambda: Registries("", "", "", ""))

    async def publish(
        self, budgets: dict[str, int], *, movable: bool = True, partial_funding: bool = False
    ) -> None:
        lines = [BudgetLine(line=line, budget_cents=cents) for line, cents in budgets.items()]
        fact = CallPublished(
            call_id=self.call, call_version=1, lines=lines, movable=movable,
            partial_funding=partial_funding,
        )  # fmt: skip
        await self.do(lambda session: open_call(session, fact))

    async def register_all(self, amounts: Sequence[int]) -> list[UUID]:
        return [await self.register(cents) for cents in amounts]

    async def move(
        self, from_line: str, to_line: str, cents: int, number: str = "210/2026", days_ago: int = 0
    ) -> FundsMoved:
        move = FundsMove(
            from_line=from_line, to_line=to_line, amount_cents=cents, act=act(number, days_ago),
            reason="Economie della sezione", official=RUP,
        )  # fmt: skip
        return await self.do(lambda session: move_funds(session, self.call, move))

    async def end_list(self) -> None:
        fact = CallMoved(call_id=self.call, state="closed", by="window", at=clock.now(),
                         wake_at=None)  # fmt: skip
        await self.do(lambda session: offer_what_is_left(session, fact))

    async def answer(self, application: UUID, answer: str) -> OfferAnswered:
        body = OfferAnswer.model_validate({"answer": answer})
        return await self.do(lambda session: answer_offer(session, application, body))

    async def lapse(self, application: UUID) -> OfferAnswered:
        command = LapseOffer(application_id=application)
        return await self.do(lambda session: lapse_offer(session, command))

    async def prove(self) -> LedgerProved:
        return await self.do(lambda session: prove_ledger(session, ProveLedger()))

    async def lines(self) -> dict[str, LineFigures]:
        async with self.database.reading() as session:
            return {each.line: each for each in await call_budget(session, self.call)}

    async def signed(self, cents: int, official: str = RUP) -> AwardGranted:
        """An application as far as the award that an official signed."""
        command = GrantAward(
            application_id=await self.register(cents), instalments=[], official=official
        )
        return await self.do(lambda session: grant_award(session, command))

    async def report(self, application: UUID, *expenses: ExpenseLine) -> UUID:
        filing = ReportFiling(application_id=application, expenses=list(expenses))
        return (await self.do(lambda session: reports.file_report(session, filing))).report_id

    async def examine(
        self, report: UUID, *admitted: tuple[int, str], official: str = REVIEWER
    ) -> ReportExamined:
        lines = [
            Admitted(position=position, admitted_cents=cents, reason=reason)
            for position, (cents, reason) in enumerate(admitted, 1)
        ]
        body = ReportExamination(admitted=lines, official=official)
        return await self.do(lambda session: reports.examine_report(session, report, body))

    async def card(self, report: UUID, window: Window = Window()) -> ReportCard:  # noqa: B008
        async with self.database.reading() as session:
            return await report_card(session, report, window)

    async def liquidate(self, application: UUID, cents: int, **rest: object) -> AwardLiquidated:
        given = {"kind": "advance", "act": act("12/2026"), "official": RUP, **rest}
        asked = Liquidation.model_validate(
            {"application_id": application, "amount_cents": cents, **given}
        )
        return await self.do(lambda session: liquidations.liquidate(session, asked))

    async def publish_award(self, application: UUID) -> None:
        body = AwardPublication(
            reference="Amministrazione trasparente 1/2026", published_on=clock.today(), named=True,
            official=RUP,
        )  # fmt: skip
        await self.do(lambda session: liquidations.publish_award(session, application, body))

    async def collector(self, payee: str, *, clear: bool, days_ago: int = 0) -> None:
        body = CollectorAnswer(
            payee=payee, checked_on=clock.today() - timedelta(days=days_ago), clear=clear,
            reference="Verifica 1", official=ACCOUNTANT,
        )  # fmt: skip
        await self.do(lambda session: liquidations.keep_collector_answer(session, body))

    async def order(
        self, *payees: str, official: str = ACCOUNTANT, expected_cents: int | None = None
    ) -> PaymentOrdered:
        asked = PaymentRequest(
            call_id=self.call, payees=list(payees), cup=CUP, act=act("33/2026"),
            execute_on=clock.today(), official=official, expected_cents=expected_cents,
        )  # fmt: skip
        return await self.do(lambda session: orders.order_payments(session, asked, self.registries))

    async def account(self, handle: str, iban: str) -> None:
        """The account of a provider, as two officials want it from today on."""
        (row,) = await self.rows("select id from provider where handle = :handle", handle=handle)
        account = {"holder": "Nido Girasole", "iban": iban}
        change = ProviderChange.model_validate({
            "from_on": clock.today(), "account": account, "reason": "Conto nuovo", "official": RUP,
        })  # fmt: skip
        proposed = await self.do(lambda session: propose_change(session, row.id, change))
        answer = ChangeAnswer(outcome="confirmed", official=REVIEWER)
        ids = (row.id, proposed.change_id)
        await self.do(lambda session: answer_change(session, *ids, answer))

    async def confirm(self, batch: UUID, official: str = CONTROLLER) -> PaymentConfirmed:
        body = BatchConfirmation(official=official)
        return await self.do(lambda session: payments.confirm_batch(session, batch, body))

    async def decline(self, batch: UUID, official: str = CONTROLLER) -> PaymentDeclined:
        body = BatchDecline(reason="CUP sbagliato", official=official)
        return await self.do(lambda session: payments.decline_batch(session, batch, body))

    async def file(self, batch: UUID, iban: str = IBAN) -> bytes:
        """The file of a batch, which a second person confirmed by then."""
        (row,) = await self.rows("select state from payment_batch where id = :id", id=batch)
        if row.state == "composed":
            await self.confirm(batch)
        payees = await self.do(lambda session: payments.payees_of(session, batch))
        accounts = [BankAccount(payee=each, holder="Rossi & Figli", iban=iban) for each in payees]
        return await self.do(lambda session: payments.compose_file(session, batch, BODY, accounts))

    async def send(self, batch: UUID) -> None:
        await self.do(lambda session: payments.send_batch(session, batch))

    async def sent(self, *payees: str) -> UUID:
        """What is owed, ordered, with its file at the bank."""
        batch = (await self.order(*payees)).batch_id
        await self.file(batch)
        await self.send(batch)
        return batch

    async def outcome(self, batch: UUID, *, paid: bool, reason: str = "") -> int:
        rows = await self.rows("select id from payment_order where batch_id = :id", id=batch)
        said = [Outcome(order_id=row.id, paid=paid, on=clock.today(), reason=reason)
                for row in rows]  # fmt: skip
        done = await self.do(lambda session: outcomes.take_outcomes(session, batch, said))
        return sum(each.did != "known" for each in done)

    async def paid(self, cents: int) -> UUID:
        """An application whose whole award was paid."""
        award = await self.signed(cents)
        await self.publish_award(award.application_id)
        await self.liquidate(award.application_id, cents)
        batch = await self.sent(f"application:{award.application_id}")
        await self.outcome(batch, paid=True)
        return award.application_id

    async def demand(self, application: UUID, *parts: tuple[int, int]) -> RecoveryDemanded:
        """Ask back; each part is so many cents due in so many days."""
        demand = RecoveryDemand(
            application_id=application, reason="Spesa non dimostrata", act=act("40/2026"),
            official=RUP, parts=[
                DebtPart(due_on=clock.today() + timedelta(days=days), amount_cents=cents)
                for cents, days in parts
            ],
        )  # fmt: skip
        return await self.do(lambda session: recoveries.demand_recovery(session, demand))

    async def give_back(self, recovery: UUID, cents: int, reference: str) -> RecoveryReturned:
        body = MoneyReturned(
            amount_cents=cents, received_on=clock.today(), reference=reference,
            official=ACCOUNTANT,
        )  # fmt: skip
        return await self.do(lambda session: recoveries.take_money_back(session, recovery, body))

    async def forgive(self, recovery: UUID) -> RecoveryForgiven:
        body = RecoveryWaiver(reason="Antieconomico", act=act("41/2026"), official=RUP)
        return await self.do(lambda session: recoveries.forgive_recovery(session, recovery, body))

    async def remind(self, recovery: UUID) -> RecoveryReminded:
        command = RemindRecovery(recovery_id=recovery)
        return await self.do(lambda session: recoveries.remind_recovery(session, command))


def expense(cents: int, invoice: str = "1", paid_by: str = "transfer") -> ExpenseLine:
    return ExpenseLine.model_validate({
        "supplier": "99000010159", "invoice": invoice, "invoiced_on": clock.today(),
        "paid_on": clock.today(), "paid_by": paid_by, "amount_cents": cents,
    })  # fmt: skip
