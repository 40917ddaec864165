"""The HTTP doors of aid: what an official reads, and what an official does with an order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from kit import clock
from kit.ids import new_id
from kit.web import create_app
from services.vouchers.api import ROUTERS
from services.vouchers.queries.registries import Registries
from services.vouchers.settings import VouchersSettings
from tests.vouchers.conftest import Time
from tests.vouchers.world_aid import DELTA, Gate, unreachable
from tests.vouchers.world_money import ACCOUNTANT, CUP, RUP

KEY = {"Authorization": "Bearer serve"}


@pytest.fixture
async def door(gate: Gate) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(gate, gate.registries) as client:
        yield client


@asynccontextmanager
async def opened(gate: Gate, registries: Registries | None) -> AsyncIterator[httpx2.AsyncClient]:
    """The door of a process that asks these registries, or was told of none."""
    settings = VouchersSettings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key="serve",
        pseudonym_key="p", voucher_key="v",
    )  # fmt: skip
    app = create_app("vouchers", "Voucher")
    app.state.settings, app.state.database = settings, gate.treasury.database
    app.state.registries = registries
    for router in ROUTERS:
        app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://v", headers=KEY) as client:
        yield client


def order(gate: Gate) -> dict[str, Any]:
    today = clock.today().isoformat()
    return {
        "call_id": gate.treasury.call, "payees": [], "cup": CUP, "official": ACCOUNTANT,
        "act": {"number": "33/2026", "on": today}, "execute_on": today,
    }  # fmt: skip


async def post(door: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    answer = await door.post(path, json=body, headers={"Idempotency-Key": "key-0001"})
    return answer.status_code, answer.json()


async def test_an_official_reads_the_aid_of_an_application(door: httpx2.AsyncClient, gate: Gate):
    application = await gate.applies(100_000)
    registered = await gate.enter(application)
    card = (await door.get(f"/v1/applications/{application}/aid")).json()
    assert (card["cor"], card["confirm_by_on"]) == (registered.cor, "2026-03-21")
    assert card["checks"][0]["ceiling_cents"] == 30_000_000
    unknown = await door.get(f"/v1/applications/{new_id()}/aid")
    assert (unknown.status_code, unknown.json()["title"]) == (404, "application-unknown")


async def test_an_official_reads_which_acts_the_register_must_still_know(
    door: httpx2.AsyncClient, gate: Gate, time: Time
):
    application = await gate.owed(100_000)
    time.pass_days(15)
    (waiting,) = (await door.get("/v1/unconfirmed-aids")).json()["items"]
    assert (waiting["application_id"], waiting["late"]) == (str(application), False)
    assert waiting["sentence"].endswith("scade tra 5 giorni.")


async def test_an_order_says_who_stays_out_and_why(
    door: httpx2.AsyncClient, gate: Gate, time: Time
):
    application = await gate.owed(100_000)
    time.pass_days(121)
    gate.register.irregular = {DELTA}
    status, problem = await post(door, "/v1/payment-batches", order(gate))
    assert (status, problem["title"]) == (409, "contributions-irregular")
    body = {
        "creditor": "inail", "amount_cents": 30_000, "official": RUP,
        "act": {"number": "51/2026", "on": clock.today().isoformat()},
    }  # fmt: skip
    path = f"/v1/applications/{application}/contribution-substitutions"
    first = await post(door, path, body)
    assert first[0] == 201
    assert await post(door, path, body) == first
    status, ordered = await post(door, "/v1/payment-batches", order(gate))
    assert (status, ordered["orders"], ordered["left_out"]) == (201, 2, [])


async def test_where_no_registry_was_told_a_firm_is_not_paid_on_a_guess(gate: Gate, time: Time):
    await gate.owed(100_000)
    time.pass_days(121)
    async with opened(gate, None) as door:
        status, problem = await post(door, "/v1/payment-batches", order(gate))
    assert (status, problem["title"]) == (409, "no-registries")
    async with opened(gate, unreachable()) as door:
        status, problem = await post(door, "/v1/payment-batches", order(gate))
    assert (status, problem["title"]) == (503, "registry-unreachable")
