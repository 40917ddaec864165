"""A provider of a running house, in the list where vouchers can be spent."""

from typing import Any

from capofila.demo.provider import APPLICATION, accreditation
from tests.world.live import LiveHouse

OFFICIAL = "staff:0197f2c0-0000-7000-8000-000000000001"


async def listed_provider(house: LiveHouse, **said: Any) -> str:
    """Accredit the provider of the demonstration, or another, if nobody did; return its handle."""
    application = {**APPLICATION, **said}
    handle: str = application["handle"]
    key = {"Idempotency-Key": f"world-{handle}"}
    answer = await house.post("vouchers", "/v1/providers", application, **key)
    if answer.status_code == 201:
        path = f"/v1/providers/{answer.json()['provider_id']}/moves"
        for step in accreditation(OFFICIAL):
            key = {"Idempotency-Key": f"world-{handle}-{step['move']}"}
            await house.post("vouchers", path, step, **key)
    return handle
