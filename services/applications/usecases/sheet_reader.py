"""Opens one XLSX workbook, in a process of its own: `read FILE LINES` writes its cells as JSON.

Each cell is a pair of what it is and what it says: `s` text, `n` number, `b` true or false, `d` an
instant, `f` a formula. An empty cell is null.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from services.applications.usecases.confinement import Refused, main

MOST_FILES = 100
MOST_BYTES = 50 * 1024 * 1024
MOST_TIMES = 100
MOST_LINES = 2_050
# One more than we take, so that a sheet that is too wide is seen to be.
MOST_COLUMNS = 501
MOST_TEXT = 4_000
BOMB = "sheet-bomb"


def read(data: bytes, lines: str) -> None:
    """Write the cells of the first worksheet; refuse `sheet-bomb` before anything is unpacked."""
    _weigh(data)
    book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    cells = list(_lines(sheet))
    Path(lines).write_text(json.dumps(cells))


def _weigh(data: bytes) -> None:
    with ZipFile(BytesIO(data)) as packed:
        files = packed.infolist()
    unpacked = sum(each.file_size for each in files)
    if len(files) > MOST_FILES or unpacked > min(MOST_BYTES, MOST_TIMES * len(data)):
        raise Refused(BOMB)


def _lines(sheet: Any) -> Iterator[list[Any]]:
    for number, line in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS)):
        if number > MOST_LINES:
            return
        yield [_told(cell) for cell in line]


def _told(cell: Any) -> list[Any] | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return ["f", str(value)[:MOST_TEXT]]
    return next(say(value) for kinds, say in SAID if isinstance(value, kinds))


SAID: tuple[tuple[Any, Callable[[Any], list[Any]]], ...] = (
    (bool, lambda value: ["b", value]),
    ((int, float), lambda value: ["n", repr(value)]),
    ((datetime, date), lambda value: ["d", value.isoformat()]),
    (object, lambda value: ["s", str(value)[:MOST_TEXT]]),
)


if __name__ == "__main__":
    main({"read": read})
