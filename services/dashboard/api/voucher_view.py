"""What the case page shows of vouchers: how much is left, and what an official may do with them."""

from collections.abc import Sequence
from typing import Any

from contracts.vouchers.cards import VoucherCard
from kit.ids import new_id
from services.dashboard.api.term_view import Back
from services.dashboard.models import ApplicationRow
from services.dashboard.rules.story import DECIDERS, VoucherBox, voucher_box, voucher_figures
from services.dashboard.rules.voucher_words import LIVES, VOUCHERS, Offered, offered


def voucher_values(
    row: ApplicationRow, cards: Sequence[VoucherCard], role: str, back: Back
) -> Sequence[dict[str, Any]]:
    """Return the vouchers of a case, as the owner tells them or, while it is silent, as noted."""
    if cards:
        return [_card(each, role, back) for each in cards]
    box = voucher_box(row)
    return [_noted(box, row.voucher_state)] if box else []


def _noted(box: VoucherBox, told: str) -> dict[str, Any]:
    nothing = {"part": "", "act": "", "reason": "", "last_use": None, "activate_by_on": None}
    return {**vars(box), **nothing, "state": VOUCHERS[_state(box, told)], "paper_href": "",
            "moves": (), "id": "noted"}  # fmt: skip


def _state(box: VoucherBox, told: str) -> str:
    if told:
        return told
    if box.residual_cents == 0:
        return "spent"
    if box.expired:
        return "expired"
    return "partly_spent" if box.spent_cents else "issued"


def _card(card: VoucherCard, role: str, back: Back) -> dict[str, Any]:
    href = f"/domande/{card.application_id}/voucher/{card.voucher_id}"
    may_move = role in DECIDERS
    return {
        **voucher_figures(card.amount_cents, card.residual_cents),
        "id": card.voucher_id,
        "state": VOUCHERS[card.state],
        "part": _part(card),
        "valid_until_on": card.valid_until_on,
        "activate_by_on": card.activate_by_on,
        "last_use": card.last_use,
        "act": card.act,
        "reason": card.reason,
        "paper_href": f"{href}/foglio" if card.state in LIVES else "",
        "moves": [_move(each, card, href, back) for each in offered(card.state)]
        if may_move
        else (),
    }


def _part(card: VoucherCard) -> str:
    if card.parent_id is None:
        return ""
    return f"Parte per «{card.category}»" if card.category else "Parte di un voucher"


def _move(move: Offered, card: VoucherCard, href: str, back: Back) -> dict[str, Any]:
    form = f"{move.move}-{card.voucher_id}"
    return {
        "id": form,
        "move": move.move,
        "title": move.title,
        "then": move.then,
        "action": f"{href}/passi",
        "typed": back.of(form),
        "wrong": back.wrong(form),
        "errors": back.errors(form),
        "once": str(new_id()),
    }
