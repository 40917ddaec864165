"""What holds the clock of a procedure: requests for what is missing, notices of refusal.

The first day of a term is not counted; its last one, when nobody works, is the next workday (civil
code art. 2963). That holds for the term of who applied; the ten days after which the clock of the
body goes on are days of standstill, and end on whatever day they end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from contracts.terms import TermFactKind, TermStop
from kit.refusal import Refusal
from programmes.laws import Laws, RefusalNotice
from services.applications.rules.calendar import Calendar
from services.applications.rules.day import written_with_weekday

SUSPENSIONS: dict[TermFactKind, TermFactKind] = {
    "integration_asked": "integration_answered",
    "information_asked": "information_received",
}
StopKind = Literal["integration", "information", "notice"]
ASKED: dict[TermFactKind, tuple[StopKind, str]] = {
    "integration_asked": ("integration", "è stata chiesta un'integrazione"),
    "information_asked": ("information", "sono state chieste informazioni ad altri uffici"),
}


@dataclass(frozen=True, order=True)
class TermFact:
    """Something that happened on a day to the clock of a case.

    `days` are those of the term (`started`) or of who was asked. `about` tells two requests, or two
    notices, of one day apart: what is alike in everything is one fact that was told twice.
    """

    on: date
    kind: TermFactKind
    days: int = 0
    about: str = ""


def stops_of(laws: Laws, calendar: Calendar, facts: Sequence[TermFact]) -> tuple[TermStop, ...]:
    """Return what holds the clock, in order; a second request is refused, `already-suspended` 409.

    While nobody has answered, a stop lasts until the last day on which somebody may.
    """
    asked = [each for each in facts if each.kind in SUSPENSIONS]
    for each in asked:
        _check_times(laws, asked, each)
    found = [_suspension(laws, calendar, each, facts) for each in asked]
    served = [each for each in facts if each.kind == "notice_served"]
    found += [_notice(laws.notice_on(each.on), calendar, each, facts) for each in served]
    return tuple(sorted(found, key=lambda stop: (stop.from_on, stop.to_on, stop.kind)))


def _check_times(laws: Laws, asked: Sequence[TermFact], fact: TermFact) -> None:
    if len(asked) > laws.suspension_on(fact.on).times:
        sentence = "Il termine è già stato sospeso una volta: non si può fermare di nuovo."
        raise Refusal("already-suspended", sentence)


def _suspension(
    laws: Laws, calendar: Calendar, asked: TermFact, facts: Iterable[TermFact]
) -> TermStop:
    law = laws.suspension_on(asked.on)
    known_on = max([asked.on, *_days_of(facts, "integration_served", asked.on)])
    answer_by = calendar.workday(known_on + timedelta(days=asked.days or law.usual_days))
    answers = _days_of(facts, SUSPENSIONS[asked.kind], asked.on)
    answered = min((day for day in answers if day <= answer_by), default=None)
    longest = asked.on + timedelta(days=law.most_days)
    kind, happened = ASKED[asked.kind]
    stop = TermStop(
        kind=kind, from_on=asked.on, to_on=min(answered or answer_by, longest), resets=False,
        answer_by_on=answer_by, answered_on=answered, basis=law.basis, sentence="",
    )  # fmt: skip
    return stop.model_copy(update={"sentence": _told(stop, happened)})


def _notice(
    law: RefusalNotice, calendar: Calendar, served: TermFact, facts: Iterable[TermFact]
) -> TermStop:
    answer_by = calendar.workday(served.on + timedelta(days=law.days))
    observed = _days_of(facts, "observations_received", served.on)
    last = max((day for day in observed if day <= answer_by), default=None)
    stop = TermStop(
        kind="notice", from_on=served.on,
        to_on=last + timedelta(days=law.resume_days) if last else answer_by,
        resets=law.effect == "interrupts", answer_by_on=answer_by, answered_on=last,
        basis=law.basis, sentence="",
    )  # fmt: skip
    return stop.model_copy(
        update={"sentence": _told(stop, "è stato ricevuto il preavviso di rigetto")}
    )


def _days_of(facts: Iterable[TermFact], kind: TermFactKind, since: date) -> Iterator[date]:
    return (each.on for each in facts if each.kind == kind and each.on >= since)


def _told(stop: TermStop, happened: str) -> str:
    from_on, to_on = written_with_weekday(stop.from_on), written_with_weekday(stop.to_on)
    if stop.answered_on is None:
        answer = f"si può rispondere fino a {written_with_weekday(stop.answer_by_on)}"
    else:
        answer = f"la risposta è di {written_with_weekday(stop.answered_on)}"
    effect = (
        f"il termine ricomincia da capo da {to_on}"
        if stop.resets
        else (f"il conto è fermo fino a {to_on}")
    )
    return f"{from_on.capitalize()} {happened}; {answer}; {effect} ({stop.basis})."
