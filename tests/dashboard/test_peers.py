"""The peers that pages ask, as they really are: a workflow, the applications, the portal."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from contracts.applications.decisions import Decision
from contracts.applications.procedure import GiveNotice, RequestIntegration
from contracts.cases import ApplicationCards, ApplicationIds
from contracts.publishing import CallCards, CallIds, CallStepRequest, CallStepTaken
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import create_app
from services.applications.api import ROUTERS
from services.dashboard.api.procedures import WorkflowCases
from services.dashboard.queries.cards import AskedCards
from services.dashboard.queries.peer import Ask, Peer
from services.network import api as network_api
from services.portal.api import service as portal_service
from services.vouchers.api import ROUTERS as VOUCHERS
from tests.dashboard.bureau import Bureau, network_app
from tests.dashboard.calls_world import CALL, open_call
from tests.dashboard.conftest import card
from tests.dashboard.peers import ManyRefused, Owner, owner_app, portal_app
from tests.dashboard.rankings_world import Lists, lists_app
from tests.dashboard.treasury import Treasury, vouchers_app

QUEUE = "dashboard-peers"


@workflow.defn(name="DecidedCase")
class DecidedCase:
    """A case that takes one decision on its second check."""

    def __init__(self) -> None:
        self.decision: Decision | None = None
        self.asked: list[str] = []
        self.told: list[str] = []

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.decision is not None)
        return "closed"

    @workflow.update
    async def decide(self, decision: Decision) -> str:
        self.decision = decision
        return decision.outcome

    @workflow.update
    async def ask_integration(self, asked: RequestIntegration) -> str:
        if self.asked:
            sentence = "Il termine si è già fermato una volta."
            raise ApplicationError(sentence, type="already-suspended", non_retryable=True)
        self.asked.append(str(asked.integration_id))
        return "2016-03-20"

    @workflow.update
    async def give_notice(self, given: GiveNotice) -> str:
        self.told.append(str(given.notice_id))
        return str(len(self.told))

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


def request(case: UUID) -> RequestIntegration:
    return RequestIntegration(
        application_id=case, integration_id=new_id(), official=f"staff:{new_id()}"
    )


async def test_a_request_sent_twice_is_one_and_another_one_is_refused_in_words(
    temporal: Client,
) -> None:
    case, cases = await running_case(temporal), WorkflowCases(temporal, Keeper())
    asked = request(case)
    await cases.ask_integration(asked)
    await cases.ask_integration(asked)
    with pytest.raises(Refusal) as refused:
        await cases.ask_integration(request(case))
    found = refused.value
    assert (found.slug, found.status) == ("already-suspended", 409)
    assert found.sentence == "Il termine si è già fermato una volta."


async def test_a_notice_sent_twice_leaves_once(temporal: Client) -> None:
    case, cases = await running_case(temporal), WorkflowCases(temporal, Keeper())
    given = GiveNotice(application_id=case, notice_id=new_id(), official=f"staff:{new_id()}")
    for _ in range(2):
        await cases.give_notice(given)
    handle = temporal.get_workflow_handle(f"application/{case}")
    other = given.model_copy(update={"notice_id": new_id()})
    assert await handle.execute_update("give_notice", other) == "2"


async def test_nothing_is_asked_of_a_case_that_is_closed(temporal: Client) -> None:
    with pytest.raises(Refusal) as refused:
        await WorkflowCases(temporal, Keeper()).ask_integration(request(new_id()))
    assert (refused.value.slug, refused.value.status) == ("not-waiting", 409)


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


def spoken(app: FastAPI) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What each route of an app takes and answers, as its description says it."""
    return {
        (method, path): (
            item.get("requestBody", {}).get("content", {}).get("application/json"),
            {each["name"]: each["required"] for each in item.get("parameters", [])},
            [
                (status, answer.get("content", {}).get("application/json", {}).get("schema"))
                for status, answer in item["responses"].items()
                if status.startswith("2")
            ],
        )
        for path, methods in app.openapi()["paths"].items()
        for method, item in methods.items()
    }


