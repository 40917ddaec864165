"""What the page of one call shows: where it is in its life, what is due, what was done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.publishing import CallCard, CallStepTaken
from kit import clock
from services.dashboard.api.calls_view import in_force, pending, since, turn_of, window
from services.dashboard.api.steps_view import Onlooker, Typed, last_taken, step_forms
from services.dashboard.api.versions_view import lines, versions
from services.dashboard.models import CallFact
from services.dashboard.queries.calls import Told
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules.call_words import (
    CALL_STATES,
    HEARD,
    MOVES,
    PAYMENTS,
    PROCEDURES,
    act_named,
    step_done,
)
from services.dashboard.rules.life import BEFORE, Moment, life
from services.dashboard.rules.story import Labelled, Waits
from services.dashboard.rules.wording import Sign, instant, money, term

BY_THEMSELVES = {
    "open:window": "alla data prevista",
    "closed:window": "alla scadenza",
    "closed:funds": "fondi finiti",
}
REACHED = {
    "checked": "check", "approved": "approve", "published": "publish", "suspended": "suspend",
    "revoked": "revoke",
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """A call with what the desk heard of it, and who looks at it."""

    card: CallCard
    told: Told
    owner: str
    onlooker: Onlooker


def call_values(seen: Seen, typed: Typed) -> dict[str, Any]:
    """Return what the template of the page asks for."""
    card, names = seen.card, seen.onlooker.names
    return {
        "call": {
            **_head(seen),
            "stages": life(_stage(card), _moments(seen)),
            "waits": _waits(card),
            "missing": _missing(card),
            "versions": versions(card, names),
            "lines": lines(card, seen.told, may_enter=seen.onlooker.may_enter),
            "history": _history(seen),
        },
        "forms": step_forms(card, seen.told.counts, seen.onlooker, typed),
        "may_act": seen.onlooker.may_act,
        "action": f"/bandi/{card.call_id}/passi",
        "here": f"/bandi/{card.call_id}",
        "live_href": f"/domande/eventi?bando={card.call_id}",
    }


def _head(seen: Seen) -> dict[str, Any]:
    card = seen.card
    shown = (in_force(card) or card.versions[-1]).definition
    budgets = [line.budget_cents for line in shown.funds]
    return {
        "id": card.call_id,
        "title": card.title,
        "summary": shown.summary,
        "owner": seen.owner,
        "state": CALL_STATES[card.state],
        "since": since(card),
        "window": window(shown),
        "procedure": PROCEDURES.get(shown.procedure or "", ""),
        "budget_cents": sum(each or 0 for each in budgets) if all(budgets) else None,
        "applications": sum(seen.told.counts.values()),
        "applications_href": f"/domande?bando={card.call_id}",
        "office": shown.legal.responsible_office,
        "cup": shown.legal.cup,
        "funds_href": "" if card.state == "draft" else f"/bandi/{card.call_id}/fondi",
        "simulate_href": f"/bandi/{card.call_id}/simulatore",
    }


def _stage(card: CallCard) -> str:
    return card.versions[0].state if card.state == "draft" else card.state


def _moments(seen: Seen) -> dict[str, Moment]:
    """Return when each stage was reached; the owner's word holds until the fact is heard."""
    card = seen.card
    since: dict[str, Moment] = {card.state: Moment(card.since)} if card.since else {}
    return {**since, **dict(_acted(seen)), **dict(_moved(seen))}


def _acted(seen: Seen) -> Iterator[tuple[str, Moment]]:
    for stage, step in REACHED.items():
        version = 1 if stage in BEFORE else None
        taken = last_taken(seen.card, step, version)
        if taken:
            yield stage, _of_step(taken, seen.onlooker.names)


def _moved(seen: Seen) -> Iterator[tuple[str, Moment]]:
    for fact in seen.told.facts:
        if fact.kind == "CallMoved" and fact.data["state"] in ("open", "closed"):
            yield fact.data["state"], _of_move(fact, seen)


def _of_step(taken: CallStepTaken, names: Mapping[str, str]) -> Moment:
    return Moment(taken.at, names.get(taken.official, SOMEBODY), act_told(taken))


def _of_move(fact: CallFact, seen: Seen) -> Moment:
    closed = fact.data["state"] == "closed" and fact.data["by"] == "act"
    taken = last_taken(seen.card, "close") if closed else None
    if taken:
        return _of_step(taken, seen.onlooker.names)
    return Moment(fact.at, BY_THEMSELVES.get(f"{fact.data['state']}:{fact.data['by']}", ""))


