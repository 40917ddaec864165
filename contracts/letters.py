"""What letters say of money, asked when they are composed, and whom a letter to many goes to."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.cases import Recipient
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


class DueCase(Frozen):
    """A case whose last day comes, by its register number; `url` is its page at the desk."""

    protocol: str
    due_on: date
    url: str


class DigestFacts(Frozen):
    """What an official hears of a day; answered to `notifications` only, and kept nowhere.

    `due` are the first of the `due_count` cases whose last day is at most three days ahead, or went
    by; `came_in` the applications registered on the day before, or those that came to a reviewer to
    read; `unsent` the letters that did not leave on it, and those of which nobody knows. The
    recipient's id is the official's.
    """

    recipient: Recipient
    day: date
    due: list[DueCase]
    due_count: int
    came_in: int
    unsent: int
    desk_url: str
    body_name: str

    @property
    def has_news(self) -> bool:
        """Whether there is anything to hear."""
        return self.due_count + self.came_in + self.unsent > 0


class DigestFactsList(Frozen):
    """The answer of `POST /v1/queries/digests`; who has no account any more is left out."""

    items: list[DigestFacts]


class DigestAudience(Frozen):
    """Whom the letter to officials goes to: a page of those who have something to hear."""

    after: UUID | None = None
    limit: int = Field(default=200, ge=1, le=500)


class DigestReaders(Frozen):
    """The answer of `POST /v1/queries/digest-readers`, by ascending id; an empty page is the
    last."""

    application_ids: list[UUID]


class EmployerKeys(Frozen):
    """The employers that letters go to, by their keys."""

    organisation_keys: Annotated[list[str], Field(max_length=200)]


class EmployerLetterFacts(Frozen):
    """What a letter to an employer says; answered to `notifications` only, and kept nowhere.

    The recipient's id is the adhesion's, as the network knows it: without one nobody knows the
    address. `workers` are those whom its newest Scheda counts, 0 when it counts none.
    """

    recipient: Recipient
    organisation_key: str
    workers: int
    alliance_name: str
    body_name: str
    body_office: str
    body_pec: str


class EmployerLetterFactsList(Frozen):
    """The answer of the network's `POST /v1/queries/employer-letter-facts`; unknown ones are left
    out."""

    items: list[EmployerLetterFacts]
