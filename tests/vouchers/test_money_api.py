"""The HTTP doors of money: an act asked again is the same act, and only services may ask."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from kit import clock
from kit.web import create_app
from services.vouchers.api import ROUTERS
from services.vouchers.settings import VouchersSettings
from tests.vouchers.world_money import ACCOUNTANT, BODY, CONTROLLER, CUP, IBAN, RUP, Treasury

KEY = {"Authorization": "Bearer serve"}
TODAY = clock.today().isoformat()
ACT = {"number": "210/2026", "on": TODAY}


@pytest.fixture
async def door(treasury: Treasury) -> AsyncIterator[httpx2.AsyncClient]:
    settings = VouchersSettings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key="serve",
        pseudonym_key="p", voucher_key="v",
    )  # fmt: skip
    app = create_app("vouchers", "Voucher")
    app.state.settings, app.state.database = settings, treasury.database
    for router in ROUTERS:
        app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://v", headers=KEY) as client:
        yield client


async def post(
    door: httpx2.AsyncClient, path: str, body: dict[str, Any], key: str = "key-0001"
) -> tuple[int, dict[str, Any]]:
    answer = await door.post(path, json=body, headers={"Idempotency-Key": key})
    return answer.status_code, answer.json()


async def test_an_act_asked_again_moves_money_once(door: httpx2.AsyncClient, treasury: Treasury):
    await treasury.publish({"A": 100, "B": 300})
    body = {"from_line": "B", "to_line": "A", "amount_cents": 200, "act": ACT,
            "reason": "Economie", "official": RUP}  # fmt: skip
    path = f"/v1/calls/{treasury.call}/fund-moves"
    first = await post(door, path, body)
    assert first[0] == 201
    assert await post(door, path, body) == first
    status, problem = await post(door, path, body | {"amount_cents": 1})
    assert (status, problem["title"]) == (422, "command-reused")
    assert (await treasury.lines())["A"].available_cents == 300


async def test_a_refusal_of_an_act_is_a_problem(door: httpx2.AsyncClient, treasury: Treasury):
    await treasury.publish({"A": 100, "B": 300})
    body = {"from_line": "B", "to_line": "A", "amount_cents": 301, "act": ACT,
            "reason": "Economie", "official": RUP}  # fmt: skip
    status, problem = await post(door, f"/v1/calls/{treasury.call}/fund-moves", body)
    assert (status, problem["title"]) == (409, "not-available")
    assert problem["detail"] == "Nella sezione B sono disponibili 3,00 euro."


async def test_an_award_goes_from_its_report_to_the_bank_and_back(
    door: httpx2.AsyncClient, treasury: Treasury
):
    await treasury.open(500_000)
    application = str((await treasury.signed(90_000)).application_id)
    line = {"supplier": "99000010159", "invoice": "1", "invoiced_on": TODAY, "paid_on": TODAY,
            "paid_by": "transfer", "amount_cents": 90_000}  # fmt: skip
    filed = await post(door, "/v1/reports", {"application_id": application, "expenses": [line]})
    path = f"/v1/reports/{filed[1]['report_id']}"
    judged = {"admitted": [{"position": 1, "admitted_cents": 90_000}], "official": "staff:0b"}
    assert (await post(door, f"{path}/examinations", judged))[0] == 201
    assert (await door.get(path)).json()["state"] == "examined"
    closing = {"kind": "balance", "application_id": application, "amount_cents": 90_000,
               "report_id": filed[1]["report_id"], "act": ACT, "official": RUP}  # fmt: skip
    assert (await post(door, "/v1/liquidations", closing))[0] == 201
    asked = {"call_id": treasury.call, "cup": CUP, "act": ACT, "execute_on": TODAY,
             "official": ACCOUNTANT}  # fmt: skip
    batch = (await post(door, "/v1/payment-batches", asked))[1]["batch_id"]
    await pay(door, treasury, f"/v1/payment-batches/{batch}")
    assert (await treasury.figures()).paid_cents == 90_000
    assert await treasury.faults() == []


async def pay(door: httpx2.AsyncClient, treasury: Treasury, batch: str) -> None:
    """The file goes to the bank, and the bank says twice that it paid."""
    confirmed = await post(door, f"{batch}/confirmations", {"official": CONTROLLER})
    assert confirmed == await post(door, f"{batch}/confirmations", {"official": CONTROLLER})
    payees = (await door.get(f"{batch}/payees")).json()["payees"]
    accounts = [{"payee": each, "holder": "Rossi", "iban": IBAN} for each in payees]
    made = {"debtor": BODY.model_dump(), "accounts": accounts, "official": ACCOUNTANT}
    answer = await door.post(f"{batch}/files", json=made)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert (await post(door, f"{batch}/sendings", {}))[0] == 201
    (order,) = await treasury.rows("select id from payment_order")
    said = f"ordine;esito;data;motivo\n{order.id};pagato;{TODAY};\n".encode()
    taken = [(await door.post(f"{batch}/outcomes", content=said)).json() for _ in range(2)]
    assert taken[1] == {**taken[0], "again": True}
    (row,) = taken[0]["rows"]
    assert (taken[0]["news"], row["did"]) == (1, "paid")
    known = (await door.post(f"{batch}/outcomes", content=said + b"\n")).json()
    assert (known["news"], known["rows"][0]["did"]) == (0, "known")
    card = (await door.get(batch)).json()
    assert (card["state"], len(card["files"])) == ("settled", 2)


async def test_a_project_code_is_checked_at_the_door(door: httpx2.AsyncClient):
    asked = {"call_id": "SYN-2026", "cup": "X", "act": ACT, "execute_on": TODAY,
             "official": ACCOUNTANT}  # fmt: skip
    status, problem = await post(door, "/v1/payment-batches", asked)
    assert (status, problem["errors"][0]["field"]) == (422, "cup")


async def test_nobody_moves_money_without_the_service_key(door: httpx2.AsyncClient):
    for path in ("/v1/calls/SYN-2026/fund-moves", "/v1/payment-batches", "/v1/recoveries"):
        answer = await door.post(path, json={}, headers={"Authorization": "Bearer other"})
        assert (answer.status_code, answer.json()["title"]) == (401, "service-key")


async def again(
    door: httpx2.AsyncClient, path: str, body: dict[str, Any], other: dict[str, Any]
) -> dict[str, Any]:
    """What is answered twice under one key, which no other body may use."""
    first = await post(door, path, body, key=f"key-{path}")
    assert first[0] == 201
    assert await post(door, path, body, key=f"key-{path}") == first
    status, problem = await post(door, path, body | other, key=f"key-{path}")
    assert (status, problem["title"]) == (422, "command-reused")
    return first[1]


async def test_each_act_of_a_report_is_taken_once_under_its_key(
    door: httpx2.AsyncClient, treasury: Treasury
):
    await treasury.open(500_000)
    application = str((await treasury.signed(90_000)).application_id)
    line = {"supplier": "99000010159", "invoice": "1", "invoiced_on": TODAY, "paid_on": TODAY,
            "paid_by": "transfer", "amount_cents": 90_000}  # fmt: skip
    filing = {"application_id": application, "expenses": [line]}
    first = (await again(door, "/v1/reports", filing, {"expenses": [line, line]}))["report_id"]
    back = {"reason": "Manca una pagina", "official": RUP, "days": 15}
    await again(door, f"/v1/reports/{first}/returns", back, {"days": 20})
    report = (await post(door, "/v1/reports", filing, key="second"))[1]["report_id"]
    judged = {"admitted": [{"position": 1, "admitted_cents": 90_000}], "official": "staff:0b"}
    await again(door, f"/v1/reports/{report}/examinations", judged, {"official": RUP})
    closing = {"kind": "balance", "application_id": application, "amount_cents": 90_000,
               "report_id": report, "act": ACT, "official": RUP}  # fmt: skip
    await again(door, "/v1/liquidations", closing, {"amount_cents": 1})
    counted = "select (select count(*) from report) + (select count(*) from liquidation) as rows"
    assert (await treasury.rows(counted))[0].rows == 3


async def test_each_act_of_a_recovery_is_taken_once_under_its_key(
    door: httpx2.AsyncClient, treasury: Treasury
):
    await treasury.open(500_000)
    application = str(await treasury.paid(90_000))
    demand = {"application_id": application, "reason": "Spesa non dimostrata", "act": ACT,
              "official": RUP, "parts": [{"due_on": TODAY, "amount_cents": 50_000}]}  # fmt: skip
    found = await again(door, "/v1/recoveries", demand, {"reason": "Altro"})
    path = f"/v1/recoveries/{found['recovery_id']}"
    money = {"amount_cents": 20_000, "received_on": TODAY, "reference": "Quietanza 1",
             "official": ACCOUNTANT}  # fmt: skip
    await again(door, f"{path}/receipts", money, {"amount_cents": 1})
    waiver = {"reason": "Antieconomico", "act": ACT, "official": RUP}
    await again(door, f"{path}/waivers", waiver, {"reason": "Altro"})
    assert len(await treasury.rows("select id from recovery_receipt")) == 1
    assert await treasury.faults() == []
