"""The emergency register (DPR 445/2000 art. 63): its instants, its numbers, what it hashes."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.emergencies import EmergencyEntry
from kit.days import civil_day
from kit.refusal import Refusal
from services.applications.rules.register import emergency_name

OPEN = Refusal("emergency-open", "Il registro di emergenza di questo ente è già aperto.")
OVERLAP = Refusal(
    "emergency-overlap", "In quell'istante il registro di emergenza precedente era aperto."
)
FUTURE = Refusal("emergency-in-the-future", "La data e l'ora sono nel futuro.", 422)
CLOSED = Refusal("emergency-closed", "Il registro di emergenza è già chiuso.")
STILL_OPEN = Refusal(
    "emergency-still-open",
    "Il registro di emergenza è ancora aperto: si chiude, poi si recuperano i documenti.",
)
BEFORE_LAST = Refusal(
    "emergency-closed-too-early", "Un documento è stato scritto dopo quell'istante.", 422
)
BEFORE_OPENING = Refusal(
    "emergency-closed-before-opening", "Il registro si chiude dopo l'apertura.", 422
)
SAME = ("direction", "kind", "about", "channel", "arrived_at", "written_at")


@dataclass(frozen=True)
class NumberedEntry:
    """An entry with its year, its number and the hash of its document."""

    year: int
    number: int
    content_hash: str
    entry: EmergencyEntry

    @property
    def name(self) -> str:
        """The number as it is written on the paper."""
        return emergency_name(self.number, self.year)


@dataclass(frozen=True)
class Kept:
    """What a body's emergency registers hold: entries by name, the last number of each year."""

    entries: Mapping[str, Any]
    last: Mapping[int, int]


def check_opening(opened_at: datetime, at: datetime, last: Any) -> None:
    """Refuse an emergency that begins in the future or in another one; `last` is the one before.

    Slugs: emergency-in-the-future 422, emergency-open and emergency-overlap 409.
    """
    if opened_at > at:
        raise FUTURE
    if last is not None and last.closed_at is None:
        raise OPEN
    if last is not None and opened_at < last.closed_at:
        raise OVERLAP


def check_closing(register: Any, closed_at: datetime, at: datetime) -> None:
    """Refuse a closing that cannot be; `register` knows its last entry.

    Slugs: emergency-closed 409; emergency-in-the-future, emergency-closed-before-opening and
    emergency-closed-too-early 422.
    """
    if register.closed_at is not None:
        raise CLOSED
    if closed_at > at:
        raise FUTURE
    if closed_at < register.opened_at:
        raise BEFORE_OPENING
    if register.last_at is not None and closed_at < register.last_at:
        raise BEFORE_LAST


def check_written(entry: NumberedEntry, opened_at: datetime, at: datetime) -> None:
    """Refuse `emergency-outside` 422 for an entry of another time than that of its register."""
    latest = max(entry.entry.written_at, entry.entry.arrived_at)
    if latest > at or entry.entry.written_at < opened_at:
        sentence = f"Il documento {entry.name} è di un momento in cui il registro non era aperto."
        raise Refusal("emergency-outside", sentence, 422)


def numbered(entries: Sequence[EmergencyEntry], kept: Kept) -> Iterator[NumberedEntry]:
    """Give entries their numbers, or check those that they have; what is kept already is left out.

    A number follows the one before it in its year, also over several emergencies (art. 63 c. 4).
    Refuses `emergency-gap` 422 and `emergency-number-taken` 409.
    """
    last = dict(kept.last)
    for entry in entries:
        found = _numbered(entry, last)
        if found.name in kept.entries:
            _check_same(found, kept.entries[found.name])
            continue
        _check_next(found, last.get(found.year, 0) + 1)
        last[found.year] = found.number
        yield found


def _numbered(entry: EmergencyEntry, last: Mapping[int, int]) -> NumberedEntry:
    year = civil_day(entry.written_at).year
    number = entry.number or last.get(year, 0) + 1
    content_hash = entry.content_hash or _hash(entry, emergency_name(number, year))
    return NumberedEntry(year, number, content_hash, entry)


def _hash(entry: EmergencyEntry, name: str) -> str:
    """Hash what the register says of a paper that has no file."""
    said = entry.model_dump_json(exclude={"number", "document_id", "content_hash"})
    return hashlib.sha256(f"{name}\n{said}".encode()).hexdigest()


def _check_same(found: NumberedEntry, row: Any) -> None:
    same = all(getattr(found.entry, field) == getattr(row, field) for field in SAME)
    wanted = found.entry.document_id
    if not same or found.content_hash != row.content_hash or wanted not in (None, row.document_id):
        sentence = f"Il numero {found.name} è già di un altro documento."
        raise Refusal("emergency-number-taken", sentence)


def _check_next(found: NumberedEntry, expected: int) -> None:
    if found.number < expected:
        sentence = f"Il numero {found.name} è già di un altro documento."
        raise Refusal("emergency-number-taken", sentence)
    if found.number > expected:
        missing = emergency_name(expected, found.year)
        sentence = f"Manca il numero {missing}: il registro di emergenza non ha salti."
        raise Refusal("emergency-gap", sentence, 422)
