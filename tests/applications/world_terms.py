"""What happens to the clock of a procedure, in verbs; and a counter call with a commitment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from contracts.applications.procedure import (
    GiveNotice,
    IntegrationRequested,
    NoticeGiven,
    RequestIntegration,
    TendTerm,
    TermMoved,
)
from kit import clock
from kit.database import Database
from programmes.catalogue import Programmes
from services.applications.usecases import integration, notice_of_refusal, term_care
from tests.applications import drafts
from tests.applications.conftest import opened
from tests.applications.world import OFFICIAL, SERVICE, Answer, Desk, Form, Time, firm, keys
from tests.applications.world_register import call, programmes

CALL, LINE, MONITORING = "MONITORAGGIO-2026", "imprese", "monitoring"
OPEN = "2026-03-02T10:00"
BOX = {
    "article": "Articolo 5",
    "missing": "La casella del monitoraggio.",
    "requirement": MONITORING,
}
REASON = {"article": "Articolo 5", "sentence": "Manca l'impegno."}

POINTS = {
    "criteria": [
        {"id": "size", "label": "Addetti", "article": "Articolo 7", "maximum": 100,
         "points": "100 - answers.employees"},
    ],
    "order": [{"by": "points", "order": "descending"}],
}  # fmt: skip


def commitment(procedure: str = "sportello", **parts: Any) -> Programmes:
    """A call for firms that must commit themselves to a monitoring system."""
    line = {
        "id": LINE, "title": "Imprese", "support_form": "firm_incentive", "who": ["firm"],
        "budget_cents": 10_000_000,
        "questions": [
            drafts.question(MONITORING, "boolean", required=False),
            drafts.question("employees", minimum=0, maximum=500),
        ],
        "requirements": [
            drafts.requirement(f"answers.{MONITORING}", MONITORING),
            drafts.requirement("answers.employees <= 50", "size"),
        ],
        "amount": {"kind": "fixed", "amount_cents": 200_000},
        "payment": {"scheme": "reimbursement"},
    }  # fmt: skip
    written = {
        "procedure": procedure, "review_days": 30, "regularisation_days": None,
        "opens_at": "2026-03-01T08:00:00+01:00", "closes_at": "2026-03-03T12:00:00+01:00",
        "lines": [line | parts],
    }  # fmt: skip
    return programmes(call(CALL, **written))


@asynccontextmanager
async def counter(
    database: Database, time: Time, programmes: Programmes | None = None
) -> AsyncIterator[Desk]:
    """A desk on the second of March 2026, where the call with the commitment is open."""
    time.is_(OPEN)
    async with opened(database, programmes or commitment(), [CALL]) as desk:
        yield desk


def gamma(number: int = 1, **answers: Any) -> Form:
    """A firm that left the monitoring box empty."""
    form = firm(number, call_id=CALL, line=LINE)
    return form | {"answers": {"employees": 8, **answers}}


async def checked(desk: Desk, **answers: Any) -> UUID:
    return await desk.checked(gamma(next(keys), **answers))


async def post(desk: Desk, application: UUID, path: str, body: Any, method: str = "POST") -> Answer:
    headers = SERVICE | {"Idempotency-Key": f"term-{next(keys):05}"}
    path = f"/v1/applications/{application}/{path}"
    return await desk.door.request(method, path, json=body, headers=headers)


async def draft_request(desk: Desk, application: UUID, *items: Form, **more: Any) -> Answer:
    body = {"items": list(items) or [BOX], "official": OFFICIAL, **more}
    return await post(desk, application, "integrations", body)


async def request(desk: Desk, application: UUID, kept: str) -> IntegrationRequested:
    command = RequestIntegration(
        application_id=application, integration_id=UUID(kept), official=OFFICIAL
    )
    return await desk.do(lambda session: integration.request_integration(session, command))


async def ask(desk: Desk, application: UUID, *items: Form, **more: Any) -> IntegrationRequested:
    """Draft a request for what is missing, and make it."""
    answer = await draft_request(desk, application, *items, **more)
    assert answer.status_code == 201, answer.text
    return await request(desk, application, answer.json()["integration_id"])


async def tend(desk: Desk, application: UUID) -> TermMoved:
    command = TendTerm(application_id=application)
    return await desk.do(lambda session: term_care.tend_term(session, command))


async def card(desk: Desk, application: UUID) -> dict[str, Any]:
    answer = await desk.door.get(f"/v1/applications/{application}/term", headers=SERVICE)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def draft_notice(desk: Desk, application: UUID, *more: Form) -> Answer:
    body = {"official": OFFICIAL, "more": list(more)}
    return await post(desk, application, "notices", body)


async def give(desk: Desk, application: UUID, notice: str) -> NoticeGiven:
    command = GiveNotice(application_id=application, notice_id=UUID(notice), official=OFFICIAL)
    return await desk.do(lambda session: notice_of_refusal.give_notice(session, command))


async def notified(desk: Desk, application: UUID) -> str:
    """Tell the reasons against an application; nothing proves yet that they arrived."""
    answer = await draft_notice(desk, application, REASON)
    assert answer.status_code == 201, answer.text
    notice: str = answer.json()["notice_id"]
    await give(desk, application, notice)
    return notice


async def prove(
    desk: Desk, application: UUID, notice: str, on: date | None = None, **more: Any
) -> Answer:
    served = (on or clock.today()).isoformat()
    body = {"served_on": served, "evidence": "PEC 0001", "official": OFFICIAL, **more}
    return await post(desk, application, f"notices/{notice}/deliveries", body)


async def served(desk: Desk, application: UUID) -> str:
    """Tell the reasons against an application, and prove that they arrived today."""
    notice = await notified(desk, application)
    answer = await prove(desk, application, notice)
    assert answer.status_code == 201, answer.text
    return notice


async def observe(desk: Desk, application: UUID, text: str = "Ho l'impegno.") -> Answer:
    return await post(desk, application, "observations", {"text": text})


async def answer(desk: Desk, application: UUID, observation: str, text: str = "No.") -> Answer:
    body = {"text": text, "official": OFFICIAL}
    return await post(desk, application, f"observations/{observation}/answer", body, "PUT")


async def heard(desk: Desk, time: Time, application: UUID) -> None:
    """Let the ten days of a notice go by without an answer, as a refusal needs it."""
    await served(desk, application)
    time.is_(f"{clock.today() + timedelta(days=12)}T10:00")
