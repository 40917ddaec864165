"""The clock of a procedure as tests need it: running, stopped, with what was asked and told."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.terms import TermCard
from kit.ids import new_id

WAITS = "Prima di non ammettere una domanda se ne comunicano i motivi."


def term_card(case: UUID, **changed: Any) -> TermCard:
    """The clock of a case that runs, with two days of which one counts."""
    days = [
        {"on": "2016-03-09", "number": None, "why": "il giorno dell'arrivo non si conta"},
        {"on": "2016-03-10", "number": 1, "why": ""},
    ]
    reckoning = {
        "started_on": "2016-03-09", "days_in_all": 30, "due_on": "2016-04-08", "stops": [],
        "days": days, "sentences": ["Trenta giorni dal protocollo."],
    }  # fmt: skip
    reading = {
        "application_id": case, "protocol": "0000001/2016", "clock": "running",
        "reckoning": reckoning, "facts": [],
    }  # fmt: skip
    empty = {"term": reading, "integrations": [], "notices": [], "observations": []}
    return TermCard.model_validate({**empty, "refusal_waits": "", **changed})


def integration(state: str = "drafted", **changed: Any) -> dict[str, Any]:
    items = [{"article": "art. 5", "missing": "La visura camerale."}]
    told = {"integration_id": new_id(), "state": state, "items": items, "days": 10}
    return {**told, "asked_on": None, "answer_by_on": None, **changed}


def notice(state: str = "drafted", **changed: Any) -> dict[str, Any]:
    reasons = [{"article": "art. 4", "sentence": "L'impresa ha più di 50 persone."}]
    told = {"notice_id": new_id(), "state": state, "by": "official", "reasons": reasons}
    facts = {"protocol": "" if state == "drafted" else "0000090/2016", "served_on": None}
    return {**told, **facts, "observations_by_on": None, **changed}


def observation(answer: str = "") -> dict[str, Any]:
    at = datetime(2016, 3, 30, 9, 0, tzinfo=UTC)
    said = {"text": "Le persone sono 48.", "answer": answer, "at": at}
    return {"observation_id": new_id(), "protocol": "0000091/2016", **said}


def served(**changed: Any) -> dict[str, Any]:
    days = {"served_on": date(2016, 3, 20), "observations_by_on": date(2016, 3, 30)}
    return notice("served", **days, **changed)
