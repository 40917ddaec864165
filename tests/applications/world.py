"""What happens at the applications service, in verbs: by its HTTP door and by its use cases."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx2
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from capofila.demo.people import Firm, Person, iban
from contracts.applications.checks import ApplicationChecked, CheckApplication
from contracts.applications.decisions import ApplicationDecided, Decision, RecordDecision
from contracts.network import AdhesionConfirmed, AdhesionWithdrawn
from kit import clock
from kit.database import Cause, Database
from kit.pseudonyms import pseudonym
from programmes.files import Programmes
from services.applications.usecases import acts, membership, review
from services.applications.usecases.decision import record_decision

T = TypeVar("T")
OFFICIAL, DIRECTOR = "staff:0197aaaa", "staff:0197bbbb"
SERVICE_KEY, PSEUDONYM_KEY = "serve", "p"
SERVICE = {"Authorization": f"Bearer {SERVICE_KEY}"}
FAMILY_CALL, FAMILY_LINE = "ADM-2015", "II"
FIRM_CALL, FIRM_LINE = "ATSMI-CC-2016", "imprese"
INSIDE, OUTSIDE = "015070", "015139"
Form = dict[str, Any]
Answer = httpx2.Response
keys = count(1)


def family(number: int = 1, **changes: Any) -> Form:
    """The application of a person for a voucher; `applicant` and `answers` are changed in part."""
    form = {
        "call_id": FAMILY_CALL, "line": FAMILY_LINE, "iban": iban(number),
        "applicant": Person(number, INSIDE).applicant(),
        "answers": {
            "work": "employee", "children": 1, "service": "childcare", "cost_cents": 90_000,
        },
    }  # fmt: skip
    return changed(form, changes)


def firm(number: int = 1, **changes: Any) -> Form:
    """The application of a firm for an incentive."""
    form = {
        "call_id": FIRM_CALL, "line": FIRM_LINE, "iban": iban(number),
        "applicant": Firm(number, INSIDE).applicant(),
        "answers": {
            "employees": 10, "firms": 1, "agreements": 2, "agreement_months": 12,
            "short_by_nature": False, "service": "care", "chamber_status": "registered",
            "chamber_fee_paid": True,
        },
    }  # fmt: skip
    return changed(form, changes)


def changed(form: Form, changes: Form) -> Form:
    return form | {
        name: form[name] | value if name in ("applicant", "answers") else value
        for name, value in changes.items()
    }


def firm_key(number: int) -> str:
    """The key under which every service knows the n-th firm."""
    return pseudonym(PSEUDONYM_KEY, Firm(number, INSIDE).vat_number)


class Time:
    """Business time, set to an instant written as an Italian clock shows it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_(self, local: str) -> None:
        wanted = datetime.fromisoformat(local).replace(tzinfo=clock.ROME)
        self.move(wanted - clock.real_now())

    def move(self, offset: timedelta) -> None:
        clock.move(self._path, offset)


