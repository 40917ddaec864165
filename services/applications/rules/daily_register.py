"""The register of a day as a file: what was registered on it, and what was annulled on it."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

from kit.days import end_of_day
from kit.refusal import Refusal
from services.applications.rules.register import DIRECTIONS, emergency_number, protocol

COLUMNS = (
    "operazione", "numero", "data", "istante", "verso", "genere", "canale", "pratica", "mittente",
    "destinatario", "oggetto", "allegati", "impronta", "anello", "numero_emergenza",
    "provvedimento", "data_provvedimento", "motivo",
)  # fmt: skip
# What began before midnight was written down long before this: no statement waits for 30 s.
AFTER_MIDNIGHT = timedelta(hours=1)
# A spreadsheet computes a cell that begins like this.
COMPUTES = ("=", "+", "-", "@", "\t", "\r")


def check_over(day: date, at: datetime) -> None:
    """Refuse `day-not-over` 409 until nothing can be registered on a day any more."""
    if at < end_of_day(day) + AFTER_MIDNIGHT:
        raise Refusal(
            "day-not-over", "Il registro di un giorno si stampa dall'una del giorno seguente."
        )


def daily_register(day: date, entries: Iterable[Any], annulled: Iterable[Any]) -> bytes:
    """Write the register of a day as CSV (`;`, UTF-8): the same day always makes the same bytes.

    What was told or annulled after the day is not in it: it is in the file of its own day.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    until = end_of_day(day)
    for row in entries:
        writer.writerow(["registrazione", *_entry(row, until), "", "", ""])
    for row in annulled:
        act = (_plain(row.act), row.act_on.isoformat(), _plain(row.reason))
        writer.writerow(["annullamento", *_entry(row, until), *act])
    return out.getvalue().encode()


def _entry(row: Any, until: datetime) -> tuple[str, ...]:
    return (
        protocol(row.number, row.year), row.registered_on.isoformat(),
        f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", DIRECTIONS[row.direction], row.kind,
        row.channel, str(row.about or ""), *_told(row, until), row.content_hash, row.link,
        emergency_number(row),
    )  # fmt: skip


def _told(row: Any, until: datetime) -> tuple[str, str, str, str]:
    """Return sender, recipient, subject and attachments, when they were told by then."""
    if row.told_at is None or row.told_at >= until:
        return "", "", "", ""
    files = " ".join(f"{each['name']} {each['content_hash']}" for each in row.attachments)
    return _plain(row.sender), _plain(row.recipient), _plain(row.subject), _plain(files)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(COMPUTES) else cell
