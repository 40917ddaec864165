"""How letters write dates, sentences and what people typed."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from kit.days import ROME, civil_day

WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip


def day(value: date) -> str:
    """Write a day in full, `lunedì 30 marzo 2026`; of an instant, the day it is in Italy."""
    value = civil_day(value) if isinstance(value, datetime) else value
    number = "1°" if value.day == 1 else str(value.day)
    return f"{WEEKDAYS[value.weekday()]} {number} {MONTHS[value.month - 1]} {value.year}"


def hour(value: datetime) -> str:
    """Write the hour of an instant as an Italian clock shows it, `23:59`."""
    return f"{value.astimezone(ROME):%H:%M}"


def some(number: int, one: str, more: str) -> str:
    """Write how many there are of a thing, `1 termine`, `3 termini`."""
    return f"{number} {one if number == 1 else more}"


def stop(sentence: str) -> str:
    """End a sentence with a full stop when it has no end of its own."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."


def clean(value: Any) -> Any:
    """Return data with every text on one line and without control or direction characters.

    What people typed goes into headers and beside our own words: it may neither end a line nor
    turn the reading direction.
    """
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, dict):
        return {name: clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [clean(each) for each in value]
    return value


def _one_line(text: str) -> str:
    if text.isprintable():
        return " ".join(text.split())
    spaced = re.sub(r"\s+", " ", text)
    return "".join(each for each in spaced if unicodedata.category(each)[0] != "C").strip()
