"""What the pages of front desks show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.desks import ContactCounts, DeskCard, DeskLogEntry, PostedOperator
from kit import clock
from kit.ids import new_id
from programmes.catalogue import Programmes
from services.dashboard.api.adhesions_view import alliance_name
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules.network_words import (
    CONTACTS,
    DEEDS,
    OUTCOMES,
    TOPICS,
    WEEKDAYS,
)
from services.dashboard.rules.wording import Sign, instant

SHOWN, KEY_DIGITS = 100, 12
OPEN, CLOSED = Sign("Aperto adesso", "good", "unlocked"), Sign("Chiuso adesso", "calm", "locked")


@dataclass(frozen=True)
class Beside:
    """What stands beside a desk: who works there, what they did, who came, and names."""

    posted: Sequence[PostedOperator]
    log: Sequence[DeskLogEntry]
    contacts: ContactCounts
    names: Mapping[str, str]
    staff: Sequence[tuple[UUID, str]]


def desk_line(card: DeskCard, programmes: Programmes) -> dict[str, Any]:
    """Return a desk as a row of the list."""
    return {
        "href": f"/sportelli/{card.alliance}/{card.desk_id}",
        "name": card.name,
        "partner": card.partner,
        "alliance": alliance_name(programmes, card.alliance),
        "where": f"{card.address}, {_place(card, programmes)}",
        "sign": OPEN if card.open_now else CLOSED,
        "opens": f"Apre il {instant(card.opens_at)}" if card.opens_at and not card.open_now else "",
    }


def _place(card: DeskCard, programmes: Programmes) -> str:
    known = programmes.municipalities
    return known[card.municipality].name if card.municipality in known else card.municipality


def desk_values(card: DeskCard, programmes: Programmes, beside: Beside) -> dict[str, Any]:
    """Return what the template of a desk asks for."""
    return {
        **desk_line(card, programmes),
        "card": card,
        "hours": [
            f"{WEEKDAYS[each.weekday - 1]}, {each.opens:%H:%M}-{each.closes:%H:%M}"
            for each in card.hours
        ],
        "operators": [_operator(each, beside.names) for each in beside.posted],
        "log": [_deed(each, beside.names) for each in beside.log[:SHOWN]],
        "log_count": len(beside.log),
        "month": beside.contacts.month,
        "contact_total": beside.contacts.total,
        "contacts": [
            {"topic": TOPICS[each.topic], "outcome": OUTCOMES[each.outcome],
             "count": each.contacts}
            for each in beside.contacts.items
        ],
        "choices": {
            "staff": [{"value": f"staff:{id_}", "label": name} for id_, name in beside.staff],
            "channels": _options(CONTACTS),
            "topics": _options(TOPICS),
            "outcomes": _options(OUTCOMES),
        },
        "once": str(new_id()),
    }  # fmt: skip


def _options(words: Mapping[Any, str]) -> list[dict[str, str]]:
    return [{"value": key, "label": label} for key, label in words.items()]


def _operator(each: PostedOperator, names: Mapping[str, str]) -> dict[str, Any]:
    today = clock.today()
    works = each.from_on <= today and (each.to_on is None or each.to_on >= today)
    return {
        "name": names.get(each.operator, SOMEBODY),
        "from_on": each.from_on,
        "to_on": each.to_on,
        "works": works,
    }


def _deed(each: DeskLogEntry, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "what": DEEDS[each.act],
        "who": names.get(each.operator, SOMEBODY),
        "principal": each.principal_key[:KEY_DIGITS],
        "href": f"/domande/{each.application_id}",
        "at": each.at,
    }
