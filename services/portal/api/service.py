"""What the portal answers to the services of the house: letters of drafts, drafts of officials."""

from fastapi import APIRouter

from contracts.cases import ApplicationIds
from contracts.portal import DraftEntry, DraftLetterFacts, DraftLetterFactsList, OpenedDraft
from contracts.publishing import PublicCall
from kit import clock
from kit.database import Cause
from kit.refusal import Refusal
from kit.web import SERVICE
from services.portal.api.front import Front
from services.portal.models import Draft
from services.portal.queries import drafts
from services.portal.rules import letters
from services.portal.rules.codes import ENTRY_LIVES
from services.portal.rules.letters import Unsent
from services.portal.rules.section import section
from services.portal.usecases import opening
from services.portal.usecases.opening import Beginning


def routes(front: Front) -> APIRouter:
    """Return the routes of our own services."""
    router = APIRouter(prefix="/v1")
    _offer_letters(router, front)
    _offer_entry(router, front)
    return router


def _offer_letters(router: APIRouter, front: Front) -> None:
    @router.post("/queries/letter-facts", **SERVICE)
    async def letter_facts(asked: ApplicationIds) -> DraftLetterFactsList:
        """Return what the reminder of each unsent draft says."""
        async with front.database.reading() as session:
            found = await drafts.unsent(session, asked.application_ids)
        calls = {
            call_id: await front.applications.call(call_id)
            for call_id in sorted({draft.call_id for draft in found})
        }
        url = f"{front.settings.address}/riprendi"
        facts = (_facts(draft, calls[draft.call_id], url) for draft in found)
        return DraftLetterFactsList(items=[each for each in facts if each])


def _offer_entry(router: APIRouter, front: Front) -> None:
    @router.post("/drafts", status_code=201, **SERVICE)
    async def open_draft(entry: DraftEntry) -> OpenedDraft:
        """Open a draft on somebody's behalf; refuses `unknown-call` 404, `unknown-line` 422."""
        call = await front.applications.call(entry.call_id)
        if entry.line not in {line.id for line in call.definition.lines}:
            raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422)
        arrival = entry.model_dump(mode="json", include={"arrival", "operator_name"})
        beginning = Beginning(entry.call_id, call.version, entry.line, {}, arrival=arrival)
        async with front.database.transaction(Cause(actor=entry.arrival.operator)) as session:
            opened = await opening.start_draft(session, front.key, beginning)
            token = await opening.give_key(session, front.key, opened.draft_id, "entry")
        return OpenedDraft(
            draft_id=opened.draft_id,
            url=f"{front.settings.address}/ingresso/{token}",
            expires_at=clock.now() + ENTRY_LIVES,
        )


def _facts(draft: Draft, call: PublicCall, url: str) -> DraftLetterFacts | None:
    try:
        seen = section(call, draft.line, clock.now())
    except LookupError:
        return None
    return letters.facts(_unsent(draft), seen, url)


def _unsent(draft: Draft) -> Unsent:
    return Unsent(draft.id, draft.line, draft.email, draft.data)
