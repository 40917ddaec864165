"""What the page of a loaded sheet shows: the answer first, then its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from contracts.intake import BulkLoad, BulkRow
from services.dashboard.rules.wording import Sign

PAGE = 50
GOOD = Sign("Si può registrare", "info", "check")
BAD = Sign("Con errori", "bad", "close-circle")
DONE = Sign("Registrata", "good", "check-circle")
LEFT = Sign("Non registrata", "bad", "close-circle")
FILTERS: dict[str, tuple[str, Callable[[BulkRow], bool]]] = {
    "": ("Tutte", lambda _: True),
    "errori": ("Con errori", lambda row: bool(row.errors)),
    "avvisi": ("Con avvisi", lambda row: bool(row.warnings)),
    "registrate": ("Registrate", lambda row: row.application_id is not None),
}


@dataclass(frozen=True)
class View:
    """Which rows are shown, and the address that says so."""

    path: str
    rows: str = ""
    page: int = 1

    def address(self, rows: str, number: int = 1) -> str:
        """Write the address of this view, or of the one next to it."""
        kept = {"righe": rows, "pagina": str(number) if number > 1 else ""}
        said = {name: value for name, value in kept.items() if value}
        return f"{self.path}?{urlencode(said)}" if said else self.path


def load_values(load: BulkLoad, view: View) -> dict[str, Any]:
    """Return what the template asks for."""
    shown = [row for row in load.rows if FILTERS[view.rows][1](row)]
    first = (view.page - 1) * PAGE
    return {
        "name": load.file_name,
        "confirmed": load.state == "confirmed",
        "left": left(load),
        "headline": headline(load),
        "unknown": load.unknown_columns,
        "missing": load.missing_columns,
        "chips": _chips(load.rows, view),
        "rows": [_row(row, load.state == "confirmed") for row in shown[first : first + PAGE]],
        "of": len(shown),
        "previous_href": view.address(view.rows, view.page - 1) if view.page > 1 else "",
        "next_href": view.address(view.rows, view.page + 1) if first + PAGE < len(shown) else "",
    }


def left(load: BulkLoad) -> int:
    """Return how many rows can be filed and are not yet."""
    return sum(row.application_id is None and not row.errors for row in load.rows)


def headline(load: BulkLoad) -> str:
    """Say first what comes, or came, of the sheet."""
    if load.state == "confirmed":
        filed = sum(row.application_id is not None for row in load.rows)
        return f"{_rows(filed, 'registrata', 'registrate')}, {load.bad or 'nessuna'} con errori."
    waiting = left(load)
    good = {0: "Nessuna riga si può registrare", 1: "1 riga si può registrare"}.get(waiting)
    bad = {0: "nessuna ha errori", 1: "1 ha errori"}.get(load.bad)
    return (
        f"{good or f'{waiting} righe si possono registrare'}, {bad or f'{load.bad} hanno errori'}."
    )


def _rows(count: int, one: str, many: str) -> str:
    return f"1 riga {one}" if count == 1 else f"{count} righe {many}"


def _chips(rows: Sequence[BulkRow], view: View) -> list[dict[str, Any]]:
    found = {each: sum(map(test, rows)) for each, (_, test) in FILTERS.items()}
    return [
        {
            "label": label,
            "count": found[each],
            "href": view.address(each),
            "current": each == view.rows,
        }
        for each, (label, _) in FILTERS.items()
        if found[each] or each == view.rows
    ]


def _row(row: BulkRow, confirmed: bool) -> dict[str, Any]:
    return {
        "row": row.row,
        "name": row.name,
        "sign": _sign(row, confirmed),
        "href": f"/domande/{row.application_id}" if row.application_id else "",
        "protocol": row.protocol,
        "errors": [(error.field, error.detail) for error in row.errors],
        "warnings": row.warnings,
    }


def _sign(row: BulkRow, confirmed: bool) -> Sign:
    if row.application_id:
        return DONE
    if row.errors:
        return BAD
    return LEFT if confirmed else GOOD
