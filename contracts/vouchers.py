"""What may be asked of vouchers (budget, awards, vouchers), and what vouchers announces."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.applications import Instalment
from contracts.calls import VoucherTerms
from contracts.places import Slug
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents

ReminderOf = Literal["expiry", "activation"]
OnWithdrawal = Literal["keep_to_expiry", "suspend", "revoke"]
ProviderState = Literal["applied", "under_review", "accredited", "suspended", "removed"]


class BudgetReserved(Event):
    """Money of a line is set aside for an application, in register order.

    `recovered` tells that it had to wait for money that others gave back (scorrimento).
    """

    title: ClassVar[str] = "fondi.accantonati"

    application_id: UUID
    call_id: str
    line: str
    place: int
    amount_cents: Cents
    recovered: bool


class BudgetExhausted(Event):
    """The line had no money left when the application's turn came: it waits in its place."""

    title: ClassVar[str] = "fondi.esauriti"

    application_id: UUID
    call_id: str
    line: str
    place: int
    amount_cents: Cents


class LineExhausted(Event):
    """The money of a line is all spoken for: the first application of it waits."""

    title: ClassVar[str] = "fondi.sezione-esaurita"

    call_id: str
    line: str


class BudgetReleased(Event):
    """What was set aside or awaited for an application is free for the next in the line."""

    title: ClassVar[str] = "fondi.liberati"

    application_id: UUID
    amount_cents: Cents


class ReleaseBudget(Command[BudgetReleased]):
    """Give back what is set aside for an application, and serve the next that wait, in order."""

    application_id: UUID


class AwardGranted(Event):
    """What was set aside became a commitment towards the applicant (impegno)."""

    title: ClassVar[str] = "contributo.concesso"

    application_id: UUID
    award_id: UUID
    amount_cents: Cents
    instalments: list[Instalment]


class GrantAward(Command[AwardGranted]):
    """Turn the money set aside for an application into a commitment.

    `checked` is the check that the parts were computed on: what is set aside follows it first.
    `official` signed it: who signs does not order its payment. Refuses `budget-exhausted` when the
    line has no money for its place, `no-cor` when its aid must be registered and is not.
    """

    application_id: UUID
    instalments: list[Instalment]
    checked: int = Field(default=0, ge=0)
    official: str | None = Field(default=None, pattern=r"^[a-z]+:[0-9a-f-]{1,64}$")


class VoucherReminder(Frozen):
    """A day on which the holder may have to be reminded of a last day."""

    of: ReminderOf
    days: int = Field(ge=1)
    on: date


class VoucherIssued(Event):
    """A worker holds a voucher; its code is derived, and only its keyed hash is stored.

    One that must be activated ends after `activate_by_on` if it is not; `reminders` come in the
    order of their days. `parent_id` names the voucher of which it is a part, `replaces` the one
    whose place it takes.
    """

    title: ClassVar[str] = "voucher.emesso"

    voucher_id: UUID
    application_id: UUID
    amount_cents: Cents
    issued_at: datetime
    valid_until_on: date
    activate_by_on: date | None = None
    reminders: list[VoucherReminder] = Field(default_factory=list)
    parent_id: UUID | None = None
    replaces: UUID | None = None


class IssueVoucher(Command[VoucherIssued]):
    """Issue the voucher of an award, valid until the end of the same day `months` later.

    `terms` are those of the call version of the application, `situation` the care situation for
    which it is given, when the call tells them apart. Refuses `no-award` when the application has
    no commitment.
    """

    application_id: UUID
    months: int = Field(ge=1, le=60)
    terms: VoucherTerms | None = None
    situation: Slug | None = None


class VouchersIssued(Event):
    """The vouchers of a part of a list were issued; each is told by its own fact too."""

    title: ClassVar[str] = "voucher.emessi-insieme"

    batch_id: UUID
    application_ids: list[UUID]


class IssueVouchers(Command[VouchersIssued]):
    """Issue the vouchers of many awards of one line at once; those that have theirs keep it.

    Refuses `no-award` when one of the applications has no commitment: then none is issued.
    """

    batch_id: UUID
    application_ids: list[UUID] = Field(min_length=1, max_length=1000)
    months: int = Field(ge=1, le=60)
    terms: VoucherTerms | None = None


