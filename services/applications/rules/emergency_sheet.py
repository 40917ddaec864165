"""The emergency register as a sheet that is filled in while nothing else works."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from contracts.emergencies import MOST_ENTRIES, EmergencyEntry
from kit.days import ROME
from kit.refusal import Refusal
from services.applications.rules.register import DIRECTIONS
from services.applications.rules.sheet import Cell, Formula, read_csv, sheet_of

CHANNELS: Mapping[str, str] = {
    "web": "web", "e-mail": "email", "email": "email", "pec": "pec", "sportello": "counter",
    "posta": "post", "partner": "partner", "interno": "internal",
}  # fmt: skip
COLUMNS = (
    "numero", "scritto_il", "arrivato_il", "verso", "genere", "canale", "pratica", "mittente",
    "destinatario", "oggetto", "impronta",
)  # fmt: skip
FIELDS: Mapping[str, str] = {
    "number": "numero", "written_at": "scritto_il", "arrived_at": "arrivato_il",
    "direction": "verso", "kind": "genere", "channel": "canale", "about": "pratica",
    "sender": "mittente", "recipient": "destinatario", "subject": "oggetto",
    "content_hash": "impronta",
}  # fmt: skip
TOLD = ("sender", "recipient", "subject")
WORDS = {word: direction for direction, word in DIRECTIONS.items()}


def empty_sheet() -> bytes:
    """Return the sheet without an entry, as Italian spreadsheets open it."""
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + ";".join(COLUMNS) + "\r\n").encode()


def entries_of(content: bytes) -> tuple[EmergencyEntry, ...]:
    """Read the entries of a sheet; instants are those of an Italian clock, `2015-11-02 09:15`.

    Refuses `emergency-sheet` 422 with the first cell that cannot be read, and what
    `rules.sheet` refuses.
    """
    sheet = sheet_of(read_csv(content))
    if tuple(sheet.header) != COLUMNS:
        raise _wrong(f"I titoli sono: {', '.join(COLUMNS)}.")
    if len(sheet.rows) > MOST_ENTRIES:
        raise _wrong(f"Le righe sono più di {MOST_ENTRIES}: il foglio va diviso.")
    return tuple(_entry(number, cells) for number, cells in sheet.rows)


def _entry(row: int, cells: Sequence[Cell]) -> EmergencyEntry:
    if len(cells) > len(COLUMNS) or any(isinstance(each, Formula) for each in cells):
        raise _wrong(f"Riga {row}: una cella di troppo, o con una formula.")
    said = dict(zip(COLUMNS, [str(cell or "") for cell in cells], strict=False))
    try:
        return EmergencyEntry.model_validate(_fields(said))
    except ValidationError as error:
        names = [FIELDS[str(part)] for part in error.errors()[0]["loc"] if part in FIELDS]
        raise _wrong(f"Riga {row}: «{names[-1]}» non si può leggere.") from error


def _fields(said: Mapping[str, str]) -> dict[str, Any]:
    read = {
        field: READERS.get(field, _words)(said.get(title, "")) for field, title in FIELDS.items()
    }
    told = {field: read.pop(field) or "" for field in TOLD}
    return {**read, "particulars": told}


def _words(cell: str) -> str | None:
    return cell or None


def _instant(cell: str) -> datetime | str:
    """Return an instant; what is none stays as it is, and is refused by its field."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return "?"
    return found if found.tzinfo else found.replace(tzinfo=ROME)


def _number(cell: str) -> str | None:
    return cell.upper().removeprefix("E").partition("/")[0] or None


READERS: Mapping[str, Callable[[str], Any]] = {
    "number": _number,
    "written_at": _instant,
    "arrived_at": _instant,
    "direction": lambda cell: WORDS.get(cell.casefold(), cell),
    "channel": lambda cell: CHANNELS.get(cell.casefold(), cell),
}


def _wrong(sentence: str) -> Refusal:
    return Refusal("emergency-sheet", sentence, 422)
