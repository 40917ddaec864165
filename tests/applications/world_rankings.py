"""What happens to lists, in verbs; and the firms of the care-load scoring."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from contracts.applications.ranking import AcceptanceRequested, RequestAcceptance
from kit.database import Database
from programmes.catalogue import Programmes
from services.applications.usecases import acceptance
from tests.applications import drafts
from tests.applications.conftest import opened
from tests.applications.world import (
    DIRECTOR,
    OFFICIAL,
    SERVICE,
    Answer,
    Desk,
    Form,
    Time,
    firm,
    keys,
)
from tests.applications.world_register import call, programmes

CALL, LINE = "CURA-2026", "imprese"
OPEN, CLOSED, ANSWERED = "2026-03-02T10:00", "2026-03-20T10:00", "2026-03-31T10:00"
CRITERIA = [
    {"id": "care", "label": "Carichi di cura", "article": "Articolo 7", "maximum": 15,
     "points": "answers.carers * 100 / answers.staff / 10 * 3"},
    {"id": "union", "label": "Accordo sindacale", "article": "Articolo 7", "maximum": 5,
     "points": "answers.agreement ? 5 : 0"},
    {"id": "flexible", "label": "Flessibilità", "article": "Articolo 7", "maximum": 5,
     "points": "answers.flexible ? 5 : 0"},
]  # fmt: skip
RANKING = {
    "criteria": CRITERIA, "minimum_points": 3,
    "order": [{"by": "points", "order": "descending"}, {"by": "arrival"}],
}  # fmt: skip
ALFA = {"staff": 40, "carers": 12, "agreement": False, "flexible": False}
BETA = {"staff": 8, "carers": 2, "agreement": True, "flexible": False}
IDLE = {"staff": 10, "carers": 0, "agreement": False, "flexible": False}


def scoring(**parts: Any) -> Programmes:
    """A call for firms whose list goes by care load."""
    line = {
        "id": LINE, "title": "Imprese", "support_form": "firm_incentive", "who": ["firm"],
        "budget_cents": 10_000_000,
        "questions": [
            drafts.question("staff", minimum=1), drafts.question("carers"),
            drafts.question("agreement", "boolean"), drafts.question("flexible", "boolean"),
        ],
        "requirements": [drafts.requirement("answers.staff <= 50", "size")],
        "amount": {"kind": "fixed", "amount_cents": 200_000},
        "payment": {"scheme": "reimbursement"}, "ranking": RANKING,
    }  # fmt: skip
    written = {
        "procedure": "graduatoria", "opens_at": "2026-03-01T08:00:00+01:00",
        "closes_at": "2026-03-16T12:00:00+01:00", "acceptance_days": 15,
    }  # fmt: skip
    return programmes(call(CALL, **(written | {"lines": [line | parts]})))


@asynccontextmanager
async def ranked(database: Database, time: Time, **parts: Any) -> AsyncIterator[Desk]:
    """A desk where the call of `scoring` is published and open."""
    time.is_(OPEN)
    async with opened(database, scoring(**parts), published=(CALL,)) as desk:
        yield desk


def applicant(number: int, answers: dict[str, Any]) -> Form:
    return firm(number) | {"call_id": CALL, "line": LINE, "answers": answers}


async def filed(desk: Desk, *answers: dict[str, Any]) -> list[UUID]:
    """Applications with these answers, checked, in register order."""
    return [
        await desk.checked(applicant(number, each)) for number, each in enumerate(answers, start=1)
    ]


async def provisional(desk: Desk, official: str = OFFICIAL) -> Answer:
    path = f"/v1/calls/{CALL}/lines/{LINE}/provisional-rankings"
    return await desk.door.post(path, json={"official": official}, headers=SERVICE)


async def final(desk: Desk, official: str = DIRECTOR) -> Answer:
    path = f"/v1/calls/{CALL}/lines/{LINE}/final-rankings"
    body = {"official": official, "reason": "Approvata la graduatoria."}
    return await desk.door.post(path, json=body, headers=SERVICE)


async def signed(desk: Desk, time: Time) -> dict[str, Any]:
    """The final list, after a provisional one that nobody answered."""
    time.is_(CLOSED)
    answer = await provisional(desk)
    assert answer.status_code == 201, answer.text
    time.is_(ANSWERED)
    answer = await final(desk)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def observe(
    desk: Desk, ranking: str, application: UUID, text: str = "Ho 13 carichi."
) -> Answer:
    path = f"/v1/rankings/{ranking}/applications/{application}/observations"
    headers = SERVICE | {"Idempotency-Key": f"observing-{next(keys)}"}
    return await desk.door.post(path, json={"text": text}, headers=headers)


async def answer(desk: Desk, ranking: str, observation: str, official: str = OFFICIAL) -> Answer:
    path = f"/v1/rankings/{ranking}/observations/{observation}/answer"
    body = {"official": official, "text": "Restano 12."}
    return await desk.door.put(path, json=body, headers=SERVICE)


async def public(desk: Desk) -> Answer:
    return await desk.door.get(f"/v1/calls/{CALL}/lines/{LINE}/ranking")


async def accept(desk: Desk, application: UUID, given: str = "accepted") -> Answer:
    headers = SERVICE | {"Idempotency-Key": f"accepting-{next(keys)}"}
    path = f"/v1/applications/{application}/acceptances"
    return await desk.door.post(path, json={"answer": given}, headers=headers)


async def requested(desk: Desk, application: UUID) -> AcceptanceRequested:
    """Ask who was granted money to accept it."""
    command = RequestAcceptance(application_id=application)
    return await desk.do(lambda session: acceptance.request_acceptance(session, command))


async def withdraw(desk: Desk, application: UUID) -> None:
    headers = SERVICE | {"Idempotency-Key": f"withdrawing-{next(keys)}"}
    path = f"/v1/applications/{application}/withdrawals"
    answer = await desk.door.post(path, json={}, headers=headers)
    assert answer.status_code == 201, answer.text