class VoucherActivated(Event):
    """A voucher that had to be activated in time was."""

    title: ClassVar[str] = "voucher.attivato"

    voucher_id: UUID
    application_id: UUID


class VoucherHeld(Event):
    """A provider holds a part of a voucher for a service that is about to be given."""

    title: ClassVar[str] = "voucher.somma-bloccata"

    voucher_id: UUID
    application_id: UUID
    hold_id: UUID
    amount_cents: Cents
    residual_cents: Cents
    expires_at: datetime


class HoldReleased(Event):
    """What a provider held and did not take is in the voucher again; `lapsed` by its date."""

    title: ClassVar[str] = "voucher.somma-sbloccata"

    voucher_id: UUID
    application_id: UUID
    hold_id: UUID
    amount_cents: Cents
    lapsed: bool


class VoucherRedeemed(Event):
    """A part of a voucher was spent at a provider."""

    title: ClassVar[str] = "voucher.utilizzato"

    voucher_id: UUID
    application_id: UUID
    amount_cents: Cents
    residual_cents: Cents


class RedemptionReversed(Event):
    """What a provider had taken by mistake is in the voucher again, or in its line if it ended."""

    title: ClassVar[str] = "voucher.utilizzo-stornato"

    voucher_id: UUID
    application_id: UUID
    redemption_id: UUID
    amount_cents: Cents
    residual_cents: Cents


class VoucherSuspended(Event):
    """Nothing can be spent of a voucher for the time being; its last day stays what it is."""

    title: ClassVar[str] = "voucher.sospeso"

    voucher_id: UUID
    application_id: UUID


class VoucherReadmitted(Event):
    """A voucher that was suspended can be spent again."""

    title: ClassVar[str] = "voucher.riammesso"

    voucher_id: UUID
    application_id: UUID


class VoucherRevoked(Event):
    """A voucher ended by an act; what was not spent returned to the line it came from."""

    title: ClassVar[str] = "voucher.revocato"

    voucher_id: UUID
    application_id: UUID
    returned_cents: Cents


class VoucherReplaced(Event):
    """The code of a voucher is dead; what was left of it is in the one that takes its place."""

    title: ClassVar[str] = "voucher.sostituito"

    voucher_id: UUID
    application_id: UUID
    by_voucher_id: UUID
    residual_cents: Cents


class VoucherReminded(Event):
    """The holder has to be reminded of a last day that comes; not `due` when it no longer matters.

    Announced only when it is due; the reply tells it always.
    """

    title: ClassVar[str] = "voucher.promemoria"

    voucher_id: UUID
    application_id: UUID
    of: ReminderOf
    days: int
    due: bool


class RemindVoucher(Command[VoucherReminded]):
    """Tell whether the holder has to be reminded, so many days before a last day of a voucher.

    Refuses `voucher-unknown`.
    """

    voucher_id: UUID
    of: ReminderOf
    days: int = Field(ge=1)


class WithdrawalFollowed(Event):
    """What became of the vouchers of an application when the employer left the alliance."""

    title: ClassVar[str] = "voucher.recesso-applicato"

    application_id: UUID
    effect: OnWithdrawal
    voucher_ids: list[UUID]


class FollowWithdrawal(Command[WithdrawalFollowed]):
    """Apply what the call says of vouchers when the employer leaves: keep, suspend or revoke.

    `adhesion_id` names the adhesion that ended: it stands as the cause of each movement.
    """

    application_id: UUID
    adhesion_id: UUID


class ProviderMoved(Event):
    """An act moved the accreditation of a provider."""

    title: ClassVar[str] = "erogatore.passato"

    provider_id: UUID
    state: ProviderState
    act: str


class VoucherExpired(Event):
    """The last day of a voucher went by; its residual returned to the line it came from."""

    title: ClassVar[str] = "voucher.scaduto"

    voucher_id: UUID
    application_id: UUID
    returned_cents: Cents


