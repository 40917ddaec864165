"""Reviewing projects, as those who read them do: each case is left at another point."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2

from capofila.demo.story import REVIEWED, Story
from contracts.review import ReviewCard

READERS = (
    ("Anna Riva", "istruttoria@capofila.example"),
    ("Bice Fumagalli", "istruttoria2@capofila.example"),
)
THIRD = ("Carla Villa", "istruttoria3@capofila.example")
PATIENCE_SECONDS = 60
ITEMS = ("register", "agreement", "costs")
NOTE = "Progetto chiaro, con tempi e responsabili."
WHY = "Verifiche in ordine, progetto utile a chi ha carichi di cura."
CLOSE = ({"need": 8, "project": 7, "lasting": 4}, {"need": 7, "project": 8, "lasting": 3})
FAR = ({"need": 9, "project": 9, "lasting": 5}, {"need": 3, "project": 2, "lasting": 1})

Open = Callable[[str, str], Awaitable[UUID]]


@dataclass(frozen=True)
class Point:
    """How far a case goes: items answered, points given, and whether somebody proposes."""

    items: Sequence[str] = ()
    points: Sequence[Mapping[str, int]] = ()
    proposed: bool = False


POINTS = (
    Point(),
    Point(items=ITEMS[:2], points=CLOSE[:1]),
    Point(items=ITEMS, points=FAR),
    Point(items=ITEMS, points=CLOSE),
    Point(items=ITEMS, points=CLOSE, proposed=True),
    Point(items=ITEMS, points=CLOSE, proposed=True),
)


@dataclass(frozen=True)
class Reviewing:
    """The doors of a review, with the keys of the house; a second time does no harm."""

    client: httpx2.AsyncClient
    url: str
    headers: Mapping[str, str]
    official: str

    async def begin(self, open_account: Open) -> None:
        """Appoint two to read, who declare that they have no conflict of interest."""
        for name, email in READERS:
            await self._appoint(f"staff:{await open_account(name, email)}", declares=True)

    async def work(self, cases: Sequence[UUID], open_account: Open) -> None:
        """Bring each case to its point; a third reader comes for what two see differently."""
        await self._appoint(f"staff:{await open_account(*THIRD)}", declares=False, after=cases)
        for case, point in zip(cases, POINTS, strict=True):
            await self._bring(case, point)

    async def _appoint(self, reviewer: str, *, declares: bool, after: Sequence[UUID] = ()) -> None:
        for case in after:
            await self._read(case, len(READERS))
        path = f"/v1/calls/{REVIEWED}"
        appointment = {"reviewer": reviewer, "official": self.official}
        await self._send("POST", f"{path}/reviewers", appointment)
        if declares:
            said = {"reviewer": reviewer, "conflict": False}
            await self._send("POST", f"{path}/conflict-declarations", said)

    async def _bring(self, case: UUID, point: Point) -> None:
        card = await self._read(case, len(READERS))
        path, first = f"/v1/applications/{case}/review", card.readers[0].reviewer
        if point.items and not any(each.answer for each in card.items):
            answers = [{"item": each, "answer": "yes"} for each in point.items]
            told = {"reviewer": first, "answers": answers}
            await self._send("PUT", f"{path}/checklist", told)
        for reader, points in zip(card.readers, point.points, strict=False):
            if not reader.handed_in:
                sheet = {"reviewer": reader.reviewer, "points": points, "comment": NOTE}
                await self._send("POST", f"{path}/scores", sheet)
        if point.proposed and card.proposal is None:
            proposed = {"reviewer": first, "outcome": "granted", "reason": WHY, "checked": 1}
            await self._send("POST", f"{path}/proposals", proposed)

    async def _read(self, case: UUID, readers: int) -> ReviewCard:
        """Return the review of a case once it was checked and given to as many as must read it."""
        url = f"{self.url}/v1/applications/{case}/review"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                answer = await self.client.get(url, headers=dict(self.headers))
                card = ReviewCard.model_validate_json(answer.raise_for_status().content)
                if card.checked and len(card.readers) >= readers:
                    return card
                await asyncio.sleep(0.05)

    async def _send(self, method: str, path: str, body: dict[str, Any]) -> None:
        key = {"Idempotency-Key": f"demo-{path[-60:]}-{body.get('reviewer', '')}"}
        headers = {**self.headers, **key}
        answer = await self.client.request(method, self.url + path, json=body, headers=headers)
        answer.raise_for_status()


def under_review(stories: Sequence[Story]) -> list[Story]:
    """Return the stories whose call is reviewed, in the order in which they were filed."""
    return [story for story in stories if story.call_id == REVIEWED]
