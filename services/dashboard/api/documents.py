"""The papers of a case, handed on from their owner; identity papers bear a watermark."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from contracts.cases import ApplicationCard, DocumentCard
from kit import logs
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import OPERATORS, Visitor, callers, signed_in
from services.dashboard.queries.calls import is_identity, line_of, version_of
from services.dashboard.queries.peer import Ask

NO_PAPER = ("no-document", "Questo documento non è della pratica.", 404)
WATERMARK = ("watermark", "1")
# A browser shows nothing of it by itself, and runs nothing.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "no-store",
}


def routes(desk: Desk) -> APIRouter:
    """Return the route of the papers."""
    router = APIRouter(default_response_class=Response)
    operators = Depends(signed_in(desk, *OPERATORS))
    log = logs.logger("dashboard")

    @router.get(
        "/domande/{application_id}/documenti/{attachment_id}", openapi_extra=callers(*OPERATORS)
    )
    async def paper(
        application_id: UUID, attachment_id: UUID, visitor: Annotated[Visitor, operators]
    ) -> Response:
        who = f"staff:{visitor.signed.id}"
        card, document = await _known(desk, who, application_id, attachment_id)
        marked = (WATERMARK,) if _is_identity(desk, card, document) else ()
        ask = Ask(f"/v1/attachments/{attachment_id}", query=marked)
        found = await desk.applications.file(ask)
        log.info("paper-read", staff=str(visitor.signed.id), attachment=str(attachment_id))
        named = f"attachment; filename*=UTF-8''{quote(document.name, safe='')}"
        headers = {**HEADERS, "Content-Disposition": named}
        kind = found.headers.get("content-type", document.media_type)
        return Response(found.content, media_type=kind, headers=headers)

    return router


async def _known(
    desk: Desk, reader: str, application_id: UUID, attachment_id: UUID
) -> tuple[ApplicationCard, DocumentCard]:
    """Return the paper as its case names it; another case's paper is none.

    Refuses `declare-first` and `in-conflict` (403) for who may not read the case.
    """
    card = (await desk.cards.read([application_id], reader)).get(application_id)
    for document in card.documents if card else ():
        if card and document.attachment_id == attachment_id:
            return card, document
    raise Refusal(*NO_PAPER)


def _is_identity(desk: Desk, card: ApplicationCard, document: DocumentCard) -> bool:
    version = version_of(desk.calls, card.call_id, card.call_version)
    return is_identity(line_of(version, card.line), document.document)
