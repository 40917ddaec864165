"""What happens in a review, in verbs; and a call that is reviewed by two."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from contracts.applications.closing import CloseApplication
from contracts.calls import CallDraft
from kit.database import Database
from programmes.catalogue import Programmes
from services.applications.usecases import review
from tests.applications import drafts
from tests.applications.conftest import opened
from tests.applications.world import SERVICE, Answer, Desk, Form, family, keys
from tests.applications.world_register import call, programmes

CALL, LINE, OTHER = "ISTRUTTORIA-2015", "figli", "nonni"
ANNA, BICE, CARLO, DINA = (f"staff:{letter * 4}" for letter in "abcd")
HEAD = "staff:eeee"
WHY = "Conosco chi ha fatto domanda."
CHECKLIST = [
    {"id": "residence", "article": "Articolo 2", "question": "Abita nel comune?"},
    {"id": "receipts", "article": "Articolo 9", "question": "Le ricevute ci sono?"},
]
SCORES = [
    {"id": "need", "label": "Bisogno", "article": "Articolo 6", "maximum": 10},
    {"id": "plan", "label": "Progetto", "article": "Articolo 6", "maximum": 10},
]


def _line(id_: str) -> Form:
    return {
        "id": id_, "title": f"Sezione {id_}", "support_form": "worker_voucher", "who": ["person"],
        "budget_cents": 10_000_000,
        "questions": [drafts.money("cost_cents")],
        "requirements": [drafts.requirement("answers.cost_cents > 0")],
        "amount": {"kind": "declared", "of": "cost_cents"},
        "payment": {"scheme": "reimbursement"},
    }  # fmt: skip


def reviewed(**parts: Any) -> CallDraft:
    """A call whose applications two read, with a checklist; `parts` change its review."""
    review = {"reviewers": 2, "checklist": CHECKLIST} | parts
    return call(CALL, lines=[_line(LINE), _line(OTHER)], review=review)


def scored(**parts: Any) -> CallDraft:
    """The same with points instead of a checklist, and a third reading at eight points."""
    return reviewed(**({"checklist": [], "scores": SCORES, "most_apart": 8} | parts))


@asynccontextmanager
async def office(
    database: Database, draft: CallDraft | None = None, staff: Sequence[str] = ()
) -> AsyncIterator[Desk]:
    """A desk where the call is published, and some are appointed to review it."""
    files: Programmes = programmes(draft or reviewed())
    async with opened(database, files, [CALL]) as desk:
        for each in staff:
            assert (await appoint(desk, each)).status_code == 201
        yield desk


def asks(number: int = 1, cost_cents: int = 90_000, **changes: Any) -> Form:
    form = family(number, **({"call_id": CALL, "line": LINE} | changes))
    return form | {"answers": {"cost_cents": cost_cents}}


async def send(
    desk: Desk, path: str, body: Form, method: str = "POST", key: str | None = None
) -> Answer:
    headers = SERVICE | {"Idempotency-Key": key or f"review-{next(keys):05}"}
    return await desk.door.request(method, f"/v1/{path}", json=body, headers=headers)


async def appoint(desk: Desk, reviewer: str, **more: Any) -> Answer:
    body = {"reviewer": reviewer, "official": HEAD, **more}
    return await send(desk, f"calls/{CALL}/reviewers", body)


async def declare(desk: Desk, reviewer: str, *, conflict: bool = False, **more: Any) -> Answer:
    body = {"reviewer": reviewer, "conflict": conflict, "reason": WHY if conflict else "", **more}
    return await send(desk, f"calls/{CALL}/conflict-declarations", body)


async def declared(desk: Desk, *reviewers: str) -> None:
    for each in reviewers:
        assert (await declare(desk, each)).status_code == 204


async def work(
    desk: Desk, application: UUID, room: str, body: Form, method: str = "POST"
) -> Answer:
    return await send(desk, f"applications/{application}/review/{room}", body, method)


async def tick(desk: Desk, application: UUID, reviewer: str, *items: str) -> Answer:
    answers = [{"item": each, "answer": "yes"} for each in items or ("residence", "receipts")]
    return await work(
        desk, application, "checklist", {"reviewer": reviewer, "answers": answers}, "PUT"
    )


async def score(desk: Desk, application: UUID, reviewer: str, need: int, plan: int) -> Answer:
    points = {"need": need, "plan": plan}
    return await work(desk, application, "scores", {"reviewer": reviewer, "points": points})


async def propose(
    desk: Desk, application: UUID, reviewer: str, outcome: str = "granted", checked: int = 1
) -> Answer:
    body = {"reviewer": reviewer, "outcome": outcome, "reason": "Tutto in ordine."}
    return await work(desk, application, "proposals", body | {"checked": checked})


async def sign(desk: Desk, application: UUID, official: str, checked: int = 1) -> Answer:
    body = {"official": official, "checked": checked}
    return await work(desk, application, "signatures", body)


async def card(desk: Desk, application: UUID, reader: str = "") -> Any:
    path = f"/v1/applications/{application}/review"
    return await desk.door.get(path, params={"reader": reader}, headers=SERVICE)


async def readers(desk: Desk, application: UUID) -> list[str]:
    """Who reads an application, in the order of the readings."""
    return [each["reviewer"] for each in (await card(desk, application)).json()["readers"]]


async def proposed(desk: Desk, application: UUID, outcome: str = "granted") -> None:
    """Everything that comes before a decision, by Anna."""
    await declared(desk, ANNA)
    assert (await tick(desk, application, ANNA)).status_code == 200
    answer = await propose(desk, application, ANNA, outcome)
    assert answer.status_code == 204, answer.text


async def closed(desk: Desk, application: UUID) -> None:
    command = CloseApplication(application_id=application, state="refused")
    await desk.do(lambda session: review.close_application(session, command))


async def reopen(desk: Desk, application: UUID, key: str | None = None, **changes: Any) -> Answer:
    body = {"official": HEAD, "reason": "Il documento era arrivato in tempo."} | changes
    return await send(desk, f"applications/{application}/reopenings", body, key=key)
