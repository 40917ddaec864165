"""The list of applications: its address says everything that it shows."""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import RedirectResponse, Response

from kit import clock
from services.dashboard.api.board_view import Counted, list_values
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import EVERYBODY, OPERATORS, Visitor, callers, signed_in
from services.dashboard.api.render import page
from services.dashboard.queries import listing
from services.dashboard.queries.calls import applications_by_call
from services.dashboard.queries.cards import listed_cards
from services.dashboard.queries.listing import Filters, Order
from services.dashboard.rules.wording import STATES


@dataclass(frozen=True)
class Asked:
    """What stands after the question mark."""

    stato: str = ""
    bando: str = ""
    ordine: Order = "recenti"
    protocollo: Annotated[str, Query(max_length=20)] = ""
    dopo: Annotated[str, Query(max_length=300)] = ""

    def address(self, path: str = "/domande", **changed: str) -> str:
        """Write the address of this view, or of the one next to it."""
        now = {"stato": self.stato, "bando": self.bando, "protocollo": self.protocollo.strip()}
        later = {"ordine": "" if self.ordine == "recenti" else self.ordine, "dopo": self.dopo}
        kept = {name: value for name, value in {**now, **later, **changed}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    def filters(self) -> Filters:
        """Read the filters; a state or number that cannot be is as good as none found."""
        year, _, number = self.protocollo.strip().rpartition("/")
        state = self.stato if self.stato in STATES else ""
        filters = Filters(state=state, call_id=self.bando, order=self.ordine)
        number, _, year = self.protocollo.strip().partition("/")
        if not number:
            return filters
        return replace(filters, number=_whole(number) or -1, year=_whole(year))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the list."""
    router = APIRouter(default_response_class=Response)
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/", openapi_extra=callers(*EVERYBODY), dependencies=[everybody])
    async def home() -> Response:
        return RedirectResponse("/domande", 303)

    @router.get("/domande", openapi_extra=callers(*EVERYBODY))
    async def applications(
        asked: Annotated[Asked, Depends()], visitor: Annotated[Visitor, everybody]
    ) -> Response:
        values = await _values(desk, visitor, asked)
        enter = "/domande/nuova" if visitor.signed.role in OPERATORS else ""
        head = {**desk.frame("domande"), "staff": visitor, "enter_href": enter}
        return page("applications.html", {**head, **values})

    @router.get("/domande/righe", openapi_extra=callers(*EVERYBODY))
    async def rows(
        asked: Annotated[Asked, Depends()], visitor: Annotated[Visitor, everybody]
    ) -> Response:
        return page("applications_rows.html", await _values(desk, visitor, asked))

    return router


async def _values(desk: Desk, visitor: Visitor, asked: Asked) -> dict[str, Any]:
    filters = asked.filters()
    if asked.dopo:
        filters = listing.read(desk.key, filters, asked.dopo)
    async with desk.database.reading() as session:
        found = await listing.page(session, filters)
        counts = await listing.counts(session, filters.call_id)
        overdue = await listing.overdue(session, clock.today())
        by_call = await applications_by_call(session)
    cards = await listed_cards(
        desk.cards, [row.id for row in found.rows], f"staff:{visitor.signed.id}"
    )
    following = listing.written(desk.key, found.next) if found.next else ""
    counted = Counted(found.rows, cards, counts, overdue, by_call)
    return {
        **list_values(desk.calls, counted, asked.address),
        "state": filters.state, "call": asked.bando, "order": asked.ordine,
        "number": asked.protocollo,
        "without_number_href": asked.address(protocollo="", dopo=""),
        "first_href": asked.address(dopo="") if asked.dopo else "",
        "next_href": asked.address(dopo=following) if following else "",
    }  # fmt: skip