class ExpireVoucher(Command[VoucherExpired]):
    """End a voucher at its date, and return what was not spent to its budget line.

    One that was to be activated ends after that day too, if it was not. Refuses `not-yet-expired`
    before the day after its last.
    """

    voucher_id: UUID


class VoucherUse(Frozen):
    """What was spent of a voucher at a provider, by its name, and was not undone."""

    at: datetime
    provider: str
    amount_cents: Cents


class VoucherCard(Frozen):
    """A voucher as its holder reads it; answered to `notifications` and `dashboard` only.

    `parent_id` names the voucher of which it is a part, for one `category` if it says so. `act` and
    `reason` are those of the last step that was taken with it; a step that follows an employer's
    withdrawal has no act of its own.
    """

    voucher_id: UUID
    application_id: UUID
    code: str
    amount_cents: Cents
    residual_cents: Cents
    valid_until_on: date
    state: str
    activate_by_on: date | None = None
    parent_id: UUID | None = None
    category: str | None = None
    last_use: VoucherUse | None = None
    act: str = ""
    reason: str = ""


class FundsMoved(Event):
    """An act moved money between two lines of a call; who waits in the richer one is served."""

    title: ClassVar[str] = "fondi.spostati"

    move_id: UUID
    call_id: str
    from_line: str
    to_line: str
    amount_cents: Cents


class BudgetOffered(Event):
    """The list ended and the line has less than `wanted_cents`: what is left is offered.

    It is set aside until `answer_by_on`, that day included; waits are counted from `at`.
    """

    title: ClassVar[str] = "fondi.offerti"

    application_id: UUID
    call_id: str
    line: str
    amount_cents: Cents
    wanted_cents: Cents
    answer_by_on: date
    at: datetime


class OfferAnswered(Event):
    """A smaller sum was accepted, declined, or not answered in time; declined, one waits again."""

    title: ClassVar[str] = "offerta.conclusa"

    application_id: UUID
    outcome: Literal["accepted", "declined", "lapsed"]
    amount_cents: Cents


class LapseOffer(Command[OfferAnswered]):
    """End an offer that was not answered by its day; one answered before keeps its answer.

    Refuses `no-offer` (404) and `offer-still-open`.
    """

    application_id: UUID


class ReportFiled(Event):
    """A beneficiary accounted for what was spent (rendicontazione)."""

    title: ClassVar[str] = "rendiconto.presentato"

    report_id: UUID
    application_id: UUID


class ReportExamined(Event):
    """Each invoice of a report was admitted, whole or in part; an act may close it now."""

    title: ClassVar[str] = "rendiconto.esaminato"

    report_id: UUID
    application_id: UUID
    admitted_cents: Cents


class ReportReturned(Event):
    """A report went back to who filed it: another one may be filed."""

    title: ClassVar[str] = "rendiconto.restituito"

    report_id: UUID
    application_id: UUID


class AwardLiquidated(Event):
    """An act says that a part of an award is owed (liquidazione).

    `amount_cents` is gross; of it `withheld_cents` go to the treasury (art. 28 c. 2 DPR 600/1973).
    `cut_cents` returned to the line because the report admits less.
    """

    title: ClassVar[str] = "contributo.liquidato"

    liquidation_id: UUID
    application_id: UUID
    award_id: UUID
    amount_cents: Cents
    withheld_cents: Cents
    cut_cents: Cents


class PaymentOrdered(Event):
    """Payment orders were composed into one file for the treasurer."""

    title: ClassVar[str] = "pagamento.ordinato"

    batch_id: UUID
    call_id: str
    orders: int
    amount_cents: Cents


class PaymentMade(Event):
    """The bank paid an order; `application_id` is None for a provider or the treasury."""

    title: ClassVar[str] = "pagamento.eseguito"

    order_id: UUID
    batch_id: UUID
    application_id: UUID | None
    amount_cents: Cents


class PaymentBounced(Event):
    """The bank did not pay an order: the sum is owed again, and may be ordered anew."""

    title: ClassVar[str] = "pagamento.respinto"

    order_id: UUID
    batch_id: UUID
    application_id: UUID | None
    amount_cents: Cents


