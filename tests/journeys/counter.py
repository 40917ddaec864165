"""What people do at the counter of 2026: whoever is in the stories of the alliance, and verbs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import UUID

import pytest

from capofila.demo.people import Firm, Person, iban
from capofila.house import ROOT
from contracts.applications.procedure import GiveNotice, RequestIntegration
from kit.days import ROME
from kit.ids import new_id
from kit.refusal import Refusal
from tests.world.live import OFFICIAL, LiveHouse, live_house

CALL, SECTIONS, CARE, WORK = "SYN-2026", "SYN-SEZIONI-2026", "SYN-CURA-2026", "SYN-CE-2026"
CERNUSCO = "015070"
FIRMS = {"ALFA": 1, "BETA": 2, "GAMMA": 3, "DELTA": 4, "EPSILON": 5}
BOX = {
    "article": "Articolo 5: monitoraggio",
    "missing": "La casella dell'impegno sul monitoraggio.",
    "requirement": "monitoring",
}


@asynccontextmanager
async def counter(
    here: Path, process: pytest.MonkeyPatch, at: str, calls: Sequence[str]
) -> AsyncIterator[LiveHouse]:
    """A house on a day of ours, with the calls of the journeys beside those of its files.

    A process looks for the programmes first where it was started.
    """
    copytree(ROOT / "programmes", here / "programmes")
    copytree(Path(__file__).parent / "programmes", here / "programmes", dirs_exist_ok=True)
    process.chdir(here)
    moment = datetime.fromisoformat(at).replace(tzinfo=ROME)
    async with live_house(here / "data", moment, calls) as house:
        yield house


def person(call: str, line: str, number: int, home: str, **answers: Any) -> dict[str, Any]:
    """The form of somebody who lives in a municipality."""
    return {
        "call_id": call, "line": line, "applicant": Person(number, home).applicant(),
        "iban": iban(number), "answers": answers,
    }  # fmt: skip


def firm(call: str, line: str, name: str | int, **answers: Any) -> dict[str, Any]:
    """The form of a firm of the stories, or of another one by its number."""
    number = FIRMS[name] if isinstance(name, str) else name
    return {
        "call_id": call, "line": line, "applicant": Firm(number, CERNUSCO).applicant(),
        "iban": iban(number), "answers": answers,
    }  # fmt: skip


async def card(house: LiveHouse, receipt: dict[str, Any]) -> dict[str, Any]:
    """An application as its official reads it."""
    return await house.ask("applications", "application-cards", receipt)


async def ask_for(house: LiveHouse, receipt: dict[str, Any], item: dict[str, str]) -> None:
    """Ask who applied for what is missing, with the usual ten days."""
    body = {"items": [item], "official": OFFICIAL}
    kept = await told(house, receipt, "integrations", body)
    await house.cases.ask_integration(
        RequestIntegration(
            application_id=UUID(receipt["application_id"]),
            integration_id=UUID(kept["integration_id"]), official=OFFICIAL,
        )
    )  # fmt: skip


async def amend(house: LiveHouse, receipt: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """Answer anew, as who applied does."""
    return await told(house, receipt, "amendments", {"answers": answers})


async def give(house: LiveHouse, receipt: dict[str, Any], notice: str) -> None:
    """Send a notice that was drafted."""
    await house.cases.give_notice(
        GiveNotice(
            application_id=UUID(receipt["application_id"]), notice_id=UUID(notice),
            official=OFFICIAL,
        )
    )  # fmt: skip


async def refused(house: LiveHouse, receipt: dict[str, Any]) -> tuple[str, str]:
    """Try to grant an application; return the slug and the sentence of the no that comes."""
    with pytest.raises(Refusal) as no:
        await house.decide(receipt, "granted")
    return no.value.slug, no.value.sentence


async def aided(house: LiveHouse, name: str | int, aids: Mapping[str, int]) -> None:
    """Have the register of aid know what other bodies granted to a firm: cents by day."""
    for on, cents in aids.items():
        aid = {"vat_number": vat_number(name), "on": on, "cents": cents}
        url = f"{house.stack.addresses.registries_url}/prova/aiuti"
        (await house.client.post(url, json=aid)).raise_for_status()


async def registered(house: LiveHouse, name: str | int) -> int:
    """What the register of aid knows of a firm, in cents."""
    url = f"{house.stack.addresses.registries_url}/aiuti/{vat_number(name)}"
    aids = (await house.client.get(url)).json()["aids"]
    return sum(each["cents"] for each in aids)


def vat_number(name: str | int) -> str:
    """The VAT number of a firm of the stories, or of another one by its number."""
    return Firm(FIRMS[name] if isinstance(name, str) else name, CERNUSCO).vat_number


async def sent(house: LiveHouse, service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send something to a service, once; return the answer."""
    answer = await house.post(service, path, body, **{"Idempotency-Key": str(new_id())})
    assert answer.is_success, answer.text
    return answer.json()


async def told(
    house: LiveHouse, receipt: dict[str, Any], what: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Send something about an application to its door; return the answer."""
    path = f"/v1/applications/{receipt['application_id']}/{what}"
    key = {"Idempotency-Key": f"{what}-{receipt['application_id']}"}
    answer = await house.post("applications", path, body, **key)
    assert answer.is_success, answer.text
    return answer.json()
