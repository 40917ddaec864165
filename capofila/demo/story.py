"""Who applies for what in the demonstration, and what the office decides."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from capofila.demo.people import Firm, Person, iban
from kit.days import ROME

Ending = Literal["granted", "refused", "batch", "left"]

ADM_DAY = datetime(2015, 11, 3, 9, 30, tzinfo=ROME)
LATE_DAY = datetime(2015, 12, 10, 9, 30, tzinfo=ROME)
ATS_DAY = datetime(2016, 5, 2, 9, 30, tzinfo=ROME)
# By then everybody who is to be refused had ten days to answer the notice of it.
DECIDING_DAY = datetime(2016, 5, 13, 9, 30, tzinfo=ROME)

CERNUSCO, PIOLTELLO, MELZO, TREZZO, SEGRATE = "015070", "015175", "015142", "015221", "015205"
MEDIGLIA, COLOGNO, BERGAMO = "015139", "015081", "016024"
SPENDING_FAMILIES = 6
INSIDE = (CERNUSCO, PIOLTELLO, MELZO, TREZZO, SEGRATE)
OUTSIDE = "La residenza è fuori dai comuni dell'Alleanza."
NO_REQUIREMENT = "Manca un requisito del bando, come spiegato qui sopra."
TOO_LATE = "La domanda è arrivata dopo la scadenza del 9 dicembre 2015."


REVIEWED = "ADM-ORARI-2016"
REVIEWED_COSTS = (900_000, 1_400_000, 1_100_000, 1_000_000, 2_200_000, 1_200_000)
SIGNED = 206
PROJECT = "Entrata fra le 7.30 e le 9.30 e banca delle ore, per chi ha figli o genitori da seguire."


@dataclass(frozen=True)
class Story:
    """One application of the demonstration and how it goes on."""

    key: str
    at: datetime
    call_id: str
    line: str
    applicant: Person | Firm
    answers: dict[str, Any]
    ending: Ending
    reason: str = ""
    spends_cents: tuple[int, ...] = ()
    joins: str = field(default="")

    def form(self) -> dict[str, Any]:
        """Return the form as it is filed."""
        return {
            "call_id": self.call_id,
            "line": self.line,
            "applicant": self.applicant.applicant(),
            "iban": iban(self.applicant.number),
            "answers": self.answers,
        }


def every_story() -> list[Story]:
    """Return all applications in the order in which they are filed."""
    return [
        *families(), *firms_of_the_alliance(), *latecomers(), *firms_of_the_ats(),
        *firms_under_review(),
    ]  # fmt: skip


def families() -> Iterator[Story]:
    """Families of Adda Martesana that ask for a voucher."""
    for number in range(1, 15):
        spends = (9_000 * number, 5_000) if number <= SPENDING_FAMILIES else ()
        yield _family(number, INSIDE[number % 5], 90_000 + 5_000 * number, "granted", spends=spends)
    yield _family(15, MEDIGLIA, 100_000, "refused", OUTSIDE)
    yield _family(16, COLOGNO, 100_000, "refused", OUTSIDE)
    yield _family(17, CERNUSCO, 80_000, "refused", NO_REQUIREMENT, work="none")
    yield _family(18, MELZO, 80_000, "left", children=None)
    for number in range(19, 23):
        yield _family(number, INSIDE[number % 5], 70_000, "left")


def firms_of_the_alliance() -> Iterator[Story]:
    """Firms whose requests exceed Section I, until a refusal frees money for the next."""
    for number in (1, 2):
        yield _alliance_firm(number, "granted")
    yield _alliance_firm(4, "granted")
    yield _alliance_firm(3, "refused", NO_REQUIREMENT, care_priority=False)
    yield _alliance_firm(5, "granted")
    yield _alliance_firm(6, "granted", cost_cents=250_000)
    yield _alliance_firm(7, "granted")


def latecomers() -> Iterator[Story]:
    """Families that arrive on the day after the window."""
    yield _family(23, CERNUSCO, 60_000, "refused", TOO_LATE, at=LATE_DAY)
    yield _family(24, SEGRATE, 60_000, "left", at=LATE_DAY)


def firms_of_the_ats() -> Iterator[Story]:
    """Small firms of the ATS call: a batch act for the first, then money until it runs out."""
    for number in range(101, 113):
        yield _ats_firm(number, "batch", firms=1, agreements=3)
    for number in range(113, 122):
        yield _ats_firm(number, "granted", firms=3, agreements=4)
    for number in range(122, 125):
        yield _ats_firm(number, "granted", firms=2, agreements=2)
    yield _ats_firm(125, "refused", NO_REQUIREMENT, seat=BERGAMO)
    yield _ats_firm(126, "refused", NO_REQUIREMENT, employees=51)
    yield _ats_firm(127, "left", chamber_fee_paid=None)
    yield _ats_firm(128, "left", joins="")


def firms_under_review() -> Iterator[Story]:
    """Firms whose projects two people read; they stand at different points of the review."""
    for number, cost_cents in enumerate(REVIEWED_COSTS, 201):
        ending: Ending = "granted" if number == SIGNED else "left"
        yield Story(
            f"demo-orari-{number:03d}", ATS_DAY, REVIEWED, "imprese",
            Firm(number, INSIDE[number % 5]),
            {"staff": number - 180, "project": PROJECT, "cost_cents": cost_cents}, ending,
        )  # fmt: skip


def _family(
    number: int, home: str, cost_cents: int, ending: Ending, reason: str = "", **other: Any
) -> Story:
    at, spends = other.pop("at", ADM_DAY), other.pop("spends", ())
    answers = {
        "work": "employee", "children": 1 + number % 3, "service": "childcare",
        "cost_cents": cost_cents, **other,
    }  # fmt: skip
    return Story(
        f"demo-family-{number:03d}", at, "ADM-2015", "II", Person(number, home),
        _given(answers), ending, reason, spends,
    )  # fmt: skip


def _alliance_firm(number: int, ending: Ending, reason: str = "", **other: Any) -> Story:
    answers = {
        "size": "small", "intervention": "Orario flessibile e banca delle ore",
        "care_priority": True, "monitoring": True, "cost_cents": 600_000, **other,
    }  # fmt: skip
    return Story(
        f"demo-firm-{number:03d}", ADM_DAY, "ADM-2015", "I", Firm(number, INSIDE[number % 5]),
        _given(answers), ending, reason,
    )  # fmt: skip


def _ats_firm(number: int, ending: Ending, reason: str = "", **other: Any) -> Story:
    joins, seat = other.pop("joins", "adda-martesana"), other.pop("seat", INSIDE[number % 5])
    answers = {
        "employees": 3 + number % 40, "firms": 1, "agreements": 2, "agreement_months": 12,
        "short_by_nature": False, "service": "care", "chamber_status": "registered",
        "chamber_fee_paid": True, **other,
    }  # fmt: skip
    return Story(
        f"demo-ats-{number:03d}", ATS_DAY, "ATSMI-CC-2016", "imprese", Firm(number, seat),
        _given(answers), ending, reason, joins=joins,
    )  # fmt: skip


def _given(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value is not None}