def real_applications() -> FastAPI:
    app = create_app("applications", "vera")
    for router in ROUTERS:
        app.include_router(router)
    return app


def real_vouchers() -> FastAPI:
    app = create_app("vouchers", "vero")
    for router in VOUCHERS:
        app.include_router(router)
    return app


def real_network() -> FastAPI:
    app = create_app("network", "vera")
    app.include_router(network_api.router)
    return app


def real_portal() -> FastAPI:
    app = create_app("portal", "vero")
    app.include_router(portal_service.routes(None))
    return app


@pytest.mark.parametrize(
    ("told", "real"),
    [
        (owner_app(Owner()), real_applications()),
        (lists_app(Lists()), real_applications()),
        (portal_app(Owner()), real_portal()),
        (vouchers_app(Treasury()), real_vouchers()),
        (network_app(Bureau()), real_network()),
    ],
    ids=["applications", "lists", "portal", "vouchers", "network"],
)
def test_a_simulated_peer_speaks_as_the_real_one(told: FastAPI, real: FastAPI) -> None:
    here, there = spoken(told), spoken(real)
    assert set(here) <= set(there)
    for route, (body, parameters, answers) in here.items():
        taken, known, answered = there[route]
        assert (body, answers) == (taken, answered) or answers[0][1] == {}, route
        assert set(parameters) <= set(known), route
        assert {name for name, required in known.items() if required} <= set(parameters), route


def peer(owner: Owner, key: str = "k") -> Peer:
    return Peer("http://owner.test", key, httpx2.ASGITransport(owner_app(owner)))


STEP = CallStepRequest(step="check", version=1, official=f"staff:{new_id()}")


async def test_a_peer_is_asked_and_believed() -> None:
    asked = Ask("/v1/queries/call-cards", CallIds())
    told = await peer(Owner(calls={CALL: open_call()})).post(CallCards, asked)
    assert [each.call_id for each in told.items] == [CALL]


async def test_a_refusal_of_a_peer_keeps_its_slug_its_words_and_what_it_lists() -> None:
    errors = [{"field": "x", "rule": "missing", "detail": "la PEC"}, "il CUP"]
    owner = Owner(refusal=ManyRefused("not-publishable", "Al bando manca qualcosa.", 409, errors))
    with pytest.raises(Refusal) as refused:
        await peer(owner).post(CallStepTaken, Ask(f"/v1/calls/{CALL}/steps", STEP, key="k" * 8))
    found = refused.value
    assert (found.slug, found.sentence, found.status) == (
        "not-publishable",
        "Al bando manca qualcosa.",
        409,
    )
    assert found.errors == ["la PEC", "il CUP"]


@pytest.mark.parametrize("status", [401, 403, 500, 503])
async def test_what_a_peer_says_of_itself_is_not_shown(status: int) -> None:
    owner = Owner(refusal=Refusal("service-key", "Serve la chiave di servizio.", status))
    with pytest.raises(Refusal) as refused:
        await peer(owner).post(CallStepTaken, Ask(f"/v1/calls/{CALL}/steps", STEP, key="k" * 8))
    assert (refused.value.slug, refused.value.status) == ("owner-silent", 503)


async def test_an_answer_of_another_shape_is_as_good_as_none() -> None:
    with pytest.raises(Refusal) as refused:
        await peer(Owner()).post(CallStepTaken, Ask("/v1/queries/call-cards", CallIds()))
    assert refused.value.slug == "owner-silent"


async def test_a_peer_that_is_not_there_is_silent() -> None:
    with pytest.raises(Refusal) as refused:
        await Peer("http://127.0.0.1:9", "k").post(CallCards, Ask("/", CallIds()))
    assert (refused.value.slug, refused.value.sentence) == (
        "owner-silent",
        "Il servizio che conserva questi dati non risponde: riprova tra poco.",
    )
