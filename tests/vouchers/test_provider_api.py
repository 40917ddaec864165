"""The door of providers: each comes in with its own key, and guesses no code."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from contracts.vouchers.issue import VoucherIssued
from kit.ids import new_id
from kit.web import create_app
from services.vouchers.api import ROUTERS
from services.vouchers.settings import VouchersSettings
from tests.vouchers.conftest import Time
from tests.vouchers.world import CODES
from tests.vouchers.world_vouchers import EXAMINER, NIDO, OFFICIAL, Shop

SERVICE = {"Authorization": "Bearer serve"}
STEP = {
    "act": "7/2026", "on": "2026-01-10", "reason": "Istruttoria conclusa.", "official": OFFICIAL,
}  # fmt: skip


@dataclass
class Counter:
    """A provider at its till."""

    door: httpx2.AsyncClient
    key: str

    async def asks(self, path: str, key: str, **body: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": key}
        answer = await self.door.post(f"/v1/provider/{path}", json=body, headers=headers)
        return answer.status_code, answer.json()

    async def takes(self, code: str, cents: int, key: str) -> tuple[int, dict[str, Any]]:
        return await self.asks("redemptions", key, code=code, amount_cents=cents, category=NIDO)


async def asked(
    door: httpx2.AsyncClient, path: str, body: dict[str, Any], key: str
) -> tuple[int, dict[str, Any]]:
    """What a service of the house is answered."""
    answer = await door.post(path, json=body, headers={**SERVICE, "Idempotency-Key": key})
    return answer.status_code, answer.json()


@pytest.fixture
async def door(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    settings = VouchersSettings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key="serve",
        pseudonym_key="p", voucher_key="v",
    )  # fmt: skip
    app = create_app("vouchers", "Voucher")
    app.state.settings, app.state.database, app.state.codes = settings, shop.database, CODES
    for router in ROUTERS:
        app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://v") as client:
        yield client


@pytest.fixture
async def eureka(shop: Shop, door: httpx2.AsyncClient) -> Counter:
    provider = await shop.listed()
    path = f"/v1/providers/{provider}/keys"
    return Counter(door, (await asked(door, path, {"official": OFFICIAL}, "key-1"))[1]["key"])


@pytest.fixture
async def voucher(shop: Shop) -> VoucherIssued:
    return await shop.given(30_000)


async def test_a_provider_spends_twice_under_one_key_and_once_too_much(
    eureka: Counter, voucher: VoucherIssued, shop: Shop
):
    """Scenario S3-6: 120.00 with k1 twice, then 200.00 with k2."""
    code = CODES.code(voucher.voucher_id)
    first = await eureka.takes(code, 12_000, "k1")
    assert first == await eureka.takes(code, 12_000, "k1")
    assert (first[0], first[1]["residual_cents"]) == (201, 18_000)
    status, problem = await eureka.takes(code, 20_000, "k2")
    assert (status, problem["title"]) == (409, "residual-too-small")
    assert problem["detail"] == "Credito residuo 180,00 euro: non basta per 200,00 euro."
    assert await shop.state_of(voucher.voucher_id) == ("partly_spent", 18_000)


async def test_a_sum_is_held_taken_and_undone(eureka: Counter, voucher: VoucherIssued):
    body = {"code": CODES.code(voucher.voucher_id), "amount_cents": 20_000, "category": NIDO}
    _, held = await eureka.asks("holds", "h1", **body)
    path = f"holds/{held['hold_id']}/captures"
    status, taken = await eureka.asks(path, "c1", amount_cents=12_000)
    assert (status, taken["residual_cents"]) == (201, 18_000)
    path = f"redemptions/{taken['redemption_id']}/reversals"
    status, undone = await eureka.asks(path, "u1", reason="Importo sbagliato.")
    assert (status, undone["residual_cents"]) == (201, 30_000)


async def test_each_request_about_a_hold_is_answered_once_under_its_key(
    eureka: Counter, voucher: VoucherIssued, shop: Shop
):
    body = {"code": CODES.code(voucher.voucher_id), "amount_cents": 20_000, "category": NIDO}
    held = [await eureka.asks("holds", "h1", **body) for _ in range(2)]
    assert held[0] == held[1]
    status, problem = await eureka.asks("holds", "h1", **{**body, "amount_cents": 1})
    assert (status, problem["title"]) == (422, "command-reused")
    path = f"holds/{held[0][1]['hold_id']}/captures"
    taken = [await eureka.asks(path, "c1", amount_cents=12_000) for _ in range(2)]
    assert taken[0] == taken[1]
    assert (await eureka.asks(path, "c1", amount_cents=1))[1]["title"] == "command-reused"
    assert await shop.state_of(voucher.voucher_id) == ("partly_spent", 18_000)


async def test_a_sum_is_held_and_let_go(eureka: Counter, voucher: VoucherIssued):
    body = {"code": CODES.code(voucher.voucher_id), "amount_cents": 20_000, "category": NIDO}
    _, held = await eureka.asks("holds", "h1", **body)
    status, released = await eureka.asks(f"holds/{held['hold_id']}/releases", "r1")
    assert (status, released["amount_cents"]) == (201, 20_000)


@pytest.mark.parametrize("key", ["", "serve", "cfp_" + "x" * 43, "cfp_short"])
async def test_nobody_spends_without_the_key_of_a_provider(door: httpx2.AsyncClient, key: str):
    assert await Counter(door, key).takes("x", 1, "k1") == (
        401,
        {
            "type": "urn:capofila:problem:provider-key", "title": "provider-key", "status": 401,
            "detail": "Serve la chiave di un fornitore.",
        },
    )  # fmt: skip


async def test_a_new_key_ends_the_one_before(
    eureka: Counter, door: httpx2.AsyncClient, voucher: VoucherIssued, shop: Shop
):
    (row,) = await shop.rows("select id from provider where handle = 'eureka'")
    path = f"/v1/providers/{row.id}/keys"
    await asked(door, path, {"official": OFFICIAL}, "key-2")
    assert (await eureka.takes(CODES.code(voucher.voucher_id), 1, "k1"))[0] == 401


async def test_a_key_is_nowhere_in_the_database(eureka: Counter, shop: Shop):
    for table in ("provider", "provider_act", "event_log", "inbox"):
        query = f"select count(*) from {table} t where t::text like :key"
        assert (await shop.rows(query, key=f"%{eureka.key}%"))[0][0] == 0


async def test_ten_wrong_codes_in_a_minute_lock_a_provider_for_the_rest_of_it(
    eureka: Counter, voucher: VoucherIssued, time: Time
):
    wrong = [await eureka.takes(CODES.code(new_id()), 1, f"w{each}") for each in range(10)]
    assert {status for status, _ in wrong} == {404}
    status, problem = await eureka.takes(CODES.code(voucher.voucher_id), 1, "good")
    assert (status, problem["title"]) == (429, "too-many-attempts")
    time.pass_days(1)
    assert (await eureka.takes(CODES.code(voucher.voucher_id), 1, "good"))[0] == 201


async def test_who_is_locked_is_told_for_how_long(eureka: Counter):
    for each in range(10):
        await eureka.takes(CODES.code(new_id()), 1, f"w{each}")
    headers = {"Authorization": f"Bearer {eureka.key}", "Idempotency-Key": "k"}
    body = {"code": CODES.code(new_id()), "amount_cents": 1, "category": NIDO}
    answer = await eureka.door.post("/v1/provider/holds", json=body, headers=headers)
    seconds = answer.headers["Retry-After"]
    assert 1 <= int(seconds) <= 60
    assert answer.json()["detail"] == f"Troppi codici sbagliati: riprovi fra {seconds} secondi."


async def test_a_mistyped_code_locks_nobody(eureka: Counter, voucher: VoucherIssued):
    for each in range(12):
        status, problem = await eureka.takes("7" * 24, 1, f"w{each}")
        assert (status, problem["title"]) == (422, "voucher-code")
    assert (await eureka.takes(CODES.code(voucher.voucher_id), 1, "good"))[0] == 201


async def test_a_provider_applies_is_examined_and_listed_through_the_door(
    door: httpx2.AsyncClient,
):
    girasole = {
        "handle": "girasole", "name": "Nido Il Girasole", "nature": "private",
        "municipality": "015070", "contact_email": "girasole@posta.example",
        "categories": [NIDO], "municipalities": ["015070"], "capacity": 12,
    }  # fmt: skip
    made = [await asked(door, "/v1/providers", girasole, "k1") for _ in range(2)]
    assert made[0] == made[1]
    path = f"/v1/providers/{made[0][1]['provider_id']}/moves"
    examine = {"move": "examine", "official": EXAMINER}
    for move in (examine, {"move": "accredit", "valid_from_on": "2026-01-01"}):
        steps = [await asked(door, path, {**STEP, **move}, move["move"]) for _ in range(2)]
        assert steps[0] == steps[1]
        assert steps[0][0] == 200
    listed = (await door.get("/v1/providers")).json()["items"]
    assert [each["name"] for each in listed if each["handle"] == "girasole"] == ["Nido Il Girasole"]


async def test_an_official_replaces_a_voucher_and_its_holder_divides_it(
    door: httpx2.AsyncClient, voucher: VoucherIssued
):
    headers = {**SERVICE, "Idempotency-Key": "k1"}
    step = {"move": "replace", "act": "7/2026", "reason": "Smarrito.", "official": OFFICIAL}
    path = f"/v1/vouchers/{voucher.voucher_id}/moves"
    moved = [(await door.post(path, json=step, headers=headers)).json() for _ in range(2)]
    assert moved[0] == moved[1]
    assert moved[0]["state"] == "replaced"
    path = f"/v1/vouchers/{moved[0]['replaced_by']}/parts"
    made = [
        (await door.post(path, json={"amount_cents": 5_000}, headers=headers)).json()
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert made[0]["amount_cents"] == 5_000


async def test_a_key_that_is_asked_for_again_is_the_same_and_another_request_gets_another(
    shop: Shop, door: httpx2.AsyncClient
):
    path, body = f"/v1/providers/{await shop.listed()}/keys", {"official": OFFICIAL}
    first = await asked(door, path, body, "k1")
    assert await asked(door, path, body, "k1") == first
    assert await asked(door, path, body, "k2") != first
    status, problem = await asked(door, path, {"official": EXAMINER}, "k1")
    assert (status, problem["title"]) == (422, "command-reused")


async def test_a_voucher_is_activated_once_under_a_key(door: httpx2.AsyncClient, shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    path = f"/v1/vouchers/{voucher}/activations"
    answers = [await asked(door, path, {}, "k1") for _ in range(2)]
    assert answers[0] == answers[1] == (201, answers[0][1])
    assert answers[0][1]["state"] == "active"


async def test_who_names_no_key_moves_nothing(door: httpx2.AsyncClient, shop: Shop):
    provider = await shop.apply()
    for path in ("", f"/{provider}/moves", f"/{provider}/keys"):
        answer = await door.post(f"/v1/providers{path}", json={}, headers=SERVICE)
        assert "Idempotency-Key" in answer.text
    (row,) = await shop.rows("select state from provider where handle = 'eureka'")
    assert row.state == "applied"
