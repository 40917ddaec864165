"""Payment orders, and what the bank made of them."""

from typing import ClassVar
from uuid import UUID

from kit.messages import Event
from kit.money import Cents


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
