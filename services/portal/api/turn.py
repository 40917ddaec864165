"""One sending of a page: what was typed is kept, then the button that was pressed is obeyed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from contracts.intake import ONE_ADDRESS
from kit.database import Cause
from services.portal.api.front import Front
from services.portal.api.guard import form_of
from services.portal.api.sheet import Sheet
from services.portal.rules.parts import (
    ADD,
    LEAVE,
    LOOK_UP,
    REMOVE,
    Parts,
    after_action,
    parts,
)
from services.portal.rules.said import Form, groups_of
from services.portal.rules.steps import Step
from services.portal.rules.typed import clean
from services.portal.usecases.saving import Saved, Saving, save_step

ADDRESS = re.compile(ONE_ADDRESS)
SHORT = re.compile(r"[0-9]{1,8}")
OVERTAKEN, FOUND, NOT_FOUND = "altra-scheda", "rete", "rete-no"
NOTICES: Mapping[str, str] = {
    OVERTAKEN: "Questa domanda è aperta anche in un'altra scheda o in un altro browser. "
    "Vale ciò che ha salvato per ultimo: controlli che sia giusto.",
    FOUND: "Abbiamo riempito i campi con i dati dell'adesione alla rete: li controlli.",
    NOT_FOUND: "Questa partita IVA non è nella rete: scriva Lei i dati. "
    "Può fare domanda lo stesso.",
}


@dataclass(frozen=True)
class Turn:
    """The draft before a page was sent, the page, what was typed."""

    sheet: Sheet
    step: Step
    form: Form

    @property
    def action(self) -> str:
        """The button that was pressed."""
        return self.form.get("azione", "")

    @property
    def page(self) -> str:
        """The mark that the page drew when it was shown."""
        return clean(self.form.get("pagina", ""))[:40]

    @property
    def shown(self) -> set[str]:
        """The questions that were on the page."""
        return set(filter(None, self.form.get("mostrate", "").split(",")))

    @property
    def changes_items(self) -> bool:
        """Whether the button adds an item to a group, or takes one away."""
        return self.step.group is not None and self.action.startswith((ADD, REMOVE))


async def typed_form(request: Request) -> Form:
    """Return the text fields of a form: of fields of one name, the last."""
    form = await form_of(request)
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


async def save(front: Front, turn: Turn) -> tuple[Saved, str]:
    """Keep what was typed, after the button; return what to tell of it."""
    given, notice = await _given(front, turn)
    saved = await _save(front, turn, given, final=True)
    return saved, OVERTAKEN if saved.overtaken else notice


async def save_as_typed(front: Front, turn: Turn) -> Saved:
    """Keep what is being typed, without judging it."""
    return await _save(front, turn, parts(turn.step, turn.sheet.line, turn.form), final=False)


async def _save(front: Front, turn: Turn, given: Parts, *, final: bool) -> Saved:
    seen = turn.form.get("vista", "")
    saving = Saving(
        step=turn.step.name,
        parts=given,
        page=turn.page,
        seen=int(seen) if SHORT.fullmatch(seen) else 0,
        email=_email(given),
        final=final,
    )
    async with front.database.transaction(Cause(actor="public")) as session:
        return await save_step(session, turn.sheet.draft.id, saving, turn.sheet.window)


def way(turn: Turn, after: Sheet, notice: str) -> str:
    """Return where a button leads that does not go on; nothing for one that does."""
    if turn.action == LEAVE:
        return f"{after.href}/pausa"
    here = after.step_href(turn.step) + (f"?avviso={notice}" if notice else "")
    if turn.changes_items:
        return f"{here}#{_item_to_see(turn, after)}"
    return here if notice else ""


async def _given(front: Front, turn: Turn) -> tuple[Parts, str]:
    given = parts(turn.step, turn.sheet.line, turn.form)
    if turn.changes_items and turn.step.group is not None:
        return after_action(turn.step.group, given, turn.action), ""
    if turn.step.kind == "applicant" and turn.action == LOOK_UP:
        return await _looked_up(front, given)
    return given, ""


async def _looked_up(front: Front, given: Parts) -> tuple[Parts, str]:
    """Fill in what the network knows of the organisation of a VAT number."""
    typed = given["applicant"]
    number = "".join(filter(str.isalnum, typed.get("vat_number", ""))).upper()
    known = await front.neighbours.organisation(number[:20]) if number else None
    if known is None:
        return given, NOT_FOUND
    place = front.places.name(known.municipality)
    return {"applicant": {**typed, "name": known.name, "municipality": place}}, FOUND


def _email(given: Parts) -> str | None:
    if "applicant" not in given:
        return None
    typed = str(given["applicant"].get("email", "")).strip()
    return typed if ADDRESS.fullmatch(typed) else None


def _item_to_see(turn: Turn, after: Sheet) -> str:
    if turn.step.group is None or turn.action != ADD:
        return "voci"
    return f"voce-{len(groups_of(after.data, after.line)[turn.step.group.name])}"