@dataclass
class Desk:
    """The service on one database, with its open door."""

    database: Database
    door: httpx2.AsyncClient
    programmes: Programmes

    async def step(self, call_id: str, step: str, version: int = 1, **changes: Any) -> Answer:
        """Take a step with a call: one official checks, another does all else."""
        body = {"step": step, "version": version, "official": OFFICIAL}
        if step != "check":
            body |= {"official": DIRECTOR, "act_number": "801/2015", "act_on": "2015-09-28"}
        if step not in ("check", "approve", "publish"):
            body |= {"reason": "Così dice l'atto."}
        headers = SERVICE | {"Idempotency-Key": f"step-{next(keys):05}"}
        path = f"/v1/calls/{call_id}/steps"
        return await self.door.post(path, json=body | changes, headers=headers)

    async def took(self, call_id: str, *steps: str, version: int = 1) -> None:
        for step in steps:
            answer = await self.step(call_id, step, version)
            assert answer.status_code == 201, answer.text

    async def publish(self, call_id: str, version: int = 1) -> None:
        """Check, approve and publish a version."""
        await self.took(call_id, "check", "approve", "publish", version=version)

    async def file(self, form: Form, key: str | None = None) -> Answer:
        return await self.send(json.dumps(form).encode(), key)

    async def send(self, body: bytes, key: str | None = None, **headers: str) -> Answer:
        sent = {"Content-Type": "application/json"}
        sent |= {"Idempotency-Key": key or f"filing-{next(keys)}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.door.post("/v1/applications", content=body, headers=sent)

    async def filed(self, form: Form) -> UUID:
        answer = await self.file(form)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["application_id"])

    async def sign(self, through_place: int, key: str | None = None, **changes: Any) -> Answer:
        act = {
            "line": FAMILY_LINE, "through_place": through_place, "official": OFFICIAL,
            "reason": "Ammesse per ordine di arrivo.",
        }  # fmt: skip
        headers = SERVICE | {"Idempotency-Key": key or f"signing-{next(keys)}"}
        path = f"/v1/calls/{FAMILY_CALL}/batch-acts"
        return await self.door.post(path, json=act | changes, headers=headers)

    async def ask(self, query: str, body: Any) -> Answer:
        return await self.door.post(f"/v1/queries/{query}", json=body, headers=SERVICE)

    async def do(self, verb: Callable[[AsyncSession], Awaitable[T]], actor: str = "test") -> T:
        async with self.database.transaction(Cause(actor=actor)) as session:
            return await verb(session)

    async def check(self, application: UUID) -> ApplicationChecked:
        command = CheckApplication(application_id=application)
        return await self.do(lambda session: review.check_application(session, command))

    async def checked(self, form: Form) -> UUID:
        application = await self.filed(form)
        await self.check(application)
        return application

    async def decide(
        self, application: UUID, outcome: str = "granted", *, reason: str = "", checked: int = 1
    ) -> ApplicationDecided:
        reason_id = await self.reason(application, reason) if reason else None
        decision = Decision(
            outcome=outcome, official=OFFICIAL, reason_id=reason_id, checked=checked
        )
        command = RecordDecision(application_id=application, decision=decision)
        return await self.do(lambda session: record_decision(session, command))

    async def reason(self, application: UUID, words: str) -> UUID:
        return await self.do(lambda session: acts.keep_reason(session, application, words))

    async def joined(self, fact: AdhesionConfirmed) -> None:
        await self.do(lambda session: membership.remember_adhesion(session, fact))

    async def left(self, fact: AdhesionWithdrawn) -> None:
        await self.do(lambda session: membership.remember_withdrawal(session, fact))

    async def rows(self, query: str, **values: Any) -> Sequence[Any]:
        async with self.database.reading() as session:
            return (await session.execute(text(query), values)).all()

    async def one(self, query: str, **values: Any) -> Any:
        (row,) = await self.rows(query, **values)
        return row

    async def state(self, application: UUID) -> str:
        query = "select state from application where id = :id"
        return (await self.one(query, id=application)).state

    async def told(self, word: str = "%") -> list[dict[str, Any]]:
        """The data of every fact of a kind, in order."""
        query = "select data from event_log where type like :type order by id"
        rows = await self.rows(query, type=f"it.capofila.applications.{word}.v1")
        return [row.data for row in rows]

    async def stored(self) -> tuple[int, ...]:
        """How many applications, keys, facts and numbers there are."""
        query = (
            "select (select count(*) from application), (select count(*) from applicant), "
            "(select count(*) from inbox), (select count(*) from event_log), "
            "(select count(*) from counter), (select coalesce(sum(last_place), 0) from call_line)"
        )
        return tuple(await self.one(query))


def refusal(answer: Answer) -> tuple[int, str]:
    """The status and the slug of a problem, which must be one."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert problem["type"] == f"urn:capofila:problem:{problem['title']}"
    return problem["status"], problem["title"]


def wrong(answer: Answer) -> tuple[int, list[tuple[str, str]]]:
    """The status of a problem, and each wrong field with its rule."""
    status, _ = refusal(answer)
    return status, [(each["field"], each["rule"]) for each in answer.json()["errors"]]
