"""The two peers that pages ask, as they really are: a workflow, and the applications service."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from contracts.applications import Decision
from contracts.cases import ApplicationCards, ApplicationIds
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import create_app
from services.dashboard.api.procedures import WorkflowCases
from services.dashboard.queries.cards import AskedCards
from tests.dashboard.conftest import card

QUEUE = "dashboard-peers"


@workflow.defn(name="DecidedCase")
class DecidedCase:
    """A case that takes one decision on its second check."""

    def __init__(self) -> None:
        self.decision: Decision | None = None

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.decision is not None)
        return "closed"

    @workflow.update
    async def decide(self, decision: Decision) -> str:
        self.decision = decision
        return decision.outcome

    @decide.validator
    def may_decide(self, decision: Decision) -> None:
        if decision.checked != 2:
            raise Refusal("stale-decision", "La domanda è stata riesaminata: rivedi l'esito.")


@pytest.fixture
async def temporal(servers: Any) -> AsyncIterator[Client]:
    client = await Client.connect(
        servers.addresses.temporal_address, data_converter=pydantic_data_converter
    )
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=QUEUE, workflows=[DecidedCase], workflow_runner=runner):
        yield client


async def running_case(temporal: Client) -> UUID:
    case = new_id()
    await temporal.start_workflow("DecidedCase", id=f"application/{case}", task_queue=QUEUE)
    return case


class Keeper:
    """Keeps the words of decisions in memory; the real one is met in the journeys."""

    async def keep(self, application_id: UUID, words: str) -> UUID:
        return new_id()


def decision(checked: int) -> Decision:
    return Decision(outcome="granted", official=f"staff:{new_id()}", checked=checked)


async def test_a_decision_is_an_update_and_a_second_click_is_the_same_one(temporal: Client) -> None:
    case, taken = await running_case(temporal), decision(2)
    await WorkflowCases(temporal, Keeper()).decide(case, taken)
    await WorkflowCases(temporal, Keeper()).decide(case, taken)
    result = await temporal.get_workflow_handle(f"application/{case}").result()
    assert result == "closed"


async def test_a_refused_decision_keeps_the_slug_and_the_words_of_the_case(
    temporal: Client,
) -> None:
    case = await running_case(temporal)
    with pytest.raises(Refusal) as refused:
        await WorkflowCases(temporal, Keeper()).decide(case, decision(1))
    assert (refused.value.slug, refused.value.status) == ("stale-decision", 409)
    assert refused.value.sentence == "La domanda è stata riesaminata: rivedi l'esito."


async def test_a_case_that_is_closed_or_never_was_waits_for_nobody(temporal: Client) -> None:
    with pytest.raises(Refusal) as refused:
        await WorkflowCases(temporal, Keeper()).decide(new_id(), decision(1))
    assert (refused.value.slug, refused.value.status) == ("not-waiting", 409)


async def test_a_silent_temporal_is_told_as_unreachable() -> None:
    nobody = await Client.connect("127.0.0.1:9", lazy=True)
    with pytest.raises(Refusal) as refused:
        await WorkflowCases(nobody, Keeper()).decide(new_id(), decision(1))
    assert (refused.value.slug, refused.value.status) == ("workflow-unreachable", 503)


def owner(answer: ApplicationCards, seen: list[ApplicationIds]) -> FastAPI:
    app = create_app("applications", "prova")

    @app.post("/v1/queries/application-cards")
    async def cards(asked: ApplicationIds) -> ApplicationCards:
        seen.append(asked)
        return answer

    return app


async def test_the_cards_of_a_page_are_asked_at_once() -> None:
    known, unknown = new_id(), new_id()
    seen: list[ApplicationIds] = []
    app = owner(ApplicationCards(items=[card(known)]), seen)
    asked = AskedCards("http://owner.test", "k", httpx2.ASGITransport(app))
    cards = await asked.read([known, unknown])
    assert [each.application_ids for each in seen] == [[known, unknown]]
    assert list(cards) == [known]


async def test_an_owner_that_does_not_answer_tells_no_cards() -> None:
    app = create_app("applications", "prova")
    asked = AskedCards("http://owner.test", "k", httpx2.ASGITransport(app))
    assert await asked.read([new_id()]) == {}
