"""The HTTP door of notifications."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from kit.web import SERVICE
from services.notifications.models import Letter
from services.notifications.queries.letters import letters_of
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.fates import State

router = APIRouter(prefix="/v1")


class LetterOut(BaseModel):
    """One letter and where it is; `letter_class` L is a legal notice, C a courtesy."""

    letter_id: UUID
    letter: str
    catalogue: str
    letter_class: Literal["L", "C"]
    state: State
    attempts: int
    reason: str
    queued_at: datetime
    settled_at: datetime | None


class Letters(BaseModel):
    """The letters of one application, oldest first."""

    items: list[LetterOut]


@router.get("/applications/{application_id}/letters", summary="Lettere di una domanda", **SERVICE)
async def letters(application_id: UUID, request: Request) -> Letters:
    """Return the letters of one application; none for an unknown one."""
    async with request.app.state.database.reading() as session:
        found = await letters_of(session, application_id)
    return Letters(items=[_out(letter) for letter in found])


def _out(letter: Letter) -> LetterOut:
    matter = drafts()[letter.name].matter
    return LetterOut.model_validate(
        {
            **letter.model_dump(),
            "letter_id": letter.id,
            "letter": letter.name,
            "catalogue": matter.catalogue,
            "letter_class": matter.letter_class,
        }
    )
