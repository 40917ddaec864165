"""What the page of all lists shows: each ranked section, how far it is, and what waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.calls import CallDraft, LineDraft
from services.dashboard.queries.calls import Calls
from services.dashboard.queries.rankings import Heard, Place, Published
from services.dashboard.rules.ranking_words import PHASE_CHIPS, PHASES, phase_of, waits
from services.dashboard.rules.wording import Sign

ORDER = tuple(PHASES)


@dataclass(frozen=True)
class Row:
    """One ranked section."""

    href: str
    title: str
    section: str
    call: str
    phase: str
    sign: Sign
    waits: str
    last: Published | None


def list_values(calls: Calls, heard: Heard, phase: str, today: date) -> dict[str, Any]:
    """Return what the template of the list asks for."""
    rows = [_row(call, line, heard, today) for call, line in ranked_lines(calls, heard)]
    shown = [row for row in rows if not phase or row.phase == phase]
    return {
        "rows": sorted(shown, key=lambda row: (ORDER.index(row.phase), row.title, row.section)),
        "chips_items": _chips(rows, phase),
        "headline": headline(rows),
    }


def ranked_lines(calls: Calls, heard: Heard) -> Iterator[tuple[CallDraft, LineDraft]]:
    """Return the sections of published calls whose money goes by a list."""
    for call_id in heard.states:
        call = calls[call_id].latest if call_id in calls else None
        for line in call.lines if call else ():
            if call and call.is_ranked(line.id):
                yield call, line


def headline(rows: Sequence[Row]) -> str:
    """Say first what there is to do."""
    if not rows:
        return "Nessun bando pubblicato va per graduatoria."
    forming = sum(row.phase == "to_form" for row in rows)
    signing = sum(row.phase == "to_sign" for row in rows)
    return f"{_count(forming)} da formare, {_count(signing).lower()} da firmare."


def _count(number: int) -> str:
    if not number:
        return "Nessuna"
    return "1 graduatoria" if number == 1 else f"{number} graduatorie"


def address(place: Place) -> str:
    """Return the address of the list of a section."""
    return f"/graduatorie/{place[0]}/{place[1]}"


def _row(call: CallDraft, line: LineDraft, heard: Heard, today: date) -> Row:
    place = (call.id, line.id)
    found = heard.last(place)
    last = found.last if found else None
    phase = phase_of(heard.states[call.id], last, today)
    return Row(
        href=address(place),
        title=call.title,
        section=line.title if len(call.lines) > 1 else "",
        call=call.id,
        phase=phase,
        sign=PHASES[phase],
        waits=waits(phase, last, today),
        last=found,
    )


def _chips(rows: Sequence[Row], phase: str) -> list[dict[str, Any]]:
    shown: Mapping[str, str] = {"": "Tutte", **PHASE_CHIPS}
    return [
        {
            "label": label,
            "count": sum(not each or row.phase == each for row in rows),
            "href": f"/graduatorie?fase={each}" if each else "/graduatorie",
            "current": each == phase,
        }
        for each, label in shown.items()
    ]
