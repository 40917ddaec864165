"""Workbooks: read by a confined process, and written as templates to be filled in."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from kit.refusal import Refusal
from services.applications.rules.columns import Column
from services.applications.rules.sheet import Cell, Formula
from services.applications.usecases.inspection import run

READER = "services.applications.usecases.sheet_reader"
TITLE, NOTES = "Domande", "Istruzioni"
SHOWN_WIDTH = 28


async def read_workbook(file: Path, lines: Path) -> list[list[Cell]]:
    """Return the cells of the first worksheet of an XLSX file; `lines` is a path to write on.

    Refuses `sheet-bomb` 422 for what unpacks to far more than it is, and `sheet-format` 415 for
    what cannot be read within 5 s of CPU and 512 MiB.
    """
    slug = await run(READER, "read", str(file), str(lines))
    if slug == "sheet-bomb":
        raise Refusal(slug, "Il foglio è compresso in modo anomalo e non si apre.", 422)
    if slug:
        raise Refusal("sheet-format", "Il file non è un foglio CSV o XLSX leggibile.", 415)
    written = await asyncio.to_thread(lines.read_bytes)
    return [[_cell(each) for each in line] for line in orjson.loads(written)]


def _cell(told: tuple[str, Any] | None) -> Cell:
    return None if told is None else KINDS[told[0]](told[1])


def _number(written: str) -> Cell:
    number = Decimal(written)
    return number if number.is_finite() else written


KINDS: Mapping[str, Callable[[Any], Cell]] = {
    "n": _number,
    "d": datetime.fromisoformat,
    "s": lambda text: text.strip() or None,
    "f": Formula,
    "b": bool,
}


def template(columns: Iterable[Column], notes: Mapping[str, str]) -> bytes:
    """Return an empty workbook with a title for each column, and a page on how to fill it in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = TITLE
    sheet.append([each.title for each in columns])
    for place, cell in enumerate(sheet[1], 1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = SHOWN_WIDTH
    sheet.freeze_panes = "A2"
    page = book.create_sheet(NOTES)
    for title, note in notes.items():
        page.append([title, note])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
