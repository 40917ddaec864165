"""The HTTP doors of network, room by room."""

from fastapi import APIRouter

from services.network.api import (
    adhesions,
    agreements,
    alliances,
    desks,
    employments,
    links,
    plans,
    roll,
    surveys,
)

router = APIRouter()
for room in (alliances, adhesions, employments, links, plans, agreements, desks, surveys, roll):
    router.include_router(room.router)
