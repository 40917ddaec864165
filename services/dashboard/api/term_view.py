"""What the case page shows of the clock of a procedure, and what may be done to it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.cases import ApplicationCard
from contracts.terms import (
    IntegrationCard,
    NoticeCard,
    TermCard,
    TermReading,
    TermStop,
)
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.guard import OPERATORS
from services.dashboard.rules.story import DECIDERS
from services.dashboard.rules.term_words import (
    CLOCKS,
    IF_ASKED,
    IF_GIVEN,
    INTEGRATIONS,
    NOTICES,
    STOPS,
    TELLABLE,
    summed,
    told_fact,
)

EMPTY_ROWS = 2


@dataclass(frozen=True)
class Back:
    """A form of the case page that comes back: which one, what stood in it, and why."""

    form: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None

    def of(self, form: str) -> Mapping[str, Any]:
        """Return what stood in a form, nothing of another."""
        return self.values if form == self.form else {}

    def wrong(self, form: str) -> str:
        """Return why a form was refused, nothing for another."""
        return self.refusal.sentence if self.refusal and form == self.form else ""

    def errors(self, form: str) -> Sequence[str]:
        """Return what the refusal of a form lists."""
        return getattr(self.refusal, "errors", ()) if form == self.form else ()


NOTHING_BACK = Back()


@dataclass(frozen=True)
class Clock:
    """The clock of a case, and who looks at it: while it is `open` things may be done."""

    term: TermCard
    card: ApplicationCard | None
    role: str
    open: bool

    @property
    def href(self) -> str:
        """The address of the case."""
        return f"/domande/{self.term.term.application_id}"


def term_values(clock: Clock, back: Back) -> dict[str, Any]:
    """Return what the template shows of the clock, of what was asked and of what was answered."""
    term = clock.term
    return {
        **_reading(term.term),
        "integrations": [_integration(each, clock, back) for each in _shown(term.integrations)],
        "notices": [_notice(each, clock, back) for each in _shown(term.notices)],
        "observations": _observations(clock, back),
        "forms": _forms(clock, back),
    }


def _reading(reading: TermReading) -> dict[str, Any]:
    reckoning = reading.reckoning
    return {
        "clock": CLOCKS[reading.clock],
        "summed": summed(reading),
        "due_on": reckoning.due_on,
        "sentences": reckoning.sentences,
        "stops": [_stop(each) for each in reckoning.stops],
        "days": reckoning.days,
        "facts": [(each.on, told_fact(each)) for each in reading.facts],
    }


def _stop(stop: TermStop) -> dict[str, Any]:
    return {**stop.model_dump(), "label": STOPS[stop.kind]}


def _shown(cards: Sequence[Any]) -> Sequence[Any]:
    """Leave out older drafts: the newest is what would be sent, and none once one was."""
    sent = [each for each in cards if each.state != "drafted"]
    return sent or cards[-1:]


def _integration(asked: IntegrationCard, clock: Clock, back: Back) -> dict[str, Any]:
    form = f"integrazione-{asked.integration_id}"
    return {
        "sign": INTEGRATIONS[asked.state],
        "items": asked.items,
        "days": asked.days,
        "asked_on": asked.asked_on,
        "answer_by_on": asked.answer_by_on,
        "send": _send(form, f"integrazioni/{asked.integration_id}/invii", clock, back)
        if asked.state == "drafted" and _may(clock, OPERATORS)
        else None,
        "then": IF_ASKED,
    }


def _notice(notice: NoticeCard, clock: Clock, back: Back) -> dict[str, Any]:
    path, form = f"preavvisi/{notice.notice_id}", f"preavviso-{notice.notice_id}"
    may_send = notice.state == "drafted" and _may(clock, DECIDERS)
    may_prove = notice.state == "given" and _may(clock, OPERATORS)
    return {
        "sign": NOTICES[notice.state],
        "by_itself": notice.by == "integration_expired",
        "reasons": notice.reasons,
        "protocol": notice.protocol,
        "served_on": notice.served_on,
        "observations_by_on": notice.observations_by_on,
        "send": _send(form, f"{path}/invii", clock, back) if may_send else None,
        "prove": _send(form, f"{path}/consegne", clock, back) if may_prove else None,
        "then": IF_GIVEN,
    }


def _observations(clock: Clock, back: Back) -> Sequence[dict[str, Any]]:
    return [
        {
            **each.model_dump(exclude={"observation_id"}),
            "answering": _send(
                f"osservazione-{each.observation_id}",
                f"osservazioni/{each.observation_id}/risposte",
                clock,
                back,
            )
            if _may(clock, DECIDERS)
            else None,
        }
        for each in clock.term.observations
    ]


def _forms(clock: Clock, back: Back) -> Mapping[str, Any]:
    """Return the drafts that may be begun, and the facts that may be told."""
    asks = _may(clock, OPERATORS) and not any(
        each.state != "drafted" for each in clock.term.integrations
    )
    warns = (
        _may(clock, DECIDERS)
        and bool(clock.term.refusal_waits)
        and not any(each.state != "drafted" for each in clock.term.notices)
    )
    return {
        "ask": {**_send("integrazione", "integrazioni", clock, back), "items": _items(clock, back)}
        if asks
        else None,
        "warn": _send("preavviso", "preavvisi", clock, back) if warns else None,
        "tell": {**_send("fatto", "termine", clock, back), "kinds": TELLABLE}
        if _may(clock, OPERATORS)
        else None,
    }


def _items(clock: Clock, back: Back) -> Sequence[tuple[str, str]]:
    """Offer what the check could not answer, and empty rows for what else is missing."""
    if typed := back.of("integrazione").get("rows"):
        return [*typed, ("", "")]
    found: Sequence[Any] = clock.card.requirements if clock.card else ()
    known = [(each.article, each.sentence) for each in found if each.outcome == "to_complete"]
    return [*known, *[("", "")] * EMPTY_ROWS]


def _send(form: str, path: str, clock: Clock, back: Back) -> dict[str, Any]:
    return {
        "id": form,
        "action": f"{clock.href}/{path}",
        "typed": back.of(form),
        "wrong": back.wrong(form),
        "errors": back.errors(form),
        "once": str(new_id()),
    }


def _may(clock: Clock, roles: Any) -> bool:
    return clock.open and clock.role in roles
