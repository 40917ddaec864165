"""What a person typed, read as the answer that the call asks for; what cannot be read, said."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.questions import ChoiceQuestion, Question
from services.portal.rules.places import Places

MAX_TYPED = 4_000
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MONEY = re.compile(
    r"(?:€\s*)?([0-9]{1,3}(?:[.\s][0-9]{3})+|[0-9]{1,12})(?:,([0-9]{1,2}))?(?:\s*€)?"
)
POINTED = re.compile(r"([0-9]{1,12})\.([0-9]{1,2})")
WHOLE = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+|-?[0-9]{1,18}")
YES, NO = "si", "no"
Answer = str | int | bool


class Unread(Exception):
    """What was typed is no answer: one sentence says what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Reader:
    """Reads answers on a day; municipalities are known by name."""

    places: Places
    today: date

    def read(self, question: Question, typed: str) -> Answer | None:
        """Return the answer to a question; None for an empty field, Unread for what is none."""
        text = typed.strip()
        if not text.strip("/ "):
            return None
        if isinstance(question, ChoiceQuestion):
            return text
        if question.kind == "municipality":
            return self.municipality(text)
        return READERS[question.kind](text)

    def municipality(self, text: str) -> str:
        """Return the ISTAT code of a municipality that was named."""
        code = self.places.code(text, self.today)
        if code is None:
            raise Unread(
                "Questo comune non è nell'elenco: controlli come è scritto, o scriva il suo codice "
                "ISTAT di 6 cifre."
            )
        return code


def clean(typed: str) -> str:
    """Leave out what no text field of ours may hold, and what goes beyond its length."""
    return UNSTORABLE.sub("", typed.replace("\r\n", "\n"))[:MAX_TYPED]


def cents(text: str) -> int:
    """Read an amount: `1.250,50`, `1250`, `1250.50`; raises Unread."""
    compact = text.replace("\N{NO-BREAK SPACE}", " ").removesuffix("euro").strip()
    found = POINTED.fullmatch(compact) or MONEY.fullmatch(compact)
    if found is None:
        raise Unread("Scriva un importo in euro, per esempio 1250,50.")
    return int(re.sub(r"\D", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))


def civil_day(text: str) -> date:
    """Read a day: `3/11/1979`, or as machines write it; raises Unread."""
    parts = text.split("/") if "/" in text else [*reversed(text.split("-"))]
    try:
        on, month, year = (int(part) for part in parts if part.strip().isdecimal())
        return date(year, month, on)
    except (ValueError, OverflowError):
        raise Unread("Scriva giorno, mese e anno, per esempio 27 3 1986.") from None


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise Unread("Scriva un numero intero, per esempio 2.")
    return int(text.replace(".", ""))


def _choice_of_two(text: str) -> bool:
    if text not in (YES, NO):
        raise Unread("Scelga sì o no.")
    return text == YES


def _day(text: str) -> str:
    return civil_day(text).isoformat()


def _code(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text).upper()


READERS: Mapping[str, Callable[[str], Answer]] = {
    "text": str,
    "boolean": _choice_of_two,
    "integer": _whole,
    "money": cents,
    "date": _day,
    "tax_code": _code,
    "vat_number": _code,
}


def typed_again(question: Question, answer: object, places: Places) -> str:
    """Write an answer as its field shows it: the opposite of `Reader.read`."""
    if answer is None:
        return ""
    if question.kind == "municipality":
        return places.name(str(answer))
    return WRITERS.get(question.kind, str)(answer)


def _money_typed(answer: object) -> str:
    amount_cents = int(str(answer))
    return f"{amount_cents // 100},{amount_cents % 100:02d}"


def _day_typed(answer: object) -> str:
    return "/".join(part.lstrip("0") for part in reversed(str(answer).split("-")))


WRITERS: Mapping[str, Callable[[object], str]] = {
    "boolean": lambda answer: YES if answer else NO,
    "money": _money_typed,
    "date": _day_typed,
}
