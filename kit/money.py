"""Money is an integer number of euro cents; these are its written forms."""

from typing import Annotated

from pydantic import Field

Cents = Annotated[int, Field(ge=0, le=10**12, strict=True, json_schema_extra={"format": "int64"})]


def euro(cents: int) -> str:
    """Write an amount as Italian letters do: 125050 is `1.250,50 euro`."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02d} euro"


def share(cents: int, percent: int) -> int:
    """Return a whole percentage of an amount, rounded down to the cent."""
    return cents * percent // 100
