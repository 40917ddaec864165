"""Cases as the workflows that run them: the one place from which the desk speaks to Temporal."""

from datetime import timedelta
from uuid import UUID

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimeout
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from contracts.applications import Decision
from kit.refusal import Refusal

PATIENCE = timedelta(seconds=10)
CLOSED = ("not-waiting", "Questa pratica non aspetta più una decisione.", 409)
UNREACHABLE = (
    "workflow-unreachable",
    "La decisione non è stata registrata: riprova tra un minuto.",
    503,
)


class WorkflowCases:
    """Cases as workflows: a decision is an update that the case may refuse."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def decide(self, application_id: UUID, decision: Decision) -> None:
        """Send the update `decide`; a second click is the same update.

        Refuses what the case refuses, with its slug, `not-waiting` (409) when the case is closed
        and `workflow-unreachable` (503) when nobody answers.
        """
        handle = self._client.get_workflow_handle(f"application/{application_id}")
        update = f"decide:{decision.checked}:{decision.official}:{decision.outcome}"
        try:
            await handle.execute_update("decide", decision, id=update, rpc_timeout=PATIENCE)
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
