"""What changes while a call is open, through the real processes: second thoughts and acts."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from capofila.house import ROOT
from tests.journeys.world import budget, letters_to
from tests.portal.world import GIULIA
from tests.world.live import LiveHouse, family, live_house, numbers
from tests.world.months import months_go_by
from tests.world.visitor import visiting

CALL = "ADM-2015"
ACT = {"act_number": "Determinazione n. 900", "act_on": "2015-11-02"}
CHECKS, SIGNS = "staff:0197c0de", "staff:0197c1de"
SECOND_VERSION = """
[act]
kind = "extension_with_supplement"
number = "Determinazione n. 900"
on = 2015-11-02
reason = "Poche domande dai comuni più piccoli."
supplement_until = 2015-12-31T12:00:00

[changes]
closes_at = 2015-12-31T12:00:00
"""


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    """A house with time of its own, and with one more version of the call in its files.

    A process looks for the programmes first where it was started.
    """
    here = tmp_path_factory.mktemp("changes")
    shutil.copytree(ROOT / "programmes", here / "programmes")
    calls = here / "programmes" / "adda-martesana" / "calls"
    (calls / f"{CALL}.2.toml").write_text(SECOND_VERSION)
    with pytest.MonkeyPatch.context() as process:
        process.chdir(here)
        async with live_house(here / "data") as house:
            yield house


async def later(house: LiveHouse, receipt: dict, what: str, body: dict) -> dict[str, Any]:
    """Send what an application may be followed by; return its receipt."""
    path = f"/v1/applications/{receipt['application_id']}/{what}"
    key = {"Idempotency-Key": f"{what}-{receipt['application_id']}"}
    answer = await house.post("applications", path, body, **key)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def take(house: LiveHouse, step: str, version: int, official: str, **more: str) -> None:
    body = {"step": step, "version": version, "official": official, **ACT, **more}
    key = {"Idempotency-Key": f"step-of-the-call-{step}-{version}"}
    answer = await house.post("applications", f"/v1/calls/{CALL}/steps", body, **key)
    assert answer.status_code == 201, answer.text


async def standing(house: LiveHouse, receipt: dict) -> dict[str, Any]:
    path = f"/v1/applications/{receipt['application_id']}/standing"
    url = house.stack.url("applications") + path
    return (await house.client.get(url, headers=house.service)).json()


async def test_an_amendment_is_judged_and_its_money_set_aside_anew(house: LiveHouse):
    before = await budget(house, CALL, "II")
    form = family(next(numbers), cost_cents=20_000)
    receipt = await house.apply(form)
    answers = {**form["answers"], "cost_cents": 60_000}
    amended = await later(house, receipt, "amendments", {"answers": answers})
    assert await house.settled() == []
    assert (amended["amount_cents"], amended["place"]) == (30_000, receipt["place"])
    after = await budget(house, CALL, "II")
    assert before["available_cents"] - after["available_cents"] == 30_000
    await house.decide(receipt, "granted", checked=2)
    assert await house.settled() == []
    card = await house.ask("vouchers", "voucher-cards", receipt)
    assert card["amount_cents"] == 30_000
    assert await letters_to(house, receipt, "le modifiche alla Sua domanda") == 1


async def test_who_withdraws_gives_the_money_back_to_the_next(house: LiveHouse):
    before = await budget(house, CALL, "II")
    receipt = await house.apply(family(next(numbers), cost_cents=40_000))
    await later(house, receipt, "withdrawals", {})
    assert await house.settled() == []
    assert await budget(house, CALL, "II") == before
    told = await standing(house, receipt)
    assert (told["state"], told["may_withdraw"], told["may_amend"]) == ("ritirata", False, False)
    assert len(told["receipts"]) == 2
    assert await letters_to(house, receipt, "registrato il ritiro") == 1


async def test_after_an_extension_who_had_applied_may_supplement(house: LiveHouse):
    form = family(next(numbers), cost_cents=20_000)
    receipt = await house.apply(form)
    await take(house, "check", 2, CHECKS)
    await take(house, "approve", 2, SIGNS)
    await take(house, "publish", 2, SIGNS)
    assert await house.settled() == []
    assert await letters_to(house, receipt, "È cambiato il bando") == 1
    told = await standing(house, receipt)
    assert (told["may_amend"], told["amend_until"]) == (True, "2015-12-31T11:00:00Z")
    answers = {**form["answers"], "cost_cents": 30_000}
    await later(house, receipt, "amendments", {"answers": answers})
    assert await house.settled() == []
    card = await house.ask("applications", "application-cards", receipt)
    assert (card["call_version"], card["revisions"][-1]["by"]) == (2, "supplement")


async def test_a_draft_is_saved_then_reminded_of_then_deleted(house: LiveHouse):
    async with visiting(house.stack.url("portal")) as visitor:
        await visitor.begin(f"{CALL}/II")
        there = f"/domanda/{visitor.draft}"
        await visitor.send(f"{there}/passo/chi", {**GIULIA, "azione": "continua"})
        assert await house.settled() == []
        # The call was extended to 31 December: three days before, and 30 after.
        care, receipt = f"draft/{visitor.draft}", {"application_id": visitor.draft}
        await months_go_by(house, care, timedelta(days=56))
        assert await house.settled() == []
        assert await letters_to(house, receipt, "non è ancora stata inviata", "portal") == 1
        await months_go_by(house, care, timedelta(days=34))
        assert await house.temporal.get_workflow_handle(care).result() == "end"
        assert await house.settled() == []
        assert (await visitor.open(there)).status_code == 404


async def test_a_revocation_stops_every_open_application_and_tells_it(house: LiveHouse):
    receipt = house.receipts[-1]
    await take(house, "revoke", 2, SIGNS, reason="Mancano i fondi della Regione.")
    assert await house.settled() == []
    told = await standing(house, receipt)
    assert told["state"] == "chiusa per revoca del bando"
    assert await letters_to(house, receipt, "è stato revocato") == 1
    late = family(next(numbers))
    answer = await house.post(
        "applications", "/v1/applications", late, **{"Idempotency-Key": "after-the-revocation"}
    )
    assert (answer.status_code, answer.json()["title"]) == (409, "call-revoked")
