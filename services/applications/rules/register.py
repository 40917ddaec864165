"""How register numbers and acts are written, how a register is chained."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from contracts.intake import RegisterEntry

LARGEST = 2**31 - 1
NAME = re.compile(r"([a-z0-9-]{1,60})/([0-9]{4})", re.ASCII)
DIRECTIONS: Mapping[str, str] = {"in": "entrata", "out": "uscita", "internal": "interno"}
NUMBER = re.compile(r"([0-9]{7,10})/([0-9]{4})", re.ASCII)


def protocol(number: int, year: int) -> str:
    """Write a register number with at least seven digits and its year (DPR 445/2000 art. 57)."""
    return f"{number:07d}/{year}"


def emergency_number(row: Any) -> str:
    """Write the number that a document had in the emergency register; nothing without one."""
    if row.emergency_number is None:
        return ""
    return emergency_name(row.emergency_number, row.emergency_year)


def emergency_name(number: int, year: int) -> str:
    """Write a number of an emergency register (DPR 445/2000 art. 63): `E3/2015`."""
    return f"E{number}/{year}"


def act(number: int, year: int) -> str:
    """Write the number of an act with its year."""
    return f"{number}/{year}"


def search_name(name: str) -> str:
    """Return the form in which a name is looked up by its beginning."""
    return " ".join(name.casefold().split())


def book(body: str, year: int) -> str:
    """Write the name of a body's register of a year: `comune-cernusco/2015`."""
    return f"{body}/{year}"


def entry(row: Any) -> RegisterEntry:
    """Write a row of the register as who filed reads it on the receipt."""
    return RegisterEntry(
        book=book(row.body, row.year),
        protocol=protocol(row.number, row.year),
        registered_at=row.at,
        content_hash=row.content_hash,
        previous_link=row.previous_link,
        link=row.link,
    )


def place(entry: RegisterEntry) -> tuple[str, int, int] | None:
    """Return the body, year and number that an entry names; None when it names none."""
    name, number = NAME.fullmatch(entry.book), NUMBER.fullmatch(entry.protocol)
    if name is None or number is None or name[2] != number[2] or int(number[1]) > LARGEST:
        return None
    return name[1], int(name[2]), int(number[1])


def genesis(book: str) -> str:
    """Return what the first entry of a register follows."""
    return hashlib.sha256(book.encode()).hexdigest()


def link(entry: RegisterEntry) -> str:
    """Compute the link of an entry from what it says: the database computes the same."""
    instant = entry.registered_at.astimezone(UTC)
    parts = (
        entry.previous_link, entry.protocol, f"{instant:%Y-%m-%dT%H:%M:%S.%fZ}", entry.content_hash,
    )  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def fault(entries: Iterable[RegisterEntry], after: RegisterEntry | None = None) -> str | None:
    """Follow the chain of one register in the order of its numbers; say the first fault in Italian.

    `after` is the entry before the first one; without it the register is followed from its
    beginning. None when nothing is wrong.
    """
    before = after
    for entry in entries:
        found = _fault(entry, before)
        if found:
            return found
        before = entry
    return None


def _fault(entry: RegisterEntry, before: RegisterEntry | None) -> str | None:
    number, expected = _number(entry), _number(before) + 1 if before else 1
    if number != expected:
        return f"Dopo il numero {expected - 1} del registro {entry.book} viene {number}."
    previous = before.link if before else genesis(entry.book)
    if entry.previous_link != previous or entry.link != link(entry):
        return f"Il numero {entry.protocol} del registro {entry.book} non è più com'era."
    if before and entry.registered_at <= before.registered_at:
        return f"Il numero {entry.protocol} del registro {entry.book} precede quello prima."
    return None


def _number(entry: RegisterEntry) -> int:
    return int(entry.protocol.partition("/")[0])
