"""What happens at the network service, in verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlalchemy import text

from capofila.demo.people import Firm
from kit.database import Database
from kit.pseudonyms import pseudonym

SERVICE_KEY, PSEUDONYM_KEY = "serve", "p"
SERVICE = {"Authorization": f"Bearer {SERVICE_KEY}"}
ALLIANCE = "adda-martesana"
Answer = httpx2.Response


def sheet(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The Scheda Partnership of the n-th firm."""
    firm = Firm(number, "015070")
    return {
        "name": firm.name, "vat_number": firm.vat_number, "municipality": "015070",
        "alliance": ALLIANCE, "since_on": "2015-03-01", **changes,
    }  # fmt: skip


def key(number: int = 1) -> str:
    return pseudonym(PSEUDONYM_KEY, Firm(number, "015070").vat_number)


@dataclass
class Network:
    """The service on one database, with its open door."""

    database: Database
    door: httpx2.AsyncClient

    async def join(self, asked: dict[str, Any]) -> Answer:
        return await self.door.post("/v1/adhesions", json=asked)

    async def joined(self, number: int = 1, **changes: Any) -> str:
        answer = await self.join(sheet(number, **changes))
        assert answer.status_code == 201, answer.text
        return answer.json()["adhesion_id"]

    async def leave(self, adhesion: str, until_on: str = "2015-06-30") -> Answer:
        path = f"/v1/adhesions/{adhesion}/withdrawals"
        return await self.door.post(path, json={"until_on": until_on})

    async def rows(self, query: str) -> Sequence[Any]:
        async with self.database.reading() as session:
            return (await session.execute(text(query))).all()

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Every fact announced, in order: its name and its data."""
        rows = await self.rows("select type, data from event_log order by id")
        return [(row.type.removeprefix("it.capofila.network."), row.data) for row in rows]


def refusal(answer: Answer) -> tuple[int, str, str]:
    """The status, the slug and the sentence of a problem, which must be one."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, problem["title"], problem["detail"]
