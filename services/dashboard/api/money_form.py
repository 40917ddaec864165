"""The forms about money: sums, acts and the day of an act, as they were typed."""

from typing import Annotated, Any

from fastapi import Form

from kit.refusal import Refusal
from services.dashboard.api.hearing_form import Long, Short
from services.dashboard.rules.amounts import cents_of
from services.dashboard.rules.wording import day_of

NOT_A_SUM = ("not-a-sum", "Scrivi l'importo come 1.250,50.", 422)
Lines = Annotated[list[str] | None, Form(max_length=200)]
Values = dict[str, Any]


def act_of(typed: Values) -> Values:
    """Return the act of a form as contracts take it."""
    return {"number": typed["act_number"], "on": day_of(typed["act_on"])}


def sum_of(text: str) -> int:
    """Return the cents of a field; refuses `not-a-sum` (422)."""
    cents = cents_of(text)
    if cents is None:
        raise Refusal(*NOT_A_SUM)
    return cents


def typed_move(
    from_line: Short = "", to_line: Short = "", amount: Short = "", reason: Long = ""
) -> Values:
    """Return what stood in the form that moves money between lines."""
    return {"from_line": from_line, "to_line": to_line, "amount": amount, "reason": reason.strip()}


def typed_act(act_number: Short = "", act_on: Short = "") -> Values:
    """Return the number and the day of an act."""
    return {"act_number": act_number.strip(), "act_on": act_on}


def typed_order(
    call_id: Short = "", cup: Short = "", execute_on: Short = "", expected: Short = ""
) -> Values:
    """Return what stood in the form that orders payments; `expected` is the total it showed."""
    return {
        "call_id": call_id, "cup": cup.strip().upper(), "execute_on": execute_on,
        "expected_cents": int(expected) if expected.isdecimal() else None,
    }  # fmt: skip


def typed_accounts(
    holder: Short = "", iban: Short = "", treasury_holder: Short = "", treasury_iban: Short = ""
) -> Values:
    """Return the accounts that stood in the form of a payment file."""
    return {
        "holder": holder, "iban": iban, "treasury_holder": treasury_holder,
        "treasury_iban": treasury_iban,
    }  # fmt: skip


def typed_step(
    move: Short = "", on: Short = "", valid_from_on: Short = "", valid_until_on: Short = "",
    reason: Long = "",
) -> Values:  # fmt: skip
    """Return what stood in the form that moves an accreditation."""
    return {
        "move": move, "on": on, "valid_from_on": valid_from_on, "valid_until_on": valid_until_on,
        "reason": reason.strip(),
    }  # fmt: skip
