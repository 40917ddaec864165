"""A sheet as text and numbers, whatever program wrote it."""

import csv
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import NamedTuple

from kit.refusal import Refusal

MOST_ROWS = 2_000
MOST_COLUMNS = 500
XLSX_MAGIC = b"PK\x03\x04"
SEPARATORS = ";,\t"
FORMULA_SIGNS = ("=", "@")


class Formula(str):
    """A cell that computes something: it is no datum."""

    __slots__ = ()


Cell = str | bool | int | Decimal | datetime | None
Cells = Sequence[Cell]


class Sheet(NamedTuple):
    """The header of a sheet, and its rows that are not empty with their numbers in the sheet."""

    header: list[str]
    rows: list[tuple[int, list[Cell]]]


def is_workbook(content: bytes) -> bool:
    """Tell whether a file is an XLSX workbook; anything else is taken for CSV."""
    return content.startswith(XLSX_MAGIC)


def sheet_of(lines: Sequence[Cells]) -> Sheet:
    """Return a sheet whose first line is the header.

    Refuses `sheet-empty`, `too-many-rows` and `too-many-columns`, all 422.
    """
    trimmed = ((number, _trimmed(cells)) for number, cells in enumerate(lines, 1))
    numbered = [(number, cells) for number, cells in trimmed if cells]
    if len(numbered) < 2 or numbered[0][0] != 1:  # noqa: PLR2004
        raise Refusal(
            "sheet-empty", "Il foglio deve avere una riga di titoli e almeno una riga.", 422
        )
    if len(numbered) > MOST_ROWS + 1:
        raise Refusal("too-many-rows", "Il foglio ha più di 2.000 righe: va diviso.", 422)
    header = [str(cell or "").strip() for cell in numbered[0][1]]
    if len(header) > MOST_COLUMNS:
        raise Refusal("too-many-columns", "Il foglio ha più di 500 colonne.", 422)
    return Sheet(header, numbered[1:])


def read_csv(content: bytes) -> list[list[Cell]]:
    """Return the lines of a CSV: `;`, `,` or tab, UTF-8 with or without BOM, or Latin-1.

    A cell that begins as a formula does is one. Refuses `sheet-format` 415 for what is no text.
    """
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise _unreadable() from error
    return [[_cell(cell) for cell in line] for line in lines]


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise _unreadable()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _cell(text: str) -> Cell:
    stripped = text.strip()
    return Formula(stripped) if stripped.startswith(FORMULA_SIGNS) else stripped or None


def _trimmed(cells: Cells) -> list[Cell]:
    said = [place for place, cell in enumerate(cells, 1) if cell not in (None, "")]
    return list(cells[: max(said, default=0)])


def _unreadable() -> Refusal:
    return Refusal("sheet-format", "Il file non è un foglio CSV o XLSX che si possa leggere.", 415)
