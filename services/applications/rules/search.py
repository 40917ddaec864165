"""The nearest value of one datum that makes a condition true, found by trying: never guessed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from services.applications.rules.datum import AXES, Datum, Form
from services.applications.rules.facts import Declared
from services.applications.rules.roster import Roster

MOST_TRIES = 300
MILLION = 1_000_000
Bound = Literal["exactly", "at_most", "at_least", "anything"]
RANKS: Mapping[Form, int] = {
    "number": 0, "money": 0, "day": 0, "filing": 0, "yes_no": 1, "member": 1,
    "choice": 2, "text": 2, "kind": 2, "items": 3, "place": 4, "town": 4
}  # fmt: skip
DAYS_OF_A_YEAR = 365


class Found(NamedTuple):
    """A value that does it; `bound` tells whether everything below it or above it does it too."""

    datum: Datum
    value: Any
    distance: int
    bound: Bound = "exactly"

    @property
    def order(self) -> tuple[int, int, int]:
        """How small the change is: what kind of datum, how far relative to what it is now, and the
        day of the application before any other datum."""
        return RANKS[self.datum.form], self.distance, self.datum.form != "filing"


class Trial:
    """A condition asked of changed applications, a bounded number of times."""

    def __init__(self, declared: Declared, holds: Callable[[Declared], bool]) -> None:
        self.declared = declared
        self._holds = holds
        self._left = MOST_TRIES

    def __call__(self, datum: Datum, value: object) -> bool:
        """Tell whether the condition would hold; beyond the last try it is taken not to."""
        if self._left == 0:
            return False
        self._left -= 1
        return self._holds(datum.put(self.declared, value))


def nearest(datum: Datum, hints: Iterable[int | str], trial: Trial) -> Found | None:
    """Return the nearest value of a datum with which the condition would hold.

    On an axis the borders that `hints` name are tried, and steps that double in both directions;
    what is found is then brought as near as it goes.
    """
    if datum.form not in AXES:
        return _option(datum, hints, trial)
    positions = {each for each in hints if isinstance(each, int)}
    if datum.position is None:
        return _unknown(datum, positions, trial)
    return _moved(datum, datum.position, positions, trial)


def _option(datum: Datum, hints: Iterable[int | str], trial: Trial) -> Found | None:
    words = [each for each in hints if isinstance(each, str)] if datum.form == "text" else []
    for value in (*datum.options, *words):
        if value != datum.now and trial(datum, value):
            return Found(datum, value, _size(value))
    return None


def _size(value: object) -> int:
    return abs(value.more) if isinstance(value, Roster) else 0


def _moved(datum: Datum, now: int, positions: set[int], trial: Trial) -> Found | None:
    steps = {now + sign * 2**power for power in range(40) for sign in (-1, 1)}
    allowed = (positions | steps | {datum.low, datum.high}) - {now}
    reached = [each for each in allowed if datum.low <= each <= datum.high]
    for position in sorted(reached, key=lambda each: (abs(each - now), each)):
        if _tried(datum, position, trial):
            near = _border(datum, now, position, trial)
            return Found(
                datum, datum.value(near), _far(datum, now, near), _bound(datum, now, near, trial)
            )
    return None


def _border(datum: Datum, wrong: int, right: int, trial: Trial) -> int:
    """Halve the way between a value that does not do and one that does."""
    while abs(right - wrong) > 1:
        middle = (wrong + right) // 2
        if _tried(datum, middle, trial):
            right = middle
        else:
            wrong = middle
    return right


def _bound(datum: Datum, now: int, near: int, trial: Trial) -> Bound:
    end = datum.low if near < now else datum.high
    if not _tried(datum, end, trial):
        return "exactly"
    return "at_most" if near < now else "at_least"


def _unknown(datum: Datum, positions: set[int], trial: Trial) -> Found | None:
    low, high = (_tried(datum, end, trial) for end in (datum.low, datum.high))
    if low and high:
        return Found(datum, datum.value(datum.low), 0, "anything")
    if low or high:
        wrong, right = (datum.high, datum.low) if low else (datum.low, datum.high)
        near = _border(datum, wrong, right, trial)
        return Found(datum, datum.value(near), 0, "at_most" if low else "at_least")
    for position in sorted(each for each in positions if datum.low <= each <= datum.high):
        if _tried(datum, position, trial):
            return Found(datum, datum.value(position), 0)
    return None


def _tried(datum: Datum, position: int, trial: Trial) -> bool:
    return trial(datum, datum.value(position))


def _far(datum: Datum, now: int, near: int) -> int:
    whole = DAYS_OF_A_YEAR if datum.form in ("day", "filing") else max(abs(now), 1)
    return abs(near - now) * MILLION // whole
