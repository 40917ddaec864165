"""What the list of adhesions shows, and the words around it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contracts.roll import AdhesionRoll, AdhesionRow, AwaitedEmployer
from kit import clock
from programmes.catalogue import Programmes
from services.dashboard.queries.network import NEVER
from services.dashboard.rules.network_words import ADHESION_CHIPS, ADHESIONS, DUE
from services.dashboard.rules.wording import term

Address = Callable[..., str]
Waiting = Mapping[str, Sequence[AwaitedEmployer]]


def list_values(
    programmes: Programmes, found: AdhesionRoll, waiting: Waiting, address: Address
) -> dict[str, Any]:
    """Return what the template of the list asks for."""
    last = found.items[-1] if found.more and found.items else None
    after = f"{(last.due_on or NEVER).isoformat()}_{last.adhesion_id}" if last else ""
    return {
        "rows": [_row(programmes, each, waiting) for each in found.items],
        "chips_items": _chips(found, address),
        "headline": headline(found.counts),
        "alliances": alliances(programmes),
        "first_href": address(dopo="") if "dopo=" in address() else "",
        "next_href": address(dopo=after) if after else "",
    }


def alliances(programmes: Programmes) -> list[dict[str, str]]:
    """Return the alliances as a form offers them."""
    known = sorted(programmes.alliances.values(), key=lambda each: each.name)
    every = {"value": "", "label": "Tutte le alleanze"}
    return [every, *({"value": each.slug, "label": each.name} for each in known)]


def alliance_name(programmes: Programmes, slug: str) -> str:
    """Return the name of an alliance, its slug when no file has it."""
    return programmes.alliances[slug].name if slug in programmes.alliances else slug


def headline(counts: Mapping[Any, int]) -> str:
    """Say first what there is to do."""
    confirming, copies = counts.get("received", 0), counts.get("provisional", 0)
    first = "1 Scheda aspetta" if confirming == 1 else f"{confirming or 'Nessuna'} Schede aspettano"
    if not confirming:
        first = "Nessuna Scheda aspetta"
    second = "1 aspetta" if copies == 1 else f"{copies or 'nessuna'} aspettano"
    return f"{first} la conferma, {second if copies else 'nessuna aspetta'} l'originale firmato."


def _row(programmes: Programmes, row: AdhesionRow, waiting: Waiting) -> dict[str, Any]:
    return {
        "href": f"/adesioni/{row.adhesion_id}",
        "name": row.name,
        "alliance": alliance_name(programmes, row.alliance),
        "sign": ADHESIONS[row.state],
        "due": DUE[row.due],
        "term": term(row.due_on or NEVER, clock.today()),
        "received_at": row.received_at,
        "waiting": len(waiting.get(row.organisation_key, ())),
    }


def _chips(found: AdhesionRoll, address: Address) -> list[dict[str, Any]]:
    here = address(dopo="")
    counts = {
        "": sum(found.counts.values()),
        **{str(state): count for state, count in found.counts.items()},
    }
    shown = {"": "Tutte", **ADHESION_CHIPS}
    return [
        {
            "label": label,
            "count": counts.get(state, 0),
            "href": (href := address(stato=state, dopo="")),
            "current": href == here,
        }
        for state, label in shown.items()
        if counts.get(state) or state in ("", "received", "provisional", "confirmed")
    ]
