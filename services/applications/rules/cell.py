"""What a cell says, as the answer to a question: numbers and days as Italians write them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts.questions import ChoiceQuestion, Question
from services.applications.rules.sheet import Cell, Formula

CENTS = Decimal(100)
GROUPED = r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)"
WHOLE = re.compile(GROUPED)
AMOUNT = re.compile(rf"({GROUPED})(?:,([0-9]{{1,2}}))?")
DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CURRENCY = re.compile(r"€|euro|eur|\s", re.IGNORECASE)
TRUE, FALSE = {"sì", "si", "s", "vero", "x", "true"}, {"no", "n", "falso", "false"}
ISTAT_DIGITS, VAT_DIGITS = 6, 11
Places = Mapping[str, str]


class WrongCell(Exception):
    """A cell does not say what its column asks; the sentence says how to write it."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(rule, sentence)
        self.rule = rule
        self.sentence = sentence


def value(question: Question, cell: Cell, places: Places) -> Any:
    """Return what a cell answers to a question, as JSON; an empty cell answers nothing.

    `places` are ISTAT codes by name in small letters. A cell that says something else raises
    WrongCell; whether the answer is one that the form takes is not looked at here.
    """
    if isinstance(cell, Formula):
        raise WrongCell("formula", "Una cella con una formula non si accetta.")
    if isinstance(question, ChoiceQuestion):
        return _choice(question, words(cell))
    if question.kind == "municipality":
        return municipality(cell, places)
    return KINDS[question.kind](cell)


def words(cell: Cell) -> str:
    """Return a cell as text; a whole number has no decimals."""
    if isinstance(cell, Formula):
        raise WrongCell("formula", "Una cella con una formula non si accetta.")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def digits(length: int) -> Callable[[Cell], str]:
    """Return the reader of a code of digits, of which a spreadsheet took the zeros away."""
    return lambda cell: (
        words(cell).zfill(length) if isinstance(cell, int | Decimal) else words(cell)
    )


def municipality(cell: Cell, places: Places) -> str:
    """Return the ISTAT code of a municipality that is told by code or by name."""
    said = digits(ISTAT_DIGITS)(cell)
    return places.get(" ".join(said.casefold().split()), said)


def day(cell: Cell) -> str:
    """Return a day as ISO 8601 text: 31/12/2015, 31.12.2015, 2015-12-31, or a cell with a date."""
    said = words(cell)
    found = DAY.fullmatch(said)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(said if ISO_DAY.fullmatch(said) else "").isoformat()
    except ValueError:
        raise WrongCell("wrong-type", "Serve un giorno, per esempio 31/12/2015.") from None


def _choice(question: ChoiceQuestion, said: str) -> str:
    known = {each.id.casefold(): each.id for each in question.choices}
    known |= {each.label.casefold(): each.id for each in question.choices}
    return known.get(said.casefold(), said)


def _boolean(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    said = words(cell).casefold()
    if said not in TRUE | FALSE:
        raise WrongCell("wrong-type", "Serve un sì o un no.")
    return said in TRUE


def _whole(cell: Cell) -> int:
    said = words(cell)
    if isinstance(cell, bool) or not WHOLE.fullmatch(said):
        raise WrongCell("wrong-type", "Serve un numero intero, per esempio 1.234.")
    return int(said.replace(".", ""))


def _cents(cell: Cell) -> int:
    if isinstance(cell, bool):
        raise WrongCell("wrong-type", UNCLEAR)
    if isinstance(cell, int | Decimal):
        return _exact(Decimal(cell) * CENTS)
    found = AMOUNT.fullmatch(CURRENCY.sub("", words(cell)))
    if found is None:
        raise WrongCell("wrong-type", UNCLEAR)
    euros = Decimal(found[1].replace(".", ""))
    return _exact(Decimal(f"{euros}.{found[2] or 0}") * CENTS)


UNCLEAR = "Serve un importo in euro, per esempio 1.234,56."


def _exact(cents: Decimal) -> int:
    if cents != cents.to_integral_value():
        raise WrongCell("wrong-type", UNCLEAR)
    return int(cents)


KINDS: Mapping[str, Callable[[Cell], Any]] = {
    "text": words,
    "boolean": _boolean,
    "date": day,
    "integer": _whole,
    "money": _cents,
    "tax_code": words,
    "vat_number": digits(VAT_DIGITS),
}
