"""The paper of a voucher, for our own pages and letters."""

from fastapi import APIRouter, Request, Response

from contracts.purchases import PaperForm
from kit import clock
from kit.web import SERVICE
from services.vouchers.api.door import codes_of, database_of
from services.vouchers.queries.papers import rendered, voucher_sheet

router = APIRouter(prefix="/v1")


@router.post("/queries/voucher-papers", response_class=Response, **SERVICE)
async def post_voucher_paper(request: Request, form: PaperForm) -> Response:
    """Make the PDF of a voucher, kept nowhere; refuses `voucher-unknown`, `voucher-state`."""
    async with database_of(request).reading() as session:
        sheet = await voucher_sheet(session, form, codes_of(request))
    return Response(rendered(sheet, clock.today()), media_type="application/pdf")
