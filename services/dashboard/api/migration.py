"""One application judged by a later version of its call: first what would change, then the act."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.act_form import migration_request, typed_act
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import SESSION, Visitor, callers, own_form, signed_in
from services.dashboard.api.render import page
from services.dashboard.api.steps_view import NOTHING_TYPED, Typed
from services.dashboard.api.versions_view import act_words
from services.dashboard.queries.calls import version_of
from services.dashboard.queries.cases import case as read_case
from services.dashboard.queries.migration import migration_preview
from services.dashboard.rules.wording import VERDICTS, protocol
from services.dashboard.usecases.migration import migrate_application

ADDRESS = "/domande/{application_id}/versioni/{version}"


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the page that judges by another version, and of its form."""
    router = APIRouter(default_response_class=Response)
    manager = Depends(signed_in(desk, "manager"))

    @router.get(ADDRESS, openapi_extra=callers("manager"))
    async def preview(
        application_id: UUID, version: int, visitor: Annotated[Visitor, manager]
    ) -> Response:
        values = await _values(desk, application_id, version, NOTHING_TYPED)
        return page("migration.html", {**values, "staff": visitor})

    @router.post(ADDRESS, openapi_extra=callers("manager"), dependencies=[own_form(desk, SESSION)])
    async def migrate(
        application_id: UUID,
        version: int,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Typed, Depends(typed_act)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            request = migration_request(visitor, version, typed)
            await migrate_application(desk.applications, application_id, request, once)
        except Refusal as refusal:
            values = await _values(desk, application_id, version, typed.refused(refusal))
            return page("migration.html", {**values, "staff": visitor}, refusal.status)
        return RedirectResponse(f"/domande/{application_id}?esito=versione", 303)

    return router


async def _values(desk: Desk, application_id: UUID, version: int, typed: Typed) -> dict[str, Any]:
    async with desk.database.reading() as session:
        row = (await read_case(session, application_id)).row
    told = await migration_preview(desk.applications, application_id, version)
    definition = version_of(desk.calls, row.call_id, version)
    href = f"/domande/{application_id}"
    return {
        **desk.frame("domande"),
        "case": {"href": href, "number": protocol(row.register_number, row.register_year)},
        "preview": {
            "from": told.from_version,
            "to": told.to_version,
            "before": VERDICTS[told.before],
            "after": VERDICTS[told.after],
            "before_cents": told.before_cents,
            "after_cents": told.after_cents,
            "sentences": told.sentences,
            "act": act_words(definition.act) if definition else "",
        },
        "form": {"action": f"{href}/versioni/{version}", "typed": typed, "once": str(new_id())},
    }
