"""Calls are published from the command line, and by rehearsals, on a running house."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from capofila.call_steps import Applications, StepRefused, publish_calls
from capofila.preparation import prepare
from capofila.supervisor import Stack
from kit import clock
from tests.capofila.conftest import scratch
from tests.world.live import WINDOW

CALLS = ("ADM-2015", "ATSMI-CC-2016")
FIRST, SECOND = "staff:0197aaaa", "staff:0197bbbb"
ACT = ("--act", "Determinazione 801", "2015-09-28")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with scratch() as folder:
        yield folder


@pytest.fixture(scope="module")
async def house(folder: Path) -> AsyncIterator[Stack]:
    """The applications process of a house whose families' call is open."""
    async with Stack(folder, in_memory_temporal=True) as stack:
        await prepare(stack)
        clock.move(stack.data / "clock", WINDOW - clock.real_now())
        await stack.start_house(["applications"])
        yield stack


def capofila(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "capofila.cli", "call", *words, "--data", str(data))
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **settings}
    )


async def publish(house: Stack, *call_ids: str, officials: tuple[str, str] = (FIRST, SECOND)):
    key = house.secrets["CAPOFILA_SERVICE_KEY"]
    await publish_calls(house.url("applications"), key, call_ids, officials)


async def card(house: Stack, call_id: str) -> dict[str, Any]:
    async with httpx2.AsyncClient() as client:
        key = house.secrets["CAPOFILA_SERVICE_KEY"]
        return await Applications(client, house.url("applications"), key).card(call_id)


async def test_calls_are_published_once_however_often_it_is_asked(house: Stack):
    for _ in range(2):
        await publish(house, *CALLS)
    for call_id in CALLS:
        taken = (await card(house, call_id))["taken"]
        steps = [(each["step"], each["official"], each["act_on"]) for each in taken]
        assert steps == [
            ("check", FIRST, None), ("approve", SECOND, "2015-11-03"),
            ("publish", SECOND, "2015-11-03"),
        ]  # fmt: skip


async def test_a_publication_that_was_interrupted_goes_on(house: Stack):
    assert capofila(house.data, "examine", "RL-FPA", "--official", FIRST).returncode == 0
    with pytest.raises(StepRefused, match="Al bando manca qualcosa per essere pubblicato"):
        await publish(house, "RL-FPA")
    taken = [each["step"] for each in (await card(house, "RL-FPA"))["taken"]]
    assert taken == ["check", "approve"]


async def test_one_official_alone_publishes_nothing(house: Stack):
    with pytest.raises(StepRefused, match="Chi approva non può essere chi ha controllato"):
        await publish(house, "LC-2017", officials=(FIRST, FIRST))


async def test_a_call_that_is_in_no_file_is_a_sentence(house: Stack):
    with pytest.raises(StepRefused, match="NESSUNO-1: nessun file descrive questo bando"):
        await publish(house, "NESSUNO-1")


async def test_an_official_takes_every_step_from_the_terminal(house: Stack):
    signed = ("--official", SECOND, *ACT)
    said = [
        capofila(house.data, "examine", "LC-2019", "--official", FIRST),
        capofila(house.data, "approve", "LC-2019", *signed),
        capofila(house.data, "publish", "LC-2019", *signed),
    ]
    assert [each.returncode for each in said] == [0, 0, 1]
    assert said[0].stdout == "LC-2019, versione 1: controllo.\n"
    assert "Al bando manca qualcosa per essere pubblicato." in said[2].stderr
    assert "il CUP" in said[2].stderr


async def test_an_act_suspends_a_call_and_another_resumes_it(house: Stack):
    await publish(house, "ADM-2015")
    signed = ("--official", SECOND, *ACT, "--reason", "Ricorso pendente.")
    suspended = capofila(house.data, "suspend", "ADM-2015", *signed)
    assert suspended.stdout == "ADM-2015, versione 1: sospensione.\n", suspended.stderr
    shown = capofila(house.data, "steps", "ADM-2015").stdout
    assert "(suspended), 0 domande" in shown
    assert f"sospensione, {SECOND}, atto Determinazione 801 del 2015-09-28" in shown
    assert "si può: ripresa della versione 1" in shown
    assert capofila(house.data, "resume", "ADM-2015", *signed).returncode == 0


async def test_a_house_of_somebody_else_is_reached_by_the_settings(house: Stack, tmp_path: Path):
    settings = {
        "CAPOFILA_APPLICATIONS_URL": house.url("applications"),
        "CAPOFILA_SERVICE_KEY": house.secrets["CAPOFILA_SERVICE_KEY"],
    }
    assert "ADM-2015" in capofila(tmp_path, "steps", "ADM-2015", **settings).stdout
    wrong = capofila(tmp_path, "steps", "ADM-2015", **(settings | {"CAPOFILA_SERVICE_KEY": "x"}))
    assert wrong.stderr == "/v1/queries/call-cards: Serve la chiave di servizio.\n"


def test_a_house_that_does_not_run_is_a_sentence(tmp_path: Path):
    answer = capofila(tmp_path, "steps", "ADM-2015")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == f"Capofila is not running on {tmp_path}.\n"
