"""The versions of a call and their sections, as the page of the call shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.calls import Act, CallDraft, LineDraft
from contracts.publishing import CallCard, VersionCard
from services.dashboard.api.calls_view import in_force, window_of
from services.dashboard.api.steps_view import last_taken
from services.dashboard.queries.calls import Told
from services.dashboard.rules.call_words import (
    ACTS,
    FORMS,
    VERSION_STATES,
    act_named,
    step_done,
)
from services.dashboard.rules.wording import KINDS, instant

STEPS = ("check", "approve", "publish")


def versions(card: CallCard, names: Mapping[str, str]) -> Sequence[dict[str, Any]]:
    """Return the versions of a call, the newest first."""
    holds = in_force(card)
    return [_version(card, each, names) | {"holds": each is holds} for each in card.versions[::-1]]


def _version(card: CallCard, version: VersionCard, names: Mapping[str, str]) -> dict[str, Any]:
    draft, number = version.definition, version.version
    page = f"/bandi/{card.call_id}"
    recalculates = bool(draft.act and draft.act.recalculates and version.state == "published")
    return {
        "number": number,
        "state": VERSION_STATES[version.state],
        "act": act_words(draft.act),
        "reason": draft.act.reason if draft.act else "",
        "supplement": supplement(draft.act),
        "differences": version.differences,
        "missing": version.missing if version.state != "published" else (),
        "taken": [_taken(card, step, number, names) for step in STEPS],
        "simulate_href": f"{page}/simulatore?versione={number}",
        "recalculate_href": f"{page}/versioni/{number}/ricalcolo" if recalculates else "",
    }


def act_words(act: Act | None) -> str:
    """Name the act that made a version."""
    return f"{ACTS[act.kind]}: {act_named(act.number, act.on)}" if act else ""


def supplement(act: Act | None) -> str:
    """Say until when those who filed may add to it."""
    if act is None or act.supplement_until is None:
        return ""
    until = instant(act.supplement_until)
    return f"Chi ha già fatto domanda può integrarla fino al {until}."


def _taken(
    card: CallCard, step: str, version: int, names: Mapping[str, str]
) -> dict[str, Any] | None:
    taken = last_taken(card, step, version)
    if taken is None:
        return None
    who = names.get(taken.official, "una persona dell'ente")
    return {"sign": step_done(step, version), "at": taken.at, "who": who}


def lines(card: CallCard, told: Told, *, may_enter: bool) -> Sequence[dict[str, Any]]:
    """Return the sections of the version in force, or of the latest draft."""
    draft = (in_force(card) or card.versions[-1]).definition
    takes = may_enter and card.state in ("open", "closed")
    exhausted = {fact.data["line"]: fact.at for fact in told.facts if fact.kind == "LineExhausted"}
    return [
        _line(draft, line, takes=takes) | {"exhausted_at": exhausted.get(line.fund)}
        for line in draft.lines
    ]


def _line(draft: CallDraft, line: LineDraft, *, takes: bool) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "form": FORMS[line.support_form],
        "who": ", ".join(KINDS[each] for each in line.who),
        "budget_cents": draft.fund_of(line.id).budget_cents,
        "fund": draft.fund_of(line.id).title if line.budget_of else "",
        "window": window_of(draft, line.id) if line.opens_at or line.closes_at else "",
        "size": _size(line),
        "load_href": f"/bandi/{draft.id}/{line.id}/caricamento" if takes else "",
        "enter_href": f"/domande/nuova?sezione={draft.id}/{line.id}" if takes else "",
    }


def _size(line: LineDraft) -> str:
    asked = len(line.questions) + sum(len(group.questions) for group in line.groups)
    parts = (
        (asked, "campo del modulo", "campi del modulo"),
        (len(line.requirements), "requisito", "requisiti"),
        (len(line.documents), "documento", "documenti"),
    )
    told = (f"{count} {one if count == 1 else many}" for count, one, many in parts if count)
    return ", ".join(told)
