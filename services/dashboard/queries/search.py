"""Applications by the name or code of who applied: asked of their owner, written nowhere."""

from collections.abc import Sequence
from uuid import UUID

from contracts.cases import FoundApplications, SearchWords
from services.dashboard.queries.peer import Ask, Peer

MOST = 50
PATH = "/v1/queries/application-search"


async def found_applications(applications: Peer, words: str) -> Sequence[UUID]:
    """Return at most 50 applications whose applicant's name or code begins with the words."""
    asked = SearchWords(words=words)
    return (await applications.post(FoundApplications, Ask(PATH, asked))).items
