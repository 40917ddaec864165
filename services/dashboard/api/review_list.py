"""What a list of reviews shows: each application with who reads it and what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from contracts.readings import ReaderState, ReadingCard, ReadingCounts, Readings
from kit import clock
from services.dashboard.api.desk import Desk
from services.dashboard.models import ApplicationRow
from services.dashboard.queries import listing
from services.dashboard.queries.calls import call_title, line_title
from services.dashboard.queries.cards import Cards, listed_cards
from services.dashboard.queries.staff import SOMEBODY, staff_names
from services.dashboard.rules.review_words import (
    PROPOSED,
    WAITS,
    WAITS_CHIPS,
    is_mine_to_do,
    next_step,
    progress,
)
from services.dashboard.rules.wording import protocol, term

PATH = "/istruttorie"
EVERYBODY_S = "tutti"
HIDDEN = "Si apre dopo la dichiarazione"


@dataclass(frozen=True)
class View:
    """Which reviews are looked at; everything of it stands in the address."""

    chi: str = ""
    bando: str = ""
    aspetta: str = ""
    dopo: str = ""

    def address(self, **changed: str) -> str:
        """Write the address of this view, or of the one next to it."""
        values = {**vars(self), **changed}
        kept = {name: value for name, value in values.items() if value}
        return f"{PATH}?{urlencode(kept)}" if kept else PATH


@dataclass(frozen=True)
class Around:
    """What the desk knows of what a list names."""

    rows: Mapping[UUID, ApplicationRow]
    cards: Cards
    names: Mapping[str, str]


async def around(desk: Desk, items: Sequence[ReadingCard], reader: str) -> Around:
    """Return register numbers, applicants as somebody may read them, and names of officials."""
    ids = [each.application_id for each in items]
    officials = {each.reviewer for card in items for each in card.readers}
    async with desk.database.reading() as session:
        rows = await listing.by_ids(session, ids)
        names = await staff_names(session, officials)
    cards = await listed_cards(desk.cards, ids, reader)
    return Around({row.id: row for row in rows}, cards, names)


def rows(desk: Desk, told: Readings, known: Around, me: str) -> list[dict[str, Any]]:
    """Return the rows of a list, those due first before others."""
    return [_row(desk, card, known, me) for card in told.items]


def _row(desk: Desk, card: ReadingCard, known: Around, me: str) -> dict[str, Any]:
    row = known.rows.get(card.application_id)
    mine = next((each for each in card.readers if each.reviewer == me), None)
    return {
        "id": card.application_id,
        "href": f"/domande/{card.application_id}/istruttoria",
        "number": protocol(row.register_number, row.register_year) if row else "In arrivo",
        "who": _who(card, known, mine),
        "call": call_title(desk.calls, card.call_id),
        "section": line_title(desk.calls, card.call_id, card.line),
        "term": term(card.due_on, clock.today()),
        "readers": [_reader(each, card, known) for each in card.readers],
        "progress": progress(card),
        "state": PROPOSED[card.proposed] if card.proposed else WAITS[card.waits_for],
        "next": next_step(card, mine) if mine else None,
    }


def _who(card: ReadingCard, known: Around, mine: ReaderState | None) -> str:
    if card.application_id in known.cards:
        return known.cards[card.application_id].applicant
    return HIDDEN if mine and not mine.declared else ""


def _reader(reader: ReaderState, card: ReadingCard, known: Around) -> dict[str, Any]:
    return {
        "name": known.names.get(reader.reviewer, SOMEBODY),
        "done": reader.handed_in if card.scored else not card.open_items,
        "declared": reader.declared,
    }


def chips(view: View, counts: ReadingCounts) -> list[dict[str, Any]]:
    """Return the filters by what is waited for, with their counts."""
    many = counts.model_dump()
    shown = {"": ("Tutte", sum(many.values()))} | {
        name: (label, many[name])
        for name, label in WAITS_CHIPS.items()
        if name != "reader" or view.chi == EVERYBODY_S
    }
    return [
        {
            "label": label, "count": count, "current": view.aspetta == name,
            "href": view.address(aspetta=name, dopo=""),
        }
        for name, (label, count) in shown.items()
    ]  # fmt: skip


def headline(mine: Sequence[ReadingCard], me: str) -> str:
    """Say first what there is to do."""
    steps = [next_step(card, each) for card in mine for each in card.readers if each.reviewer == me]
    todo = sum(is_mine_to_do(each) for each in steps)
    if not todo:
        return "Nessuna domanda aspetta qualcosa da te."
    return "1 domanda aspetta te." if todo == 1 else f"{todo} domande aspettano te."


def to_declare(desk: Desk, items: Sequence[ReadingCard], me: str) -> list[dict[str, str]]:
    """Return the calls whose applications stay closed until somebody declares."""
    wanting = {
        card.call_id
        for card in items
        for each in card.readers
        if each.reviewer == me and not each.declared
    }
    return [{"id": each, "title": call_title(desk.calls, each)} for each in sorted(wanting)]
