"""The HTTP door: service key, strict bodies, one answer per key."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from contracts.vouchers.issue import VoucherIssued
from kit.web import create_app
from services.vouchers.api import ROUTERS
from services.vouchers.settings import VouchersSettings
from tests.vouchers.world import CALL, CODES, Ledger

KEY = {"Authorization": "Bearer serve"}
ROUTES = [
    ("POST", "/v1/vouchers/redemptions"),
    ("POST", "/v1/queries/voucher-cards"),
]


@pytest.fixture
async def door(ledger: Ledger) -> AsyncIterator[httpx2.AsyncClient]:
    settings = VouchersSettings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key="serve",
        pseudonym_key="p", voucher_key="v",
    )  # fmt: skip
    app = create_app("vouchers", "Voucher")
    app.state.settings, app.state.database, app.state.codes = settings, ledger.database, CODES
    for router in ROUTERS:
        app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://v", headers=KEY) as client:
        yield client


@pytest.fixture
async def voucher(ledger: Ledger) -> VoucherIssued:
    await ledger.open(100_000)
    await ledger.accredit("nido")
    return await ledger.voucher(30_000)


async def spend(door: httpx2.AsyncClient, key: str, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = await door.post(
        "/v1/vouchers/redemptions", json=body, headers={"Idempotency-Key": key}
    )
    return answer.status_code, answer.json()


def asks(voucher: VoucherIssued, cents: int) -> dict[str, Any]:
    code = CODES.code(voucher.voucher_id)
    return {"code": code, "provider": "nido", "amount_cents": cents}


async def test_a_part_is_spent_once_under_its_key(
    door: httpx2.AsyncClient, ledger: Ledger, voucher: VoucherIssued
):
    first = await spend(door, "k1", **asks(voucher, 12_000))
    (made,) = await ledger.rows("select id from redemption")
    assert first == (
        201,
        {
            "voucher_id": str(voucher.voucher_id), "amount_cents": 12_000,
            "residual_cents": 18_000, "redemption_id": str(made.id),
        },
    )  # fmt: skip
    assert await spend(door, "k1", **asks(voucher, 12_000)) == first
    actors = await ledger.rows("select actor from transfer where code = 'redeem'")
    assert [row.actor for row in actors] == ["provider:nido"]


async def test_a_refusal_is_a_problem_and_the_same_one_again(
    door: httpx2.AsyncClient, voucher: VoucherIssued
):
    await spend(door, "k1", **asks(voucher, 12_000))
    answers = [await spend(door, "k2", **asks(voucher, 20_000)) for _ in range(2)]
    assert answers == [
        (
            409,
            {
                "type": "urn:capofila:problem:residual-too-small", "title": "residual-too-small",
                "status": 409,
                "detail": "Credito residuo 180,00 euro: non basta per 200,00 euro.",
            },
        )
    ] * 2  # fmt: skip


async def test_a_key_with_another_body_is_refused(door: httpx2.AsyncClient, voucher: VoucherIssued):
    await spend(door, "k1", **asks(voucher, 12_000))
    status, problem = await spend(door, "k1", **asks(voucher, 12_001))
    assert (status, problem["title"]) == (422, "command-reused")


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"amount_cents": 0}, "amount_cents", "greater_than"),
        ({"amount_cents": "100"}, "amount_cents", "int_type"),
        ({"amount_cents": 10**12}, "amount_cents", "less_than_equal"),
        ({"provider": "Nido Blu"}, "provider", "string_pattern_mismatch"),
        ({"holder": "x"}, "holder", "extra_forbidden"),
        ({"code": "0" * 61}, "code", "string_too_long"),
    ],
)
async def test_a_wrong_field_is_named(
    door: httpx2.AsyncClient, voucher: VoucherIssued, change: dict[str, Any], field: str, rule: str
):
    status, problem = await spend(door, "k1", **(asks(voucher, 1) | change))
    assert (status, problem["title"]) == (422, "invalid-request")
    assert [(each["field"], each["rule"]) for each in problem["errors"]] == [(field, rule)]


async def test_a_redemption_without_a_key_is_refused(
    door: httpx2.AsyncClient, voucher: VoucherIssued
):
    answer = await door.post("/v1/vouchers/redemptions", json=asks(voucher, 1))
    errors = [(each["field"], each["rule"]) for each in answer.json()["errors"]]
    assert (answer.status_code, errors) == (422, [("Idempotency-Key", "missing")])


async def test_a_mistyped_code_is_refused(door: httpx2.AsyncClient, voucher: VoucherIssued):
    status, problem = await spend(door, "k1", **asks(voucher, 1) | {"code": "7" * 24})
    assert (status, problem["title"]) == (422, "voucher-code")


async def test_cards_are_answered_in_one_query(door: httpx2.AsyncClient, voucher: VoucherIssued):
    ids = [str(voucher.application_id)]
    answer = await door.post("/v1/queries/voucher-cards", json={"application_ids": ids})
    (card,) = answer.json()["items"]
    assert card["code"] == CODES.code(voucher.voucher_id)
    assert (card["residual_cents"], card["state"]) == (30_000, "issued")


async def test_the_budget_of_a_call_adds_up(door: httpx2.AsyncClient, voucher: VoucherIssued):
    (line,) = (await door.get(f"/v1/calls/{CALL}/budget")).json()["lines"]
    places = (
        "available", "reserved", "committed", "issued", "held", "owed", "ordered", "paid",
        "recovering",
    )  # fmt: skip
    assert line["budget_cents"] == 100_000 == sum(line[f"{each}_cents"] for each in places)
    assert line["issued_cents"] == 30_000


async def test_anybody_may_read_where_the_money_of_a_call_is(
    door: httpx2.AsyncClient, voucher: VoucherIssued
):
    answer = await door.get(f"/v1/calls/{CALL}/budget", headers={"Authorization": ""})
    assert answer.status_code == 200
    assert set(answer.json()["lines"][0]) == {
        "line", "budget_cents", "available_cents", "reserved_cents", "committed_cents",
        "issued_cents", "held_cents", "owed_cents", "ordered_cents", "paid_cents",
        "recovering_cents", "redeemed_cents",
    }  # fmt: skip


async def test_a_call_that_is_not_there_has_no_budget(door: httpx2.AsyncClient):
    answer = await door.get("/v1/calls/NONE/budget")
    assert (answer.status_code, answer.json()["title"]) == (404, "call-unknown")


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_nobody_enters_without_the_service_key(
    door: httpx2.AsyncClient, method: str, path: str
):
    answer = await door.request(method, path, headers={"Authorization": "Bearer other"}, json={})
    assert (answer.status_code, answer.json()["title"]) == (401, "service-key")
