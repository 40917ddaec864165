"""Cases as the workflows that run them: the one place from which the desk speaks to Temporal."""

import asyncio
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import httpx2
from pydantic import BaseModel
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimeout
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from contracts.applications.decisions import Decision
from contracts.applications.procedure import GiveNotice, RequestIntegration
from contracts.cases import KeptReason, case_of
from kit import clock
from kit.refusal import Refusal

SAME_CLICK_SECONDS = 10
PAUSES = (0.2, 1.0, 2.0)
PATIENCE = timedelta(seconds=10)
# How often one case can have been opened again and led anew, and then once more.
MOST_ROUNDS = 5
CLOSED = ("not-waiting", "Questa pratica non aspetta più una decisione.", 409)
UNREACHABLE = (
    "workflow-unreachable",
    "Non è stato registrato nulla: riprova tra un minuto.",
    503,
)


class Reasons(Protocol):
    """Whoever keeps the words of decisions."""

    async def keep(self, application_id: UUID, words: str) -> UUID:
        """Keep the words; return the id under which they are found."""


class AskedReasons:
    """Has the applications service keep the words, with the key of the house."""

    def __init__(self, url: str, service_key: str) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {service_key}"}, timeout=3.0
        )

    async def keep(self, application_id: UUID, words: str) -> UUID:
        """Keep the words; refuses `workflow-unreachable` (503) when they cannot be kept."""
        path = f"/v1/applications/{application_id}/reasons"
        try:
            answer = await self._client.post(path, json={"text": words})
            answer.raise_for_status()
        except httpx2.HTTPError as error:
            raise Refusal(*UNREACHABLE) from error
        return KeptReason.model_validate_json(answer.content).reason_id


class WorkflowCases:
    """Cases as workflows: a decision is an update that the case may refuse."""

    def __init__(self, client: Client, reasons: Reasons) -> None:
        self._client = client
        self._reasons = reasons

    async def decide(self, application_id: UUID, decision: Decision, reason: str = "") -> None:
        """Have the reason kept by its owner, then send the update `decide` with its id.

        A second click within ten seconds is the same update. Refuses what the case refuses, with
        its slug, `not-waiting` (409) when the case is closed and `workflow-unreachable` (503) when
        nobody answers.
        """
        if reason:
            kept = await self._reasons.keep(application_id, reason)
            decision = decision.model_copy(update={"reason_id": kept})
        await self._send(application_id, decision)

    async def ask_integration(self, asked: RequestIntegration) -> None:
        """Send the update `ask_integration` for a kept request; refuses as `decide` does.

        A second click is the same update.
        """
        update = f"ask_integration:{asked.integration_id}"
        await self._update(asked.application_id, "ask_integration", asked, update)

    async def give_notice(self, given: GiveNotice) -> None:
        """Send the update `give_notice` for a drafted notice; refuses as `decide` does.

        A second click is the same update.
        """
        update = f"give_notice:{given.notice_id}"
        await self._update(given.application_id, "give_notice", given, update)

    async def _send(self, application_id: UUID, decision: Decision) -> None:
        # A no is remembered under its id: who tries again later must be heard anew.
        moment = int(clock.now().timestamp()) // SAME_CLICK_SECONDS
        said = f"{decision.checked}:{decision.official}:{decision.outcome}"
        update = f"decide:{said}:{moment}"
        await self._update(application_id, "decide", decision, update)

    async def _execute(self, application_id: UUID, name: str, told: BaseModel, update: str) -> None:
        """Send an update to the round of a case that runs: those before it are over."""
        for round_ in range(1, MOST_ROUNDS):
            try:
                return await self._ask(case_of(application_id, round_), name, told, update)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        return await self._ask(case_of(application_id, MOST_ROUNDS), name, told, update)

    async def _ask(self, case: str, name: str, told: BaseModel, update: str) -> None:
        """Ask again under the same id when the case was just moved by a fact.

        A task that would close the case while a signal comes in is thrown away by Temporal with
        its update (UNHANDLED_COMMAND); its commands are known by their round and answer the same.
        """
        handle = self._client.get_workflow_handle(case)
        for pause in PAUSES:
            try:
                await handle.execute_update(name, told, id=update, rpc_timeout=PATIENCE)
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
                await asyncio.sleep(pause)
            else:
                return
        await handle.execute_update(name, told, id=update, rpc_timeout=PATIENCE)

    async def _update(self, application_id: UUID, name: str, told: BaseModel, update: str) -> None:
        try:
            await self._execute(application_id, name, told, update)
        except WorkflowUpdateFailedError as error:
            raise _refused(error) from error
        except (UpdateTimeout, RuntimeError) as error:
            raise Refusal(*UNREACHABLE) from error
        except RPCError as error:
            gone = error.status is RPCStatusCode.NOT_FOUND
            raise Refusal(*(CLOSED if gone else UNREACHABLE)) from error


def _refused(error: WorkflowUpdateFailedError) -> Exception:
    """Read a refusal of the case: one raised by its validator travels as `slug: sentence`."""
    cause = error.cause
    if not isinstance(cause, ApplicationError) or cause.type is None:
        return Refusal(*UNREACHABLE)
    if cause.type != Refusal.__name__:
        return Refusal(cause.type, cause.message, 409)
    slug, _, sentence = cause.message.partition(": ")
    return Refusal(slug, sentence, 409)
