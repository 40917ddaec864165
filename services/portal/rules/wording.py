"""The words and numbers of everything that people read on these pages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from contracts.calls import ApplicantKind
from kit.days import ROME
from kit.money import euro

MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
    "ottobre", "novembre", "dicembre",
)  # fmt: skip
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
KINDS: Mapping[ApplicantKind, str] = MappingProxyType(
    {
        "person": "una persona",
        "firm": "un'impresa",
        "professional": "una o un professionista",
        "association": "un'associazione",
        "public_body": "un ente pubblico",
    }
)
WHOM: Mapping[ApplicantKind, str] = MappingProxyType(
    {
        "person": "persone e famiglie",
        "firm": "imprese",
        "professional": "professioniste e professionisti",
        "association": "associazioni",
        "public_body": "enti pubblici",
    }
)


def money(cents: int) -> str:
    """Write an amount so that it stays on one line: `1.250,50 €`."""
    return euro(cents).replace(" euro", "\N{NO-BREAK SPACE}€")


def day(moment: date) -> str:
    """Write a civil day, or the day of an instant in Italy: `9 dicembre 2015`."""
    on = moment.astimezone(ROME).date() if isinstance(moment, datetime) else moment
    first = "1º" if on.day == 1 else str(on.day)
    return f"{first} {MONTHS[on.month - 1]} {on.year}"


def full_day(moment: date) -> str:
    """Write a day with its weekday: `mercoledì 9 dicembre 2015`."""
    on = moment.astimezone(ROME).date() if isinstance(moment, datetime) else moment
    return f"{WEEKDAYS[on.weekday()]} {day(on)}"


def hour(moment: datetime) -> str:
    """Write the hour of an instant in Italy: `23:59`."""
    return f"{moment.astimezone(ROME):%H:%M}"


def instant(moment: datetime) -> str:
    """Write an instant: `mercoledì 9 dicembre 2015 alle 23:59`."""
    return f"{full_day(moment)} alle {hour(moment)}"


def exact(moment: datetime) -> str:
    """Write an instant to the thousandth of a second: `9 dicembre 2015, 10:00:00,412`."""
    local = moment.astimezone(ROME)
    return f"{day(moment)}, {local:%H:%M:%S},{local.microsecond // 1000:03d}"


def size(count: int) -> str:
    """Write the size of a file: `420 KB`, `1,3 MB`."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")


def days(count: int) -> str:
    """Write a number of days."""
    return "1 giorno" if count == 1 else f"{count} giorni"


def listed(words: Iterable[str], last: str = "e") -> str:
    """Join words as one says them: `a, b e c`."""
    *first, end = [*words] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def headed(words: str) -> str:
    """Begin with a capital letter, and leave the rest as it is."""
    return words[:1].upper() + words[1:]


def whom(kinds: Iterable[ApplicantKind]) -> str:
    """Say for whom a line is: `imprese e associazioni`."""
    return listed(word for kind in kinds for word in WHOM[kind].split(" e "))
