"""The HTTP doors of vouchers, room by room."""

from fastapi import APIRouter

from services.vouchers.api import (
    acts,
    aid,
    budget,
    cards,
    funds,
    letters,
    papers,
    payments,
    providers,
    spending,
)

ROUTERS = tuple(
    room.router
    for room in (aid, spending, cards, letters, papers, acts, providers, budget, funds, payments)
)
router = APIRouter()
for each in ROUTERS:
    router.include_router(each)
