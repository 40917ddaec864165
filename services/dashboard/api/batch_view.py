"""What the page of a batch of payments shows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.payments import OrderCard, OutcomeFileCard, PaymentBatchCard
from contracts.vouchers.payments import LeftOut
from services.dashboard.queries.calls import Calls, call_title
from services.dashboard.queries.payments import application_of
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules.money_words import BATCHES, DID, OUTCOMES

Names = Mapping[str, str]


def officials_of(batch: PaymentBatchCard) -> Collection[str]:
    """Return everybody whose name the page of a batch shows."""
    own = {batch.official, batch.confirmed_by or ""}
    return own | {each.official for each in batch.files}


def batch_values(
    calls: Calls, batch: PaymentBatchCard, numbers: Mapping[UUID, str], names: Names
) -> dict[str, Any]:
    """Return what the page shows: who ordered and confirmed, every order, each file of the bank."""
    orders = [_order(each, numbers) for each in batch.orders]
    shown = {each.order_id: row for each, row in zip(batch.orders, orders, strict=True)}
    states = [each.state for each in batch.orders]
    return {
        "batch": batch,
        "call": call_title(calls, batch.call_id),
        "sign": BATCHES[batch.state],
        "here": f"/pagamenti/distinte/{batch.batch_id}",
        "ordered_by": names.get(batch.official, SOMEBODY),
        "confirmed_by": names.get(batch.confirmed_by or "", SOMEBODY),
        "counts": {state: states.count(state) for state in ("paid", "bounced", "ordered")},
        "rows": orders,
        "files": [_file(each, shown, names) for each in batch.files],
        "treasury": any(each.payee == "treasury" for each in batch.orders),
        "providers": sorted({
            each.payee.removeprefix("provider:") for each in batch.orders
            if each.payee.startswith("provider:") and not each.own_account
        }),
    }  # fmt: skip


def left_out_values(
    left_out: Sequence[LeftOut], numbers: Mapping[UUID, str]
) -> Sequence[dict[str, Any]]:
    """Return what did not enter a batch, by reason, each with the applications it is about."""
    cases: dict[str, list[dict[str, str]]] = {}
    for each in left_out:
        number = numbers.get(each.application_id, "Domanda")
        shown = {"number": number, "href": f"/domande/{each.application_id}"}
        cases.setdefault(each.sentence, []).append(shown)
    return [{"why": sentence, "cases": shown} for sentence, shown in cases.items()]


def _order(order: OrderCard, numbers: Mapping[UUID, str]) -> dict[str, Any]:
    case = application_of(order.payee)
    number = numbers.get(case, "") if case else ""
    return {
        "id": order.order_id,
        "who": number or _payee(order.payee),
        "href": f"/domande/{case}" if number else "",
        "cents": order.amount_cents,
        "sign": OUTCOMES[order.state],
        "on": order.outcome_on,
        "why": f"{order.code}: {order.reason}" if order.code else order.reason,
    }


def _payee(payee: str) -> str:
    kind, _, name = payee.partition(":")
    return {"provider": f"Erogatore {name}", "treasury": "Erario, ritenute"}.get(kind, "Domanda")


def _file(file: OutcomeFileCard, orders: Mapping[UUID, Any], names: Names) -> dict[str, Any]:
    return {
        "at": file.at,
        "who": names.get(file.official, SOMEBODY),
        "news": file.news,
        "rows": [
            {
                "who": orders[each.order_id]["who"],
                "cents": each.amount_cents,
                "did": DID[each.did],
                "why": f"{each.code}: {each.reason}" if each.code else each.reason,
            }
            for each in file.rows
            if each.order_id in orders
        ],
    }
