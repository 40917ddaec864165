"""What happens to calls, in verbs: later versions of their files, acts, and who looks on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from contracts.applications.calls import AdvanceCall, CallMoved
from contracts.calls import Act, CallDraft
from contracts.vouchers.budget import LineExhausted
from kit.days import ROME
from programmes.catalogue import CallFile
from programmes.files import Programmes
from services.applications import main
from services.applications.usecases import calls
from tests.applications.world import FAMILY_CALL, SERVICE, Answer, Desk

EXTENSION = datetime(2015, 12, 31, 12, 0, tzinfo=ROME).astimezone(UTC)


def act(kind: str = "extension", **more: Any) -> Act:
    return Act(kind=kind, number="Determinazione 950", on=date(2015, 10, 20), reason="R.", **more)


def versions(programmes: Programmes, call_id: str, *drafts: CallDraft) -> Programmes:
    """The same programmes, in which a call has these versions and no others."""
    file = CallFile(call_id, drafts[0].owner, drafts)
    return replace(programmes, calls={**programmes.calls, call_id: file})


def later(programmes: Programmes, call_id: str = FAMILY_CALL, **changes: Any) -> Programmes:
    """The same programmes, in which a call has one version more: an extension, if not told else."""
    known = programmes.calls[call_id].versions
    if not changes:
        changes = {"closes_at": EXTENSION}
    made = {"act": act(), "version": len(known) + 1, **changes}
    return versions(programmes, call_id, *known, known[-1].model_copy(update=made))


def budgets(draft: CallDraft, **cents: int) -> dict[str, Any]:
    """The change of a version that gives its lines other ceilings."""
    lines = [
        line.model_copy(update={"budget_cents": cents.get(line.id, line.budget_cents)})
        for line in draft.lines
    ]
    return {"lines": tuple(lines)}


async def take(desk: Desk, programmes: Programmes) -> None:
    """Start the process on other files."""
    await main.take_files(desk.database, programmes)


async def publish_later(desk: Desk, programmes: Programmes, call_id: str = FAMILY_CALL) -> None:
    await take(desk, programmes)
    await desk.publish(call_id, version=len(programmes.calls[call_id].versions))


async def advance(desk: Desk, call_id: str = FAMILY_CALL) -> CallMoved:
    command = AdvanceCall(call_id=call_id)
    return await desk.do(lambda session: calls.advance_call(session, command))


async def exhaust(desk: Desk, line: str, call_id: str = FAMILY_CALL) -> None:
    fact = LineExhausted(call_id=call_id, line=line)
    await desk.do(lambda session: calls.note_exhausted_line(session, fact))


async def card(desk: Desk, call_id: str = FAMILY_CALL) -> Mapping[str, Any]:
    answer = await desk.ask("call-cards", {"call_ids": [call_id]})
    (found,) = answer.json()["items"]
    return found


async def page(desk: Desk, call_id: str = FAMILY_CALL) -> Mapping[str, Any]:
    return (await desk.door.get(f"/v1/calls/{call_id}")).json()


async def closing(desk: Desk, call_id: str = FAMILY_CALL, **line: str) -> Answer:
    return await desk.door.get(f"/v1/calls/{call_id}/closing", params=line, headers=SERVICE)


async def states(desk: Desk, call_id: str = FAMILY_CALL) -> list[tuple[int, str, int]]:
    """Each version of a call with its state and its revision."""
    query = "select version, state, revision from call_draft where call_id = :id order by version"
    return [tuple(row) for row in await desk.rows(query, id=call_id)]


async def moves(desk: Desk) -> list[tuple[str, str]]:
    """What was announced of every call that moved: its state, and what moved it."""
    return [(fact["state"], fact["by"]) for fact in await desk.told("call.moved")]


def refused(answer: Answer) -> tuple[int, str, str]:
    """The status, slug and sentence of a refusal."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    return problem["status"], problem["title"], problem["detail"]
