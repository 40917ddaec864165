"""Where the money of a call is, for anybody."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from kit.web import PUBLIC
from services.vouchers.api.door import database_of
from services.vouchers.queries.budget import LineFigures, call_budget

router = APIRouter(prefix="/v1")


class CallBudget(BaseModel):
    """Where the money of a call is."""

    call_id: str
    lines: list[LineFigures]


@router.get("/calls/{call_id}/budget", **PUBLIC)
async def get_budget(request: Request, call_id: str) -> CallBudget:
    """Show anybody the five places of each line's money; refuses `call-unknown`."""
    async with database_of(request).reading() as session:
        return CallBudget(call_id=call_id, lines=await call_budget(session, call_id))
