"""The door of the what-if: a version is tried on every application, and nothing is written."""

from fastapi import APIRouter

from contracts.publishing import WhatIf, WhatIfRequest
from kit.web import SERVICE
from services.applications.api.door import Reading
from services.applications.usecases import what_if

router = APIRouter(prefix="/v1")


@router.post("/what-ifs", **SERVICE)
async def try_version(session: Reading, asked: WhatIfRequest) -> WhatIf:
    """Tell who would move, and how much money, if a version of a call were published."""
    return await what_if.what_if(session, asked)
