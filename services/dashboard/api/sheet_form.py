"""The form that takes a sheet: for which section, how and when its applications came in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, UploadFile

from contracts.calls import LineId
from contracts.places import CallId
from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.entry_form import instant_of
from services.dashboard.api.guard import Visitor
from services.dashboard.usecases.loads import Sheet

MOST_LETTERS = 120
CHANNELS = {
    "partner": "Le ha raccolte un'organizzazione",
    "counter": "Allo sportello",
    "post": "Per posta",
    "email": "Per e-mail",
    "pec": "Con PEC",
}
NO_FILE = ("no-file-chosen", "Scegli il file da caricare.", 422)
NO_ARRIVAL = ("arrival-incomplete", "Scrivi come e quando sono arrivate.", 422)


@dataclass(frozen=True)
class Place:
    """The section that a sheet is for."""

    call_id: CallId
    line: LineId

    @property
    def path(self) -> str:
        """The page of its uploads."""
        return f"/bandi/{self.call_id}/{self.line}/caricamento"


@dataclass(frozen=True)
class Arrived:
    """How and when the forms of a sheet came in, as it was typed."""

    channel: Annotated[str, Form(max_length=10)] = "partner"
    arrived_on: Annotated[str, Form(max_length=10)] = ""
    arrived_time: Annotated[str, Form(max_length=8)] = ""


def just_now() -> Arrived:
    """Return the form as it is opened: they arrived just now."""
    local = clock.now().astimezone(clock.ROME)
    return Arrived(arrived_on=local.date().isoformat(), arrived_time=f"{local:%H:%M}")


async def read_sheet(place: Place, visitor: Visitor, sheet: UploadFile, typed: Arrived) -> Sheet:
    """Return the sheet; refuses `no-file-chosen` and `arrival-incomplete` (422)."""
    content, arrived_at = await sheet.read(), instant_of(typed.arrived_on, typed.arrived_time)
    if not content:
        raise Refusal(*NO_FILE)
    if arrived_at is None or typed.channel not in CHANNELS:
        raise Refusal(*NO_ARRIVAL)
    return Sheet(
        call_id=place.call_id,
        line=place.line,
        official=f"staff:{visitor.signed.id}",
        channel=typed.channel,
        arrived_at=arrived_at,
        name=(sheet.filename or "")[-MOST_LETTERS:],
        content=content,
    )
