"""What applications answers to the services that write and show."""

from fastapi import APIRouter, Request

from contracts.cases import (
    ApplicationCards,
    ApplicationIds,
    CallAudience,
    CallRecipients,
    FoundApplications,
    LetterFactsList,
    SearchWords,
)
from contracts.letters import RankingAudience
from kit.web import SERVICE
from programmes.files import Programmes
from services.applications.api.door import Reading
from services.applications.queries import applications, listings
from services.applications.usecases import letters, reading
from services.applications.usecases.reviewing import readable

router = APIRouter(prefix="/v1")


@router.post("/queries/application-cards", **SERVICE)
async def application_cards(session: Reading, asked: ApplicationIds) -> ApplicationCards:
    """Return what an official reads of each application."""
    seen = await readable(session, asked.application_ids, asked.reader)
    return ApplicationCards(items=await reading.application_cards(session, seen))


@router.post("/queries/letter-facts", **SERVICE)
async def letter_facts(
    request: Request, session: Reading, asked: ApplicationIds
) -> LetterFactsList:
    """Return what a letter about each application says."""
    programmes: Programmes = request.app.state.programmes
    facts = await letters.letter_facts(session, programmes, asked.application_ids)
    return LetterFactsList(items=facts)


@router.post("/queries/application-search", **SERVICE)
async def application_search(session: Reading, asked: SearchWords) -> FoundApplications:
    """Find applications by the beginning of a name or code."""
    return FoundApplications(items=await applications.found_by_words(session, asked.words))


@router.post("/queries/call-recipients", **SERVICE)
async def call_recipients(session: Reading, asked: CallAudience) -> CallRecipients:
    """Return a page of the applications of a call that still go on, by ascending id."""
    found = await applications.going_on(session, asked.call_id, asked.after, asked.limit)
    return CallRecipients(application_ids=found)


@router.post("/queries/ranking-recipients", **SERVICE)
async def ranking_recipients(session: Reading, asked: RankingAudience) -> CallRecipients:
    """Return a page of the applications that a published list tells of, by ascending id."""
    return CallRecipients(application_ids=await listings.concerned(session, asked))
