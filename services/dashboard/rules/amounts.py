"""Amounts as officials type them."""

import re

_EURO = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,10})(?:,([0-9]{1,2}))?")


def cents_of(text: str) -> int | None:
    """Read `1.250,5` or `1250,50` as 125050 cents; None when it is no amount."""
    found = _EURO.fullmatch(text.strip().removesuffix("€").strip())
    if found is None:
        return None
    whole, rest = found.groups(default="")
    return int(whole.replace(".", "")) * 100 + int(rest.ljust(2, "0"))


def typed_euro(cents: int) -> str:
    """Write cents as a field of a form has them: `1250,50`."""
    return f"{cents // 100},{cents % 100:02d}"
