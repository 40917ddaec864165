"""A provider of a running house, in the list where vouchers can be spent."""

from capofila.demo.provider import APPLICATION, HANDLE, accreditation
from tests.world.live import LiveHouse

OFFICIAL = "staff:0197f2c0-0000-7000-8000-000000000001"


async def listed_provider(house: LiveHouse) -> str:
    """Accredit the provider of the demonstration if nobody did; return its handle."""
    answer = await house.post("vouchers", "/v1/providers", APPLICATION)
    if answer.status_code == 201:
        path = f"/v1/providers/{answer.json()['provider_id']}/moves"
        for step in accreditation(OFFICIAL):
            await house.post("vouchers", path, step)
    return HANDLE
