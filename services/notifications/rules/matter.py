"""What tells letters of one kind of one application apart: ids and days, nothing that says who."""

from typing import Literal
from uuid import UUID

MailingName = Literal["call_changed", "payment_ordered", "ranking_provisional", "ranking_final"]
VOUCHER = "voucher:"


def voucher_matter(voucher_id: UUID, *others: object) -> str:
    """Name the voucher that a letter is about, and which of its letters it is."""
    return " ".join((f"{VOUCHER}{voucher_id}", *map(str, others)))


def voucher_of(matter: str) -> UUID | None:
    """Return the voucher that a letter is about; None for one that names none."""
    first = matter.partition(" ")[0]
    return UUID(first.removeprefix(VOUCHER)) if first.startswith(VOUCHER) else None


def call_matter(call_id: str, call_version: int) -> str:
    """Name a version of a call, which everybody who applied hears of."""
    return f"{call_id} {call_version}"


def call_of(matter: str) -> str:
    """Return the call that a mailing is about."""
    return matter.partition(" ")[0]


def matter_of_page(name: MailingName, about: str) -> str:
    """Return what tells the letter of a mailing apart among those of one application."""
    return about.partition(" ")[2] if name == "call_changed" else about
