"""What the list shows of each application, and the words around it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kit import clock
from services.dashboard.models import ApplicationRow
from services.dashboard.queries.calls import Calls, call_title, line_title
from services.dashboard.queries.cards import UNKNOWN, Cards
from services.dashboard.queries.listing import Rows
from services.dashboard.rules.wording import CHIPS, STATES, Sign, Term, protocol, term

SELDOM = frozenset({"withdrawn", "call_revoked"})
ORDERS = (
    {"value": "recenti", "label": "Prima le più recenti"},
    {"value": "termine", "label": "Prima il termine più vicino"},
)
Address = Callable[..., str]


@dataclass(frozen=True)
class Counted:
    """One page of rows with their cards, and the counts of the whole list."""

    rows: Rows
    cards: Cards
    counts: Mapping[str, int]
    overdue: int
    by_call: Mapping[str, int]


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    id: UUID
    href: str
    number: str
    who: str
    call: str
    section: str
    state: Sign
    amount_cents: int
    registered_at: datetime | None
    term: Term | None


def list_values(calls: Calls, counted: Counted, address: Address) -> dict[str, Any]:
    """Return what the template of the list asks for."""
    today = clock.today()
    return {
        "rows": [line(calls, row, counted.cards, today) for row in counted.rows],
        "chips_items": _chips(counted.counts, address),
        "headline": headline(counted.counts.get("to_decide", 0), counted.overdue),
        "calls": _choices(calls, counted.by_call),
        "orders": ORDERS,
        "total_words": f"{sum(counted.counts.values())} in tutto",
        "here": address(),
        "rows_href": address("/domande/righe"),
        "live_href": "/domande/eventi",
    }


def line(calls: Calls, row: ApplicationRow, cards: Cards, today: date) -> Line:
    """Return one row of the list."""
    return Line(
        id=row.id,
        href=f"/domande/{row.id}",
        number=protocol(row.register_number, row.register_year),
        who=cards[row.id].applicant if row.id in cards else UNKNOWN,
        call=call_title(calls, row.call_id),
        section=line_title(calls, row.call_id, row.line),
        state=STATES[row.state],
        amount_cents=row.awarded_cents or row.admissible_cents or row.requested_cents,
        registered_at=row.registered_at,
        term=term(row.due_on, today),
    )


def headline(waiting: int, overdue: int) -> str:
    """Say first what there is to do."""
    if not waiting:
        return "Nessuna domanda aspetta una decisione."
    subject = "1 domanda aspetta" if waiting == 1 else f"{waiting} domande aspettano"
    return f"{subject} una decisione, {overdue or 'nessuna'} oltre il termine."


def _chips(counts: Mapping[str, int], address: Address) -> list[dict[str, Any]]:
    shown = {"": "Tutte", **CHIPS}
    everything = {"": sum(counts.values()), **counts}
    here = address(dopo="")
    return [
        {
            "label": label,
            "count": everything.get(state, 0),
            "href": (href := address(stato=state, dopo="")),
            "current": href == here,
        }
        for state, label in shown.items()
        if state not in SELDOM or everything.get(state)
    ]


def _choices(calls: Calls, by_call: Mapping[str, int]) -> list[dict[str, str]]:
    known = [
        {"value": each, "label": f"{each}: {call_title(calls, each)}"} for each in sorted(by_call)
    ]
    return [{"value": "", "label": "Tutti i bandi"}, *known]
