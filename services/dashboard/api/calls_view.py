"""What the list of calls shows, and the words around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.calls import CallDraft
from contracts.publishing import CallCard, VersionCard
from kit import clock
from programmes.catalogue import Programmes
from services.dashboard.queries.calls import owner_name
from services.dashboard.rules.call_words import CALL_CHIPS, CALL_STATES, DUE
from services.dashboard.rules.wording import Sign, day, instant, term

ORDER = tuple(CALL_STATES)
Address = Callable[[str], str]


@dataclass(frozen=True)
class Row:
    """One call of the list."""

    id: str
    href: str
    title: str
    owner: str
    state: Sign
    window: str
    until: str
    versions: str
    applications: int
    applications_href: str
    missing: Sequence[str]


def list_values(
    programmes: Programmes, cards: Sequence[CallCard], counts: Mapping[str, int], state: str
) -> dict[str, Any]:
    """Return what the template of the list asks for."""
    today = clock.today()
    shown = [card for card in cards if not state or card.state == state]
    rows = sorted(shown, key=lambda card: (ORDER.index(card.state), card.title))
    return {
        "rows": [_row(programmes, card, counts, today) for card in rows],
        "chips_items": _chips(cards, state),
        "headline": headline(cards),
    }


def _row(programmes: Programmes, card: CallCard, counts: Mapping[str, int], today: date) -> Row:
    shown = in_force(card) or card.versions[-1]
    waiting = pending(card)
    missing = waiting.missing if waiting else []
    return Row(
        id=card.call_id,
        href=f"/bandi/{card.call_id}",
        title=card.title,
        owner=owner_name(programmes, card.owner),
        state=CALL_STATES[card.state],
        window=window(shown.definition),
        until=until(card, today),
        versions=_versions(card),
        applications=counts.get(card.call_id, 0),
        applications_href=f"/domande?bando={card.call_id}",
        missing=missing,
    )


def in_force(card: CallCard) -> VersionCard | None:
    """Return the published version that holds now, None for a call that is a draft."""
    return next((each for each in reversed(card.versions) if each.state == "published"), None)


def pending(card: CallCard) -> VersionCard | None:
    """Return the first version that waits to be published, None when all are."""
    return next((each for each in card.versions if each.state != "published"), None)


def window(draft: CallDraft) -> str:
    """Say from when to when applications are taken in time."""
    return _window(draft, draft.opens_at, draft.closes_at)


def window_of(draft: CallDraft, line_id: str) -> str:
    """Say from when to when a section takes applications in time."""
    return _window(draft, *draft.window(line_id))


def _window(draft: CallDraft, opens_at: datetime | None, closes_at: datetime | None) -> str:
    opens = f"dal {instant(opens_at)}" if opens_at else "apertura da stabilire"
    if closes_at:
        funds = ", o prima se finiscono i fondi" if draft.ends_with_funds else ""
        return f"{opens} al {instant(closes_at)}{funds}"
    return f"{opens}, {'finché ci sono fondi' if draft.ends_with_funds else 'fine da stabilire'}"


def until(card: CallCard, today: date) -> str:
    """Say when the call moves next by itself."""
    at = turn_of(card)
    if at is None:
        return ""
    verb = "si apre" if card.state == "published" else "si chiude"
    left = term(clock.civil_day(at), today)
    return f"{verb} {left.words}" if left else ""


def turn_of(card: CallCard) -> datetime | None:
    """Return the first or the last instant in time, whichever is next; None when an act is."""
    version = in_force(card)
    if version is None or card.wake_at is None:
        return None
    draft = version.definition
    return draft.opens_at if card.state == "published" else draft.closes_at


def since(card: CallCard) -> str:
    """Say since when the call is where it is."""
    return f"dal {day(clock.civil_day(card.since))}" if card.since else ""


def headline(cards: Sequence[CallCard]) -> str:
    """Say first what there is to do."""
    opened = sum(card.state == "open" for card in cards)
    subject = {0: "Nessun bando è aperto", 1: "1 bando è aperto"}.get(opened)
    waiting = sum(step in DUE for card in cards for step, _ in card.steps)
    steps = {0: "nessuna versione aspetta", 1: "1 versione aspetta"}.get(waiting)
    return (
        f"{subject or f'{opened} bandi sono aperti'}; "
        f"{steps or f'{waiting} versioni aspettano'} un passo di una persona."
    )


def _versions(card: CallCard) -> str:
    step, version = next((each for each in card.steps if each[0] in DUE), ("", 0))
    many = len(card.versions)
    if not step:
        return "1 versione" if many == 1 else f"{many} versioni"
    return f"1 versione, {DUE[step]}" if many == 1 else f"{many} versioni, la {version} {DUE[step]}"


def _chips(cards: Sequence[CallCard], state: str) -> list[dict[str, Any]]:
    found = {each: sum(card.state == each for card in cards) for each in CALL_CHIPS}
    every = {"label": "Tutti", "count": len(cards), "href": "/bandi", "current": not state}
    return [
        every,
        *(
            {
                "label": label,
                "count": found[each],
                "href": f"/bandi?stato={each}",
                "current": each == state,
            }
            for each, label in CALL_CHIPS.items()
        ),
    ]
