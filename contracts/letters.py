"""What letters say of money, asked when they are composed, and whom a letter to many goes to."""

from datetime import date
from uuid import UUID

from pydantic import Field

from contracts.money import DebtPart
from contracts.values import Frozen
from kit.money import Cents


class OfferFacts(Frozen):
    """A smaller sum than the one that is due, and until when it may be accepted."""

    amount_cents: Cents
    wanted_cents: Cents
    answer_by_on: date


class Cut(Frozen):
    """An invoice that was not admitted whole, and why."""

    invoice: str
    amount_cents: Cents
    admitted_cents: Cents
    reason: str


class ReportFacts(Frozen):
    """The last report that was examined: what was presented, what is admitted of it."""

    presented_cents: Cents
    admitted_cents: Cents
    cuts: list[Cut]


class PaymentFacts(Frozen):
    """The last payment that was ordered; `outcome_on` and `reason` are what the bank answered."""

    amount_cents: Cents
    execute_on: date
    outcome_on: date | None
    reason: str


class RecoveryFacts(Frozen):
    """The last sum that was asked back, in parts; `left_cents` were not given back yet."""

    amount_cents: Cents
    left_cents: Cents
    reason: str
    act: str
    act_on: date
    parts: list[DebtPart]


class MoneyFacts(Frozen):
    """What a letter says of the money of an application; answered to `notifications` only."""

    application_id: UUID
    offer: OfferFacts | None = None
    report: ReportFacts | None = None
    payment: PaymentFacts | None = None
    recovery: RecoveryFacts | None = None


class MoneyFactsList(Frozen):
    """The answer of `POST /v1/queries/money-facts`; applications without any are left out."""

    items: list[MoneyFacts]


class PaidBatch(Frozen):
    """Whose payments a letter tells: a page of the applications of a batch."""

    batch_id: UUID
    after: UUID | None = None
    limit: int = Field(default=200, ge=1, le=500)


class PaidApplications(Frozen):
    """The answer of `POST /v1/queries/paid-applications`, by ascending id; an empty page is the
    last."""

    application_ids: list[UUID]


class RankingAudience(Frozen):
    """Whom a letter about a list goes to: a page of the applications that it tells of."""

    ranking_id: UUID
    after: UUID | None = None
    limit: int = Field(default=200, ge=1, le=500)
