"""The form of an application that came on paper or by mail: what was typed, and what it means."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import Form
from pydantic import ValidationError

from contracts.portal import DraftEntry
from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.guard import Visitor
from services.dashboard.rules.wording import day_of

SEPARATOR = "/"
OTHERWISE = "Ricontrolla questo dato."
MISSING = {
    "section": "Scegli il bando e la sezione.",
    "channel": "Scegli come è arrivata.",
    "arrived_on": "Scrivi giorno e ora di arrivo.",
    "arrived_time": "Scrivi giorno e ora di arrivo.",
    "delegate_name": "Scrivi il nome di chi ha la delega.",
    "delegate_tax_code": "Scrivi il codice fiscale di chi ha la delega.",
    "delegate_relation": "Scrivi a che titolo ha la delega.",
}
LATER = "L'arrivo non può essere nel futuro."
DELEGATE = ("delegate_name", "delegate_tax_code", "delegate_relation")
NAMES = {
    ("call_id",): "section", ("line",): "section", ("arrival", "channel"): "channel",
    ("arrival", "arrived_at"): "arrived_on", ("arrival", "delegate", "name"): "delegate_name",
    ("arrival", "delegate", "tax_code"): "delegate_tax_code",
    ("arrival", "delegate", "relation"): "delegate_relation",
}  # fmt: skip


class Wrong(Refusal):
    """A form that does not say enough: a sentence for each field."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__("entry-incomplete", "Manca qualcosa: è scritto accanto ai campi.", 422)
        self.sentences = sentences


@dataclass(frozen=True)
class Entry:
    """What stood in the form."""

    section: Annotated[str, Form(max_length=90)] = ""
    channel: Annotated[str, Form(max_length=10)] = ""
    arrived_on: Annotated[str, Form(max_length=10)] = ""
    arrived_time: Annotated[str, Form(max_length=8)] = ""
    sent_on: Annotated[str, Form(max_length=10)] = ""
    sent_time: Annotated[str, Form(max_length=8)] = ""
    postmarked_on: Annotated[str, Form(max_length=10)] = ""
    delegate_name: Annotated[str, Form(max_length=120)] = ""
    delegate_tax_code: Annotated[str, Form(max_length=20)] = ""
    delegate_relation: Annotated[str, Form(max_length=120)] = ""


def fresh_entry(section: str) -> Entry:
    """Return the form as it is opened: it arrived just now."""
    local = clock.now().astimezone(clock.ROME)
    return Entry(
        section=section, arrived_on=local.date().isoformat(), arrived_time=f"{local:%H:%M}"
    )


def read_entry(typed: Entry, visitor: Visitor) -> DraftEntry:
    """Return the draft to open; refuses `entry-incomplete` (422) with a sentence per field."""
    wrong = {name: MISSING[name] for name in _required(typed) if not getattr(typed, name).strip()}
    arrived_at = instant_of(typed.arrived_on, typed.arrived_time)
    if arrived_at is None:
        wrong["arrived_on"] = MISSING["arrived_on"]
    elif arrived_at > clock.now():
        wrong["arrived_on"] = LATER
    if wrong:
        raise Wrong(wrong)
    call_id, _, line = typed.section.partition(SEPARATOR)
    try:
        return DraftEntry.model_validate(
            {
                "call_id": call_id,
                "line": line,
                "arrival": _arrival(typed, visitor, arrived_at),
                "operator_name": visitor.name,
            }
        )
    except ValidationError as error:
        raise Wrong(_sentences(error)) from error


def _required(typed: Entry) -> tuple[str, ...]:
    """A delegation has a name, a code and a title, or it is none."""
    delegate = DELEGATE if any(getattr(typed, name).strip() for name in DELEGATE) else ()
    return ("section", "channel", *delegate)


def _arrival(typed: Entry, visitor: Visitor, arrived_at: datetime | None) -> dict[str, Any]:
    by_mail, by_post = typed.channel in ("email", "pec"), typed.channel == "post"
    return {
        "channel": typed.channel,
        "operator": f"staff:{visitor.signed.id}",
        "arrived_at": arrived_at,
        "sent_at": instant_of(typed.sent_on, typed.sent_time) if by_mail else None,
        "postmarked_on": day_of(typed.postmarked_on) if by_post else None,
        "delegate": _delegate(typed),
    }


def _delegate(typed: Entry) -> dict[str, str] | None:
    if not typed.delegate_name.strip():
        return None
    return {
        "name": typed.delegate_name.strip(),
        "tax_code": typed.delegate_tax_code,
        "relation": typed.delegate_relation.strip(),
    }


def instant_of(on: str, at: str) -> datetime | None:
    """Read a day and an hour in Italy as forms send them; None when they are none."""
    day = day_of(on)
    try:
        hour = time.fromisoformat(at)
    except ValueError:
        return None
    return datetime.combine(day, hour, tzinfo=clock.ROME) if day else None


def _sentences(error: ValidationError) -> dict[str, str]:
    """Rules of ours have hyphens in their names, and sentences of their own."""
    told: dict[str, str] = {}
    for each in error.errors():
        place = tuple(part for part in each["loc"] if isinstance(part, str))
        told[NAMES.get(place, "section")] = each["msg"] if "-" in each["type"] else OTHERWISE
    return told
