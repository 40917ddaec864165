"""What people do at the counter of 2026, in verbs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row, text

from capofila.house import ROOT
from contracts.applications.procedure import GiveNotice, RequestIntegration
from kit.database import engine
from kit.days import ROME
from kit.ids import new_id
from kit.refusal import Refusal
from tests.applications.files import pdf
from tests.journeys.people import vat_number
from tests.world.live import OFFICIAL, LiveHouse, live_house

CALL, SECTIONS, WHOLE, CARE = "SYN-2026", "SYN-SEZIONI-2026", "SYN-INTERI-2026", "SYN-CURA-2026"
WORK, MEANS = "SYN-CE-2026", "SYN-CE-ISEE-2026"
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


async def declined(
    house: LiveHouse, receipt: dict[str, Any], outcome: str = "granted", reason: str = ""
) -> tuple[str, str]:
    """Try to decide an application; return the slug and the sentence of the no that comes."""
    with pytest.raises(Refusal) as no:
        await house.decide(receipt, outcome, reason)
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
    return await sent(house, "applications", path, body)


async def known(house: LiveHouse, service: str, path: str) -> Any:
    """What a service answers to who asks."""
    answer = await house.client.get(house.stack.url(service) + path, headers=house.service)
    assert answer.is_success, answer.text
    return answer.json()


async def look(house: LiveHouse, query: str, **values: Any) -> Sequence[Row[Any]]:
    """Read what the house has written."""
    database = engine(house.stack.addresses.admin_database_url, pool_size=1)
    async with database.connect() as connection:
        rows = (await connection.execute(text(query), values)).all()
    await database.dispose()
    return rows


async def uploaded(house: LiveHouse, name: str) -> str:
    """Hand a paper in; return its id."""
    url = f"{house.stack.url('applications')}/v1/attachments?name={name}"
    answer = await house.client.post(url, content=pdf())
    assert answer.status_code == 201, answer.text
    attachment_id: str = answer.json()["attachment_id"]
    return attachment_id
