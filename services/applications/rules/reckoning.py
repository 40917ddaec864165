"""When a procedure must have ended: every day of its term, counted or not, and why.

The residual of a term that stood still is what it was at the day of the stop, that day counted: a
stop on the last day leaves nothing, and the term ends with the stop.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.applications.procedure import TermClock
from contracts.terms import TermDay, TermReckoning, TermStop
from programmes.laws import Laws
from services.applications.rules.calendar import Calendar
from services.applications.rules.day import written_with_weekday
from services.applications.rules.stops import TermFact, stops_of

WHY: dict[str, str] = {
    "integration": "si aspetta l'integrazione",
    "information": "si aspettano informazioni da altri uffici",
    "notice": "preavviso di rigetto",
}


def reckon(laws: Laws, calendar: Calendar, facts: Iterable[TermFact]) -> TermReckoning:
    """Reckon the last day of a term from what happened, by the law of the day of each fact.

    The same facts give the same reckoning in whatever order they come, and however often. A stop
    never brings the last day nearer, and what happens after it changes nothing. Refuses
    `already-suspended` (409); facts without a start raise LookupError.
    """
    ordered = sorted(set(facts))
    start = next((each for each in ordered if each.kind == "started"), None)
    if start is None:
        raise LookupError("a term without a start is not reckoned")
    law = laws.term_on(start.on)
    walk = _Walk(start.on, start.days or law.days, calendar, stops_of(laws, calendar, ordered))
    days = tuple(walk.days())
    due_on = days[-1].on
    held = tuple(stop for stop in walk.stops if start.on <= stop.from_on <= due_on)
    return TermReckoning(
        started_on=start.on, days_in_all=walk.length, due_on=due_on, stops=held, days=days,
        sentences=tuple(_sentences(walk, law.basis, held, days)),
    )  # fmt: skip


def clock_on(reckoned: TermReckoning, today: date) -> TermClock:
    """Tell whether the clock runs on a day, stands still, or has run out."""
    if today > reckoned.due_on:
        return "passed"
    return "stopped" if any(_holds(stop, today) for stop in reckoned.stops) else "running"


def _holds(stop: TermStop, today: date) -> bool:
    last = stop.to_on - timedelta(days=1) if stop.answered_on else stop.to_on
    return stop.from_on <= today <= last


@dataclass(frozen=True)
class _Walk:
    start: date
    length: int
    calendar: Calendar
    stops: Sequence[TermStop]

    def days(self) -> Iterator[TermDay]:
        """Walk from the first day, which is not counted, to the last one."""
        yield TermDay(on=self.start, number=None, why="giorno di partenza: non si conta")
        day, counted = self.start, 0
        while True:
            day += timedelta(days=1)
            entry = self._entry(day, counted)
            yield entry
            counted = 0 if self._begins_anew(day) else entry.number or counted
            if counted >= self.length and self._may_end(day):
                return

    def _entry(self, day: date, counted: int) -> TermDay:
        if why := self._uncounted(day):
            return TermDay(on=day, number=None, why=why)
        if counted >= self.length:
            return TermDay(on=day, number=None, why=self._after_the_last(day))
        number = counted + 1
        holiday = self.calendar.holiday(day) if number == self.length else ""
        why = f"{holiday}: il termine passa al primo giorno lavorativo" if holiday else ""
        return TermDay(on=day, number=number, why=why)

    def _uncounted(self, day: date) -> str:
        held = (s for s in self.stops if s.from_on < day <= s.to_on or _resets_on(s, day))
        return next((WHY[stop.kind] for stop in held), "")

    def _after_the_last(self, day: date) -> str:
        holiday = self.calendar.holiday(day)
        return holiday or "primo giorno lavorativo: il termine scade"

    def _begins_anew(self, day: date) -> bool:
        return any(_resets_on(stop, day) for stop in self.stops)

    def _may_end(self, day: date) -> bool:
        held = any(stop.from_on <= day < stop.to_on for stop in self.stops)
        return not held and not self.calendar.holiday(day)


def _resets_on(stop: TermStop, day: date) -> bool:
    return stop.resets and stop.to_on == day


def _sentences(
    walk: _Walk, basis: str, held: Sequence[TermStop], days: Sequence[TermDay]
) -> Iterator[str]:
    length = "1 giorno" if walk.length == 1 else f"{walk.length} giorni"
    first = written_with_weekday(walk.start)
    yield f"Il termine è di {length} e parte da {first}, che non si conta ({basis})."
    yield from (stop.sentence for stop in held)
    moved = [each for each in days if each.number == walk.length and each.on < days[-1].on]
    rolled = moved and not any(stop.to_on >= moved[-1].on for stop in held)
    why = f", perché {written_with_weekday(moved[-1].on)} non si lavora" if rolled else ""
    yield f"Il termine scade {written_with_weekday(days[-1].on)}{why}."
