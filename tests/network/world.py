"""What happens at the network service, in verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from capofila.demo.people import Firm
from kit import clock
from kit.database import Database
from kit.ids import new_id
from kit.pseudonyms import pseudonym

SERVICE_KEY, PSEUDONYM_KEY = "serve", "p"
SERVICE = {"Authorization": f"Bearer {SERVICE_KEY}"}
ALLIANCE = "adda-martesana"
DESK, BOSS = "staff:d1", "staff:b1"
Answer = httpx2.Response


@dataclass(frozen=True)
class Time:
    """The clock file of a test."""

    file: Path

    def stand(self, moment: datetime) -> None:
        clock.move(self.file, moment - clock.real_now())

    def day(self, day: str) -> None:
        self.stand(datetime.fromisoformat(f"{day}T09:00+01:00"))


def sheet(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An adhesion of the n-th firm that was confirmed on paper."""
    firm = Firm(number, "015070")
    return {
        "name": firm.name, "vat_number": firm.vat_number, "municipality": "015070",
        "alliance": ALLIANCE, "since_on": "2015-03-01", **changes,
    }  # fmt: skip


def scheda(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The Scheda Partnership of the n-th firm: 9 people, a micro enterprise."""
    firm = Firm(number, "015070")
    return {
        "alliance": "legnano", "name": firm.name, "legal_form": "srl",
        "vat_number": firm.vat_number, "municipality": "015118", "email": "ditta@posta.example",
        "representative": {
            "name": "Marco Brambilla", "tax_code": "BRMMRC79S03G686Q", "birth_on": "1979-11-03",
            "role": "amministratore",
        },
        "contact": {"name": "Sara", "email": "sara@posta.example", "phone": "02 123456"},
        "size": {"years": [figures(2013, "9", 250_000_000, 190_000_000)]},
        "commitments": {"monitoring": True, "priority_to_carers": True},
        "privacy_notice": "2014-1", **changes,
    }  # fmt: skip


def figures(year: int, staff: str, turnover_cents: int, balance_cents: int) -> dict[str, Any]:
    return {
        "year": year, "staff": staff, "turnover_cents": turnover_cents,
        "balance_cents": balance_cents,
    }  # fmt: skip


def paper(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A document with the n-th number of the register, by e-mail on 3 November 2014 at 22:41."""
    return {
        "kind": "copy", "channel": "email", "protocol": f"{number:07d}/2014",
        "arrived_at": "2014-11-03T22:41:00+01:00", **changes,
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

    async def send(
        self, said: dict[str, Any], document: dict[str, Any], official: str = DESK
    ) -> Answer:
        filing = {"sheet": said, "document": document, "official": official}
        return await self.door.post("/v1/partnership-sheets", json=filing)

    async def sent(self, said: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
        answer = await self.send(said, document)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def original(self, adhesion: str, document: dict[str, Any]) -> Answer:
        path = f"/v1/adhesions/{adhesion}/originals"
        return await self.door.post(path, json={"document": document, "official": DESK})

    async def step(self, adhesion: str, step: str, **said: Any) -> Answer:
        path = f"/v1/adhesions/{adhesion}/steps"
        asked = {"step": step, "official": BOSS, "reason": "Come da atto.", **said}
        return await self.door.post(path, json=asked)

    async def stepped(self, adhesion: str, step: str, **said: Any) -> dict[str, Any]:
        answer = await self.step(adhesion, step, **said)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        answer = await self.door.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, said: dict[str, Any], again: str = "") -> Answer:
        """Ask with a fresh key, or with one that was used before."""
        headers = {"Idempotency-Key": again or str(new_id())}
        return await self.door.post(path, json=said, headers=headers)

    async def posted(self, path: str, said: dict[str, Any], again: str = "") -> Any:
        answer = await self.post(path, said, again)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def rows(self, query: str) -> Sequence[Any]:
        async with self.database.reading() as session:
            return (await session.execute(text(query))).all()

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Every fact announced, in order: its name and its data."""
        rows = await self.rows("select type, data from event_log order by id")
        return [(row.type.removeprefix("it.capofila.network."), row.data) for row in rows]

    async def facts(self) -> list[str]:
        """The name of every fact announced, in order, without its version."""
        return [name.removesuffix(".v1") for name, _ in await self.told()]


def refusal(answer: Answer) -> tuple[int, str, str]:
    """The status, the slug and the sentence of a problem, which must be one."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, problem["title"], problem["detail"]
