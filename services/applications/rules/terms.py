"""When the clock of a procedure is to be looked at, and who hears that its last day is near."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from contracts.applications.procedure import TermClock
from contracts.terms import TermReckoning, TermStop
from kit.days import civil_day, end_of_day
from programmes.laws import Rung
from services.applications.rules.reckoning import clock_on
from services.applications.rules.states import UNDECIDED


def is_over(state: str, stopped: str) -> bool:
    """Tell whether a case was decided or goes no further: its clock has ended."""
    return state not in UNDECIDED or bool(stopped)


def clock_of(reckoned: TermReckoning, at: datetime, *, over: bool = False) -> TermClock:
    """Return where the clock is at an instant."""
    return "ended" if over else clock_on(reckoned, civil_day(at))


def told_by_now(reckoned: TermReckoning, ladder: Sequence[Rung], today: date) -> int:
    """Return how many rungs of the ladder a day has reached, the furthest first."""
    left = (reckoned.due_on - today).days
    return sum(left < 0 if each.days_left == 0 else left <= each.days_left for each in ladder)


def next_look(
    reckoned: TermReckoning, ladder: Sequence[Rung], now: datetime, told: int
) -> datetime | None:
    """Return the next instant at which something happens by itself, None when nothing will.

    That is the end of a stop or of the days to answer, a rung of the ladder, the end of the term;
    and this instant when more rungs were reached than the `told` ones.
    """
    running = clock_on(reckoned, civil_day(now)) != "stopped"
    if running and told_by_now(reckoned, ladder, civil_day(now)) > told:
        return now
    instants = {*_of_stops(reckoned.stops), *_of_rungs(reckoned.due_on, ladder)}
    return min((each for each in instants if each > now), default=None)


def _of_stops(stops: Sequence[TermStop]) -> Iterator[datetime]:
    for stop in stops:
        if stop.answered_on is None:
            yield end_of_day(stop.answer_by_on)
            yield end_of_day(stop.to_on)
        else:
            yield end_of_day(stop.to_on - timedelta(days=1))


def _of_rungs(due_on: date, ladder: Sequence[Rung]) -> Iterator[datetime]:
    for rung in ladder:
        before = timedelta(days=rung.days_left + 1) if rung.days_left else timedelta()
        yield end_of_day(due_on - before)
