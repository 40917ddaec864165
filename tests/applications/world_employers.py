"""A call whose applicants wait for their employer, and what employers do, in verbs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

from capofila.demo.people import Firm, Person, iban
from contracts.calls import CallDraft
from contracts.network import (
    AdhesionConfirmed,
    AdhesionResumed,
    AdhesionSuspended,
    AdhesionWithdrawn,
    EmploymentConfirmed,
    EmploymentEnded,
)
from kit.database import Database
from kit.messages import Event
from kit.pseudonyms import pseudonym
from services.applications.streams import doors
from tests.applications import drafts
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import INSIDE, PSEUDONYM_KEY, Desk, Form, firm_key
from tests.applications.world_register import desk_of

CALL, LINE, FIRMS = "LAVORO-2015", "lavoro", "imprese"
ALFA, BETA = Firm(1, INSIDE).vat_number, Firm(2, INSIDE).vat_number
NOT_YET = "Il datore di lavoro non ha ancora aderito alla rete."
NOT_IN_TIME = "Il datore di lavoro non ha aderito alla rete entro la chiusura del bando."
ADHESION = {"adhesion_id": UUID(int=1), "organisation_key": firm_key(1), "alliance": "cip"}
WORKER = pseudonym(PSEUDONYM_KEY, Person(1, INSIDE).applicant()["tax_code"])
WORK = {"employment_id": UUID(int=9), "organisation_key": firm_key(1), "worker_key": WORKER}


def _workers() -> Form:
    joined = drafts.requirement(
        "employer.joined", "employer", sentence_no=NOT_IN_TIME, sentence_missing=NOT_YET
    )
    confirmed = drafts.requirement(
        "employer.confirmed", "work", when="answers.employment == 'tested'"
    )
    return {
        "id": LINE, "title": "Chi lavora", "support_form": "worker_voucher", "who": ["person"],
        "budget_cents": 10_000_000, "employer": "employer_vat",
        "questions": [
            drafts.question("employer_vat", "vat_number"),
            drafts.question("employment", "choice", choices=["tested", "declared"]),
        ],
        "requirements": [joined, confirmed],
        "amount": {"kind": "fixed", "amount_cents": 50_000},
        "payment": {"scheme": "reimbursement"},
    }  # fmt: skip


def _firms() -> Form:
    costs = drafts.group(
        "costs",
        [
            drafts.question("supplier", "vat_number"),
            drafts.question("contract", "text", identifies="cost"),
        ],
        item_label="spesa",
    )
    return {
        "id": FIRMS, "title": "Imprese", "support_form": "consulting", "who": ["firm"],
        "budget_cents": 10_000_000, "groups": [costs],
        "questions": [drafts.question("staff")],
        "requirements": [drafts.requirement("answers.staff <= 250")],
        "amount": {"kind": "fixed", "amount_cents": 50_000},
        "payment": {"scheme": "reimbursement"},
    }  # fmt: skip


def call(call_id: str = CALL, **parts: Any) -> CallDraft:
    like = PROGRAMMES.calls["ADM-2015"].latest
    written = like.model_dump(mode="json") | {"id": call_id, "lines": [_workers(), _firms()]}
    return CallDraft.model_validate(written | parts)


@asynccontextmanager
async def opened_desk(database: Database) -> AsyncIterator[Desk]:
    async with desk_of(database, call(), call("CONSULENZA-2015")) as desk:
        yield desk


def worker(number: int = 1, employer: str = ALFA, employment: str = "declared") -> Form:
    """The application of a person who names an employer."""
    return {
        "call_id": CALL, "line": LINE, "iban": iban(number),
        "applicant": Person(number, INSIDE).applicant(),
        "answers": {"employer_vat": employer, "employment": employment},
    }  # fmt: skip


def costing(number: int, supplier: str, contract: str, call_id: str = CALL) -> Form:
    """The application of a firm with one cost."""
    return {
        "call_id": call_id, "line": FIRMS, "iban": iban(number),
        "applicant": Firm(number, INSIDE).applicant(),
        "answers": {"staff": 3, "costs": [{"supplier": supplier, "contract": contract}]},
    }  # fmt: skip


async def hears(desk: Desk, *facts: Event) -> None:
    """Have the service hear facts of network as its stream door does."""
    for fact in facts:
        _, reaction = doors.events[fact.type()]
        await desk.do(lambda session, fact=fact, reaction=reaction: reaction(session, fact))


def joined(since_on: date = date(2015, 11, 2)) -> AdhesionConfirmed:
    return AdhesionConfirmed(**ADHESION, since_on=since_on)


def suspended(from_on: date = date(2015, 11, 1)) -> AdhesionSuspended:
    return AdhesionSuspended(**ADHESION, from_on=from_on)


def resumed(to_on: date = date(2015, 11, 1)) -> AdhesionResumed:
    return AdhesionResumed(**ADHESION, to_on=to_on)


def left(until_on: date = date(2015, 11, 1)) -> AdhesionWithdrawn:
    return AdhesionWithdrawn(**ADHESION, until_on=until_on)


def works(from_on: date = date(2015, 1, 1), to_on: date | None = None) -> EmploymentConfirmed:
    return EmploymentConfirmed(**WORK, from_on=from_on, to_on=to_on)


def ended(to_on: date = date(2015, 11, 1)) -> EmploymentEnded:
    return EmploymentEnded(**WORK, to_on=to_on)


async def moved(desk: Desk) -> list[str]:
    """The applications that are to be looked at again for their employer, in order."""
    told = await desk.told("application.revised")
    return [each["application_id"] for each in told if each["by"] == "employer"]
