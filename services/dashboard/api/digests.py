"""What officials hear once a day, for our own letters."""

from fastapi import APIRouter, Request

from contracts.cases import ApplicationIds
from contracts.letters import DigestAudience, DigestFactsList, DigestReaders
from kit import clock
from kit.web import SERVICE
from services.dashboard.api.desk import Desk
from services.dashboard.queries.digests import digest_readers, digests


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the letter to officials."""
    router = APIRouter(prefix="/v1/queries")

    @router.post("/digests", summary="Riepiloghi del giorno", **SERVICE)
    async def post_digests(_: Request, asked: ApplicationIds) -> DigestFactsList:
        """Return what these officials hear today; the ids are those of their accounts."""
        async with desk.database.reading() as session:
            items = await digests(session, asked.application_ids, clock.today(), _house(desk))
        return DigestFactsList(items=items)

    @router.post("/digest-readers", summary="Chi riceve il riepilogo", **SERVICE)
    async def post_digest_readers(_: Request, page: DigestAudience) -> DigestReaders:
        """Return a page of the officials who have something to hear today."""
        async with desk.database.reading() as session:
            ids = await digest_readers(session, page, clock.today(), _house(desk))
        return DigestReaders(application_ids=ids)

    return router


def _house(desk: Desk) -> tuple[str, str]:
    return desk.settings.house_name, desk.settings.address
