"""Payment orders, and what the bank made of them."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.values import Frozen
from kit.messages import Event
from kit.money import Cents


class LeftOut(Frozen):
    """What is owed to who applied and did not enter an order: why, and what may be done.

    It stays owed, and enters the next order when the reason is gone.
    """

    application_id: UUID
    reason: Literal["contributions_irregular", "member_suspended"]
    sentence: str


class PaymentOrdered(Event):
    """Payment orders were composed into one file for the treasurer.

    What is owed and could not be ordered is named in `left_out`.
    """

    title: ClassVar[str] = "pagamento.ordinato"

    batch_id: UUID
    call_id: str
    orders: int
    amount_cents: Cents
    left_out: list[LeftOut] = Field(default_factory=list)


class PaymentMade(Event):
    """The bank paid an order; `application_id` is None for a provider or the treasury."""

    title: ClassVar[str] = "pagamento.eseguito"

    order_id: UUID
    batch_id: UUID
    application_id: UUID | None
    amount_cents: Cents


class PaymentBounced(Event):
    """The bank did not pay an order: the sum is owed again, and may be ordered anew.

    `code` is the bank's reason in ISO 20022, empty when it gives none.
    """

    title: ClassVar[str] = "pagamento.respinto"

    order_id: UUID
    batch_id: UUID
    application_id: UUID | None
    amount_cents: Cents
    code: str = ""


class PaymentDeclined(Event):
    """The orders of a batch do not go to the bank: what they were for is owed again."""

    title: ClassVar[str] = "pagamento.annullato"

    batch_id: UUID
    call_id: str
    amount_cents: Cents


class PaymentConfirmed(Event):
    """A second official confirmed the orders of a batch: their file may go to the bank."""

    title: ClassVar[str] = "pagamento.confermato"

    batch_id: UUID
    call_id: str
    amount_cents: Cents
