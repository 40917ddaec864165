"""What tells letters of one kind of one application apart: ids and days, nothing that says who."""

from datetime import date
from typing import Literal
from uuid import UUID, uuid5

MailingName = Literal[
    "call_changed", "payment_ordered", "ranking_provisional", "ranking_final", "digest"
]
VOUCHER = "voucher:"
EMPLOYERS = UUID("0198c1f0-6a5b-7c3d-9e2f-4b8a1d7c6e50")


def voucher_matter(voucher_id: UUID, *others: object) -> str:
    """Name the voucher that a letter is about, and which of its letters it is."""
    return " ".join((f"{VOUCHER}{voucher_id}", *map(str, others)))


def voucher_of(matter: str) -> UUID | None:
    """Return the voucher that a letter is about; None for one that names none."""
    first = matter.partition(" ")[0]
    return UUID(first.removeprefix(VOUCHER)) if first.startswith(VOUCHER) else None


def withdrawal_matter(effect: str, cause: UUID) -> str:
    """Name what becomes of vouchers when an employer leaves, and which withdrawal it is."""
    return f"{effect} {cause}"


def effect_of(matter: str) -> str:
    """Return what becomes of vouchers, of a letter about a withdrawal."""
    return matter.partition(" ")[0]


def round_matter(round_: int) -> str:
    """Name the round of a case that was opened again; its first one has no name."""
    return str(round_) if round_ > 1 else ""


def call_matter(call_id: str, call_version: int) -> str:
    """Name a version of a call, which everybody who applied hears of."""
    return f"{call_id} {call_version}"


def call_of(matter: str) -> str:
    """Return the call that a mailing is about."""
    return matter.partition(" ")[0]


def matter_of_page(name: MailingName, about: str) -> str:
    """Return what tells the letter of a mailing apart among those of one application."""
    return about.partition(" ")[2] if name == "call_changed" else about


def employer_matter(organisation_key: str, waits_for: str, day: date) -> str:
    """Name an employer, what is awaited of it, and the month in which it is asked once."""
    return f"{organisation_key} {waits_for} {day:%Y-%m}"


def employer_of(matter: str) -> str:
    """Return the key of the employer whom a letter goes to."""
    return matter.partition(" ")[0]


def awaited_of(matter: str) -> str:
    """Return what is awaited of an employer: that it joins, or says who works there."""
    return matter.split(" ")[1] if matter.count(" ") > 1 else ""


def reader_of(organisation_key: str) -> UUID:
    """Return the id under which letters to an employer stand: it says no more than its key."""
    return uuid5(EMPLOYERS, organisation_key)
