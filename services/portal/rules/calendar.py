"""The phases of a call, and where it stands today, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.applications.calls import CallState
from contracts.calls import Call, Procedure
from contracts.publishing import PublicCall
from kit.clock import civil_day
from services.portal.rules.wording import day, days, full_day, hour, instant

LAST_DAYS = 7
ORDER: Mapping[Procedure, str] = {
    "sportello": "Le domande sono esaminate nell'ordine in cui arrivano, finché ci sono fondi.",
    "graduatoria": "Dopo la chiusura le domande sono messe in graduatoria secondo i criteri.",
    "prenotazione": "La domanda prenota i fondi nell'ordine in cui arriva.",
    "valutazione": "Dopo la chiusura le domande sono valutate secondo i criteri.",
}


@dataclass(frozen=True)
class Sign:
    """Where a call stands: a word that is never told by its colour alone."""

    label: str
    tone: str
    icon: str
    sentence: str


@dataclass(frozen=True)
class Phase:
    """One moment in the life of a call; `stage` is past, now or next."""

    label: str
    when: str
    stage: str


STATES: Mapping[CallState, tuple[str, str, str]] = {
    "published": ("Apre presto", "info", "calendar"),
    "open": ("Aperto", "good", "check-circle"),
    "suspended": ("Sospeso", "wait", "warning-circle"),
    "closed": ("Chiuso", "calm", "lock"),
    "revoked": ("Revocato", "bad", "close-circle"),
}
STILL: Mapping[CallState, str] = {
    "suspended": "È sospeso: per ora non si possono inviare domande.",
    "revoked": "È stato revocato: non si possono inviare domande.",
}
WITH_AN_END: Mapping[CallState, tuple[str, str]] = {
    "open": ("È aperto finché ci sono fondi.", "Si può fare domanda fino a"),
    "closed": ("È chiuso.", "Si è chiuso"),
}


def sign(call: PublicCall, now: datetime) -> Sign:
    """Say where a call stands, and until when."""
    label, tone, icon = STATES[call.state]
    if call.state == "open" and call.closes_at and call.closes_at - now < timedelta(days=LAST_DAYS):
        label, tone, icon = "Chiude tra poco", "wait", "clock"
    return Sign(label, tone, icon, _sentence(call))


def _sentence(call: PublicCall) -> str:
    if call.state == "published":
        return f"Apre {instant(call.opens_at)}."
    if call.state not in WITH_AN_END:
        return STILL[call.state]
    without, before = WITH_AN_END[call.state]
    return f"{before} {_last(call.closes_at)}." if call.closes_at else without


def _last(closes_at: datetime) -> str:
    return f"{full_day(closes_at)} alle {hour(closes_at)}"


def phases(call: PublicCall, now: datetime) -> list[Phase]:
    """Return the moments of a call in order, with where today is among them."""
    definition = call.definition
    moments = sorted([*_own(call), *_of_sections(definition)], key=lambda moment: moment[1])
    told = [Phase(label, instant(at), "past" if at <= now else "next") for label, at in moments]
    now_at = sum(phase.stage == "past" for phase in told) - 1
    if 0 <= now_at < len(told) and call.state != "closed":
        told[now_at] = Phase(told[now_at].label, told[now_at].when, "now")
    return [*told, *(Phase(label, when, "next") for label, when in _after(definition))]


def answer_sentence(call: Call) -> str:
    """Say when an answer may be expected (L. 241/1990 art. 2)."""
    return (
        f"Riceve una risposta scritta entro {days(call.review_days)} da quando la domanda è "
        f"registrata. {ORDER[call.procedure]}"
    )


def last_day(call: PublicCall) -> str:
    """Write the last day of a call, for a card."""
    return f"fino al {day(civil_day(call.closes_at))}" if call.closes_at else ""


def _own(call: PublicCall) -> Iterator[tuple[str, datetime]]:
    yield "Si apre", call.opens_at
    if call.closes_at:
        yield "Si chiude", call.closes_at


def _of_sections(call: Call) -> Iterator[tuple[str, datetime]]:
    for line in call.lines:
        if line.opens_at and line.opens_at != call.opens_at:
            yield f"Si apre «{line.title}»", line.opens_at
        if line.closes_at and line.closes_at != call.closes_at:
            yield f"Si chiude «{line.title}»", line.closes_at


def _after(call: Call) -> Iterator[tuple[str, str]]:
    if call.ends_with_funds:
        yield "Si chiude prima", "se i fondi finiscono"
    yield "Risposta", f"entro {days(call.review_days)} dalla registrazione di ogni domanda"
    if call.list_days:
        yield "Lista d'attesa", f"chi non trova fondi vi resta per {days(call.list_days)}"
    if call.expenses_from_on and call.expenses_to_on:
        span = f"dal {day(call.expenses_from_on)} al {day(call.expenses_to_on)}"
        yield "Spese ammesse", span
    if call.report_days:
        yield "Rendiconto", f"entro {days(call.report_days)}"
