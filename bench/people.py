"""Synthetic people who apply for a voucher."""

from typing import Any

from stdnum.it import codicefiscale

CALL, LINE = "ADM-2015", "II"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
IBAN = "IT60X0542811101000000123456"
# The line has 20,000 EUR and pays a half: every application of the longest run is funded.
COST_CENTS = 200


def form(number: int) -> dict[str, Any]:
    """Return the application of the n-th person."""
    return {
        "call_id": CALL,
        "line": LINE,
        "applicant": _applicant(number),
        "iban": IBAN,
        "answers": {
            "work": "employee", "children": 1, "service": "childcare", "cost_cents": COST_CENTS,
        },
    }  # fmt: skip


def tax_code(number: int) -> str:
    """Return the valid code of nobody: the first six letters count, born in Milan."""
    letters = ""
    for _ in range(6):
        number, place = divmod(number, len(LETTERS))
        letters = LETTERS[place] + letters
    base = f"{letters}86D15F205"
    return base + str(codicefiscale.calc_check_digit(base))


def _applicant(number: int) -> dict[str, str]:
    return {
        "kind": "person",
        "given_name": "Persona",
        "family_name": f"Numero {number}",
        "tax_code": tax_code(number),
        "birth_on": "1986-04-15",
        "municipality": "015070",
        "email": f"persona{number}@example.it",
    }