class RecoveryDemanded(Event):
    """An act asks money back that was not due (recupero), in one part or more.

    Waits are counted from `at`.
    """

    title: ClassVar[str] = "recupero.richiesto"

    recovery_id: UUID
    application_id: UUID
    amount_cents: Cents
    due_on: list[date]
    at: datetime


class RecoveryReminded(Event):
    """A part of a recovery is past its day and was not given back, or none is any more.

    `next_due_on` is the next day to look again, None when nothing is left to look for; waits are
    counted from `at`.
    """

    title: ClassVar[str] = "recupero.sollecitato"

    recovery_id: UUID
    application_id: UUID
    overdue_cents: Cents
    next_due_on: date | None
    at: datetime


class RemindRecovery(Command[RecoveryReminded]):
    """Look whether a part of a recovery is overdue. Refuses `recovery-unknown` (404)."""

    recovery_id: UUID


class RecoveryReturned(Event):
    """Money was given back, and is available in its line again."""

    title: ClassVar[str] = "recupero.incassato"

    recovery_id: UUID
    application_id: UUID
    amount_cents: Cents
    left_cents: Cents


class RecoveryForgiven(Event):
    """An act gave up what was left of a recovery."""

    title: ClassVar[str] = "recupero.abbandonato"

    recovery_id: UUID
    application_id: UUID
    amount_cents: Cents


class LedgerProved(Event):
    """The whole ledger was added up again; `faults` is zero when everything agrees."""

    title: ClassVar[str] = "registro-contabile.verificato"

    proof_id: UUID
    accounts: int
    transfers: int
    faults: int


class LedgerFaulty(Event):
    """The proof found that the ledger does not agree with itself: a person must look at once."""

    title: ClassVar[str] = "registro-contabile.in-errore"

    proof_id: UUID
    faults: int


class ProveLedger(Command[LedgerProved]):
    """Add up every account, per line and per call, and compare each state with its account."""


class AidChecked(Event):
    """What an undertaking was granted was looked up, and the new aid fits below the ceiling.

    `due` says whether the aid must be registered; when it is not, the sums are zero.
    """

    title: ClassVar[str] = "aiuto.verificato"

    application_id: UUID
    due: bool
    amount_cents: Cents
    counted_cents: Cents
    ceiling_cents: Cents


class CheckAid(Command[AidChecked]):
    """Look whether an application may be granted its aid (de minimis, DURC, CUP).

    Refuses `de-minimis-exceeded` with the room left, `contributions-irregular` and `no-project`.
    """

    application_id: UUID


class AidRegistered(Event):
    """The national register took an aid before its act, under the code `cor`.

    The act must be told to it by `confirm_by_on`, that day included; both are None when the aid is
    not due to be registered.
    """

    title: ClassVar[str] = "aiuto.registrato"

    application_id: UUID
    cor: str | None
    confirm_by_on: date | None


class RegisterAid(Command[AidRegistered]):
    """Register the aid of an application before it is granted (art. 9 DM 115/2017).

    Refuses what CheckAid refuses, and `register-refuses` when the register does.
    """

    application_id: UUID


class AidConfirmed(Event):
    """The register knows the act that granted an aid, in time or `late`."""

    title: ClassVar[str] = "aiuto.confermato"

    application_id: UUID
    cor: str
    late: bool


class ConfirmAid(Command[AidConfirmed]):
    """Tell the register the act of a granted aid; one without a day is of today.

    Refuses `no-cor` and `no-award`.
    """

    application_id: UUID
    act: str = Field(min_length=1, max_length=40)
    act_on: date | None = None


class AidUnconfirmed(Event):
    """The last days to confirm an aid come, or went by: somebody must tell the register the act."""

    title: ClassVar[str] = "aiuto.da-confermare"

    application_id: UUID
    cor: str
    confirm_by_on: date
    late: bool


class RaiseAidAlarm(Command[AidUnconfirmed]):
    """Tell that an aid is not confirmed yet; `confirmed-already` and `no-cor` refuse."""

    application_id: UUID
