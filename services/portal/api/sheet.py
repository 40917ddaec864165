"""A draft as its pages see it: with its call, its line, and what was understood of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Request

from contracts.calls import Line
from contracts.publishing import PublicCall
from kit import clock
from kit.days import civil_day
from kit.refusal import Refusal
from services.portal.api.front import Front
from services.portal.api.guard import keys_in_hand
from services.portal.models import Draft
from services.portal.queries import drafts
from services.portal.rules import steps
from services.portal.rules.asked import Said, Understood, understand
from services.portal.rules.care import Window
from services.portal.rules.said import said_of
from services.portal.rules.section import section
from services.portal.rules.steps import Step
from services.portal.rules.typed import Reader
from services.portal.usecases.saving import UNTOUCHED

StepName = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,60}$")]


class Detour(Exception):
    """Another page must be seen first."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class Sheet:
    """A draft, its call as its section sees it today, and what was understood of what was typed."""

    draft: Draft
    call: PublicCall
    line: Line
    reader: Reader
    said: Said
    understood: Understood

    @property
    def href(self) -> str:
        """The address of the draft."""
        return f"/domanda/{self.draft.id}"

    @property
    def data(self) -> dict[str, Any]:
        """What was typed."""
        return self.draft.data

    @property
    def amends(self) -> bool:
        """Whether it changes an application that was filed before."""
        return self.draft.amends is not None

    @cached_property
    def steps(self) -> list[Step]:
        """The pages that are asked of it."""
        return steps.steps(self.line, self.understood, amends=self.amends)

    def step(self, name: str) -> Step:
        """Return a page; one that is no longer asked leads to where the draft is."""
        for step in self.steps:
            if step.name == name:
                return step
        raise Detour(self.href)

    def step_href(self, step: Step) -> str:
        """Return the address of a page."""
        return f"{self.href}/{step.name if step.kind == 'check' else f'passo/{step.name}'}"

    def is_done(self, step: Step) -> bool:
        """Tell whether a page was sent, and not only typed on."""
        return bool(self.draft.marks.get(step.name, UNTOUCHED)[2])

    def after(self, step: Step) -> Step:
        """Return the page that follows."""
        here = [each.name for each in self.steps].index(step.name)
        return self.steps[min(here + 1, len(self.steps) - 1)]

    def before(self, step: Step) -> Step | None:
        """Return the page that comes before, if any."""
        here = [each.name for each in self.steps].index(step.name)
        return self.steps[here - 1] if here else None

    @property
    def window(self) -> Window:
        """When the section closes, for the care of the draft."""
        call = self.call
        return Window(call.state, call.closes_at, call.definition.reminder_days)


async def open_sheet(front: Front, request: Request, draft_id: UUID) -> Sheet:
    """Open a draft that is still being written, for the browser that holds its key.

    Refuses `draft-not-found` (404). A draft that was sent leads to where it is now, one whose call
    changed meanwhile to what changed.
    """
    draft = await held_draft(front, request, draft_id)
    if draft.sent_at is not None:
        raise Detour(f"/domanda/{draft.id}")
    sheet = await sheet_of(front, draft)
    if sheet.call.version != draft.call_version and not sheet.amends:
        raise Detour(f"{sheet.href}/novita")
    return sheet


async def held_draft(front: Front, request: Request, draft_id: UUID) -> Draft:
    """Return a draft, sent or not, to the browser that holds its key."""
    digests = keys_in_hand(front, request, draft_id)
    async with front.database.reading() as session:
        return await drafts.opened(session, draft_id, digests, clock.now())


async def sheet_of(front: Front, draft: Draft) -> Sheet:
    """Put together what the pages of a draft need."""
    # What changes an application is judged by the version of that application.
    version = draft.call_version if draft.amends else None
    call = await front.applications.call(draft.call_id, version)
    try:
        line = call.definition.line(draft.line)
    except LookupError:
        raise Refusal("line-gone", "Il bando non ha più questa sezione.", 409) from None
    reader = replace(front.reader, today=_day_of(draft))
    said = said_of(draft.data, line, reader)
    seen = section(call, draft.line, clock.now())
    return Sheet(draft, seen, line, reader, said, understand(line, said, reader))


def _day_of(draft: Draft) -> date:
    """Return the day on which ages are counted: of the arrival, of what is amended, or today."""
    if draft.arrival is not None:
        return civil_day(datetime.fromisoformat(draft.arrival["arrival"]["arrived_at"]))
    filed_on = draft.data.get("filed_on")
    return date.fromisoformat(filed_on) if filed_on else clock.today()
