"""The stand-in of the registries: it answers as an adapter does, and forgets nothing."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from capofila.servers import registries
from capofila.servers.process import Place
from capofila.servers.registries.register import Register
from capofila.servers.registries.web import app
from capofila.settings import ServerSettings
from capofila.supervisor import Stack

DELTA = "99000040156"
AID = {"key": "a-1", "vat_number": DELTA, "cents": 150_000, "on": "2026-03-01", "cup": "C"}


@pytest.fixture
async def door() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app(Register()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def registered(door: httpx2.AsyncClient, **changes: Any) -> str:
    return (await door.post("/aiuti", json=AID | changes)).json()["cor"]


async def test_an_aid_has_one_code_under_its_key_and_is_in_the_extract(door: httpx2.AsyncClient):
    cor = await registered(door)
    assert (cor, await registered(door)) == ("PROVA-1000001", cor)
    assert await registered(door, key="a-2") != cor
    found = (await door.get(f"/aiuti/{DELTA}")).json()["aids"]
    assert [each["cents"] for each in found] == [150_000, 150_000]


async def test_an_act_is_taken_for_a_code_that_was_given(door: httpx2.AsyncClient):
    act = {"act": "7/2026", "on": "2026-03-02"}
    cor = await registered(door)
    assert (await door.post(f"/aiuti/{cor}/atto", json=act)).json() == {"cor": cor}
    assert (await door.post("/aiuti/PROVA-1/atto", json=act)).status_code == 404
    assert (await door.post(f"/aiuti/{cor}/atto", json={})).status_code == 422


async def test_a_rehearsal_tells_what_happened_elsewhere(door: httpx2.AsyncClient):
    aid = {"vat_number": DELTA, "on": "2024-05-10", "cents": 15_000_000}
    assert (await door.post("/prova/aiuti", json=aid)).status_code == 204
    (found,) = (await door.get(f"/aiuti/{DELTA}")).json()["aids"]
    assert (found["on"], found["cents"]) == ("2024-05-10", 15_000_000)
    for regular in (False, True):
        await door.post("/prova/durc", json={"vat_number": DELTA, "regular": regular})
        assert (await door.get(f"/durc/{DELTA}")).json()["regular"] is regular


async def test_a_killed_stand_in_comes_back_with_what_it_was_told(stack: Stack):
    url = stack.environment("vouchers")["CAPOFILA_REGISTRIES_URL"]
    async with httpx2.AsyncClient(base_url=url) as door:
        cor = await registered(door)
        await door.post(f"/aiuti/{cor}/atto", json={"act": "7/2026", "on": "2026-03-02"})
        await door.post("/prova/durc", json={"vat_number": DELTA, "regular": False})
        await stack.kill("registries")
        await stack.answering("registries")
        assert await registered(door) == cor
        assert (await door.get(f"/durc/{DELTA}")).json()["regular"] is False


async def test_a_body_with_access_names_its_own_adapter_and_starts_without_it(tmp_path: Path):
    settings = ServerSettings(registries_url="https://adapter.example")
    served = registries.serve(Place(tmp_path, "x", {}, settings))
    assert served.addresses == {"registries_url": "https://adapter.example"}
    assert served.process is None
    await served.ready()
