"""What the pages of providers show: the list with its filters, and one with all its changes."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query

from contracts.providers import (
    ProviderCard,
    ProviderChangeCard,
    ProviderEntries,
    ProviderEntry,
    ProviderQuery,
)
from kit.ids import new_id
from programmes.catalogue import Programmes
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import OPERATORS, Visitor
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.term_view import Back
from services.dashboard.queries.money import provider_of
from services.dashboard.queries.staff import SOMEBODY, staff_names
from services.dashboard.rules.money_words import (
    CHANGES,
    MOVES,
    NATURES,
    PERIODS,
    PROVIDERS,
    READY,
)
from services.dashboard.rules.story import DECIDERS

NOT_A_FILTER = ("filter-unknown", "Questo filtro non esiste.", 422)


@dataclass(frozen=True)
class Asked:
    """What stands after the question mark of the list."""

    stato: Annotated[str, Query(max_length=20)] = ""
    alleanza: Annotated[str, Query(max_length=64)] = ""
    comune: Annotated[str, Query(max_length=6)] = ""
    servizio: Annotated[str, Query(max_length=200)] = ""
    dopo: Annotated[str, Query(max_length=36)] = ""

    def query(self) -> ProviderQuery:
        """Return the filters as their owner takes them; refuses `filter-unknown` (422)."""
        values = {
            "state": self.stato, "alliance": self.alleanza, "municipality": self.comune,
            "category": self.servizio.strip(), "after": self.dopo,
        }  # fmt: skip
        kept = {name: value for name, value in values.items() if value}
        return told(ProviderQuery, kept, NOT_A_FILTER)

    def address(self, **changed: str) -> str:
        """Write the address of this list, or of the page next to it."""
        now = {
            "stato": self.stato, "alleanza": self.alleanza, "comune": self.comune,
            "servizio": self.servizio, "dopo": self.dopo,
        }  # fmt: skip
        kept = {name: value for name, value in {**now, **changed}.items() if value}
        return f"/erogatori?{urlencode(kept)}" if kept else "/erogatori"


def list_values(programmes: Programmes, asked: Asked, found: ProviderEntries) -> dict[str, Any]:
    """Return what the list shows, with its filters as they were asked for."""
    places = {
        place.istat: place.name for place in programmes.municipalities.values()
        if place.valid_to is None
    }  # fmt: skip
    return {
        "rows": [_entry(each, places) for each in found.items],
        "asked": asked,
        "states": [{"value": "", "label": "Tutti"}, *_choices(
            {state: sign.label for state, sign in PROVIDERS.items()}
        )],
        "alliances": [{"value": "", "label": "Tutte"}, *_choices(
            {slug: each.name for slug, each in programmes.alliances.items()}
        )],
        "places": [{"value": "", "label": "Tutti"}, *sorted(
            _choices(places), key=lambda place: place["label"]
        )],
        "filtered": any((asked.stato, asked.alleanza, asked.comune, asked.servizio)),
        "first_href": asked.address(dopo="") if asked.dopo else "",
        "next_href": asked.address(dopo=str(found.next)) if found.next else "",
    }  # fmt: skip


def _choices(words: Any) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in words.items()]


def _entry(entry: ProviderEntry, places: dict[str, str]) -> dict[str, Any]:
    return {
        "href": f"/erogatori/{entry.provider_id}",
        "sign": PROVIDERS[entry.state],
        "where": places.get(entry.municipality, entry.municipality),
        "room": f"{entry.capacity} {PERIODS[entry.period]}",
        "entry": entry,
    }


async def provider_values(
    desk: Desk, visitor: Visitor, provider_id: UUID, back: Back
) -> dict[str, Any]:
    """Return what the page of a provider shows."""
    card = await provider_of(desk.vouchers, provider_id)
    officials = {each.official for each in card.history}
    for each in card.changes:
        officials |= {each.proposed_by, each.settled_by or ""}
    async with desk.database.reading() as session:
        names = await staff_names(session, officials)
    may_act = visitor.signed.role in DECIDERS
    return {
        **desk.frame("erogatori"),
        "staff": visitor,
        "card": card,
        "nature": NATURES[card.nature],
        "sign": PROVIDERS[card.state],
        "room": f"{card.capacity} {PERIODS[card.period]}",
        "periods": _choices(PERIODS),
        "places": [_place(desk.programmes, each) for each in card.municipalities],
        "history": _history(card, names),
        "changes": [_change(desk, each, names, (visitor, back)) for each in card.changes],
        "proposing": _proposing(card, back) if visitor.signed.role in OPERATORS else None,
        "forms": [_form(card, move, back) for move in READY[card.state]] if may_act else [],
    }


def _history(card: ProviderCard, names: Any) -> list[dict[str, Any]]:
    return [
        {
            "sign": PROVIDERS[each.state],
            "why": f"Atto n. {each.act}.",
            "reason": each.reason,
            "at": each.at,
            "who": names.get(each.official, SOMEBODY),
        }
        for each in card.history
    ]


def _change(
    desk: Desk, change: ProviderChangeCard, names: Any, seen: tuple[Visitor, Back]
) -> dict[str, Any]:
    visitor, back = seen
    form, mine = f"risposta-{change.change_id}", change.proposed_by == official(visitor)
    return {
        "id": change.change_id,
        "sign": CHANGES[change.state],
        "from_on": change.from_on,
        "room": f"{change.capacity} {PERIODS[change.period]}" if change.period else "",
        "places": [_place(desk.programmes, each) for each in change.municipalities or ()],
        "account": change.account,
        "reason": change.reason,
        "answer": change.answer,
        "proposed_by": names.get(change.proposed_by, SOMEBODY),
        "settled_by": names.get(change.settled_by or "", SOMEBODY) if change.settled_by else "",
        "may_answer": change.state == "proposed" and visitor.signed.role in OPERATORS,
        "may_confirm": not mine,
        "typed": back.of(form),
        "wrong": back.wrong(form),
        "errors": back.errors(form),
    }


def _place(programmes: Programmes, code: str) -> str:
    place = programmes.municipalities.get(code)
    return place.name if place else code


def _proposing(card: ProviderCard, back: Back) -> dict[str, Any] | None:
    """Offer the form of a change while none waits and the provider is not off the list."""
    waits = any(each.state == "proposed" for each in card.changes)
    if card.state == "removed" or (waits and back.form != "variazione"):
        return None
    return {
        "typed": back.of("variazione"),
        "wrong": back.wrong("variazione"),
        "errors": back.errors("variazione"),
        "once": str(new_id()),
    }


def _form(card: ProviderCard, move: Any, back: Back) -> dict[str, Any]:
    return {
        **MOVES[move]._asdict(),
        "action": f"/erogatori/{card.provider_id}/passi",
        "typed": back.of(move),
        "wrong": back.wrong(move),
        "errors": back.errors(move),
        "once": str(new_id()),
    }
