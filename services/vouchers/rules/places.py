"""The places in which the money of a line is, from what moved in it."""

from collections.abc import Mapping

# What comes into a place, and what goes out of it, by the code of the movement. What is annulled
# leaves an award, but for the part of it that was owed already.
PLACES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "available_cents": (
        ("allocate", "transfer_in", "release", "cut", "expire", "revoke", "recover", "annul"),
        ("reduce", "transfer_out", "reserve"),
    ),
    "reserved_cents": (("reserve",), ("release", "commit")),
    "committed_cents": (
        ("commit", "annul_owed"),
        ("cut", "issue", "liquidate", "withhold", "annul"),
    ),
    "issued_cents": (
        ("issue", "unhold", "reverse"),
        ("redeem", "hold", "expire", "revoke"),
    ),
    "held_cents": (("hold",), ("unhold", "capture")),
    "owed_cents": (
        ("redeem", "capture", "liquidate", "withhold", "bounce"),
        ("reverse", "order", "annul_owed"),
    ),
    "ordered_cents": (("order",), ("bounce", "pay")),
    "paid_cents": (("pay", "forgive"), ("demand",)),
    "recovering_cents": (("demand",), ("recover", "forgive")),
}
SPENT = (("redeem", "capture"), ("reverse",))


def places(totals: Mapping[str, int]) -> dict[str, int]:
    """Return the cents in each place of a line, which add up to its budget."""
    return {name: _left(totals, codes) for name, codes in PLACES.items()}


def spent(totals: Mapping[str, int]) -> int:
    """Return what was spent at providers and not taken back."""
    return _left(totals, SPENT)


def _left(totals: Mapping[str, int], codes: tuple[tuple[str, ...], tuple[str, ...]]) -> int:
    come, go = codes
    return sum(totals.get(code, 0) for code in come) - sum(totals.get(code, 0) for code in go)
