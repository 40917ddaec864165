"""The live stream of a page."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import EVERYBODY, Guard, Visitor, callers, signed_in
from services.dashboard.api.live import follow


def routes(desk: Desk) -> APIRouter:
    """Return the route of the stream; it ends with the session that opened it."""
    router = APIRouter(default_response_class=Response)
    guard = signed_in(desk, *EVERYBODY)

    @router.get("/domande/eventi", openapi_extra=callers(*EVERYBODY))
    async def events(
        request: Request,
        visitor: Annotated[Visitor, Depends(guard)],
        pratica: UUID | None = None,
        bando: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        desk.live.check_room(visitor.signed.id)
        words = _words(desk, visitor, str(pratica) if pratica else bando)
        return StreamingResponse(_while_signed(guard, request, words), media_type=MEDIA_TYPE)

    return router


MEDIA_TYPE = "text/event-stream"


async def _words(desk: Desk, visitor: Visitor, wanted: str) -> AsyncIterator[bytes]:
    with desk.live.listening(visitor.signed.id) as queue:
        async for word in follow(queue, wanted):
            yield word


async def _while_signed(
    guard: Guard, request: Request, words: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    async for word in words:
        yield word
        try:
            await guard(request)
        except Refusal:
            return
