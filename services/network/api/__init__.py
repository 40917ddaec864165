"""The HTTP doors of network, room by room."""

from fastapi import APIRouter

from services.network.api import (
    adhesions,
    agreements,
    alliances,
    desks,
    employments,
    plans,
    surveys,
)

router = APIRouter()
for room in (alliances, adhesions, employments, plans, agreements, desks, surveys):
    router.include_router(room.router)