def act_told(taken: CallStepTaken) -> str:
    """Name the act of a step; a check has none."""
    return act_named(taken.act_number, taken.act_on) if taken.act_number else ""


def _waits(card: CallCard) -> Waits:
    writer = {
        "draft": _waits_as_draft, "published": _waits_to_open, "open": _waits_to_close,
    }.get(card.state)  # fmt: skip
    return writer(card) if writer else _RESTS[card.state]


_RESTS = {
    "suspended": Waits("È sospeso", "Non si accettano domande finché un atto non lo riprende."),
    "closed": Waits("È chiuso", "Ogni domanda che arriva è registrata fuori termine."),
    "revoked": Waits("È revocato", "Non accetta domande; quelle aperte si sono fermate."),
}
_DUE = {
    "check": Waits("Aspetta il controllo", "Una persona legge la versione e il sistema la prova."),
    "approve": Waits("Aspetta l'approvazione", "La dà chi non ha controllato, con un atto."),
    "publish": Waits("Aspetta la pubblicazione", "Dalla pubblicazione il bando è di tutti."),
}


def _waits_as_draft(card: CallCard) -> Waits:
    step = card.steps[0][0] if card.steps else "check"
    return _DUE[step]


def _waits_to_open(card: CallCard) -> Waits:
    facts = [Labelled("Si apre", _moment(card))] if turn_of(card) else []
    return Waits("Aspetta l'apertura", "Si apre da solo, senza che nessuno faccia nulla.", facts)


def _waits_to_close(card: CallCard) -> Waits:
    if turn_of(card) is None:
        return Waits("Riceve domande", "Si chiude quando i fondi di ogni sezione sono finiti.")
    facts = [Labelled("Si chiude", _moment(card))]
    return Waits("Riceve domande", "Si chiude da solo.", facts)


def _moment(card: CallCard) -> str:
    at = turn_of(card)
    left = term(clock.civil_day(at), clock.today()) if at else None
    return f"{instant(at)} ({left.words})" if at and left else ""


def _missing(card: CallCard) -> dict[str, Any] | None:
    version = pending(card)
    if version is None or not version.missing:
        return None
    return {"version": version.version, "lacking": version.missing}


def _history(seen: Seen) -> Sequence[dict[str, Any]]:
    taken = [_told_step(each, seen.onlooker.names) for each in seen.card.taken]
    heard = [told for fact in seen.told.facts if (told := _told_fact(fact, seen))]
    return sorted([*taken, *heard], key=_instant_of)


def _instant_of(entry: Mapping[str, Any]) -> datetime:
    at: datetime = entry["at"]
    return at


def _told_step(taken: CallStepTaken, names: Mapping[str, str]) -> dict[str, Any]:
    act = act_told(taken)
    return {
        "sign": step_done(taken.step, taken.version),
        "at": taken.at,
        "who": names.get(taken.official, SOMEBODY),
        "why": f"{act[0].upper()}{act[1:]}." if act else "",
        "reason": taken.reason,
    }


def _told_fact(fact: CallFact, seen: Seen) -> dict[str, Any] | None:
    """Tell what happened by itself; what an official did stands among the steps."""
    sign, why = _sign_of(fact, seen)
    if sign is None:
        return None
    return {"sign": sign, "at": fact.at, "who": "il sistema", "why": why, "reason": ""}


def _sign_of(fact: CallFact, seen: Seen) -> tuple[Sign | None, str]:
    kind = fact.data.get("kind")
    heard = HEARD.get(f"{fact.kind}:{kind}" if kind else fact.kind)
    if heard:
        return heard, _about(fact, seen)
    return MOVES.get(f"{fact.data.get('state')}:{fact.data.get('by')}"), ""


def _about(fact: CallFact, seen: Seen) -> str:
    data = fact.data
    if fact.kind == "FundsMoved":
        ends = [_title(data[name], seen) for name in ("from_line", "to_line")]
        return f"{money(data['amount_cents'])}, da {ends[0]} a {ends[1]}."
    if fact.kind in PAYMENTS:
        return PAYMENTS[fact.kind].format(money(data["amount_cents"]), data.get("orders"))
    return _title(data["line"], seen)


def _title(line: str, seen: Seen) -> str:
    shown = (in_force(seen.card) or seen.card.versions[-1]).definition
    return next((each.title for each in shown.lines if each.id == line and each.title), line)
