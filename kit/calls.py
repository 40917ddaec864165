"""How a workflow asks a service to act: `voucher = await call(IssueVoucher(...))`."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

from kit.messages import Command, Fact
from kit.refusal import Refusal

AT_ONCE = timedelta(seconds=3)
PATIENCE = timedelta(days=3650)
HEARTBEAT = timedelta(seconds=10)
ONE_ATTEMPT = RetryPolicy(maximum_attempts=1)
FOR_EVER = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
)


async def call(command: Command[Fact], round_: int = 1) -> Fact:
    """Run one command and return the fact that answers it.

    Its step is the command's name; a second use in the same case names its round. It is tried as a
    local activity for three seconds, which costs one history event, and then as a remote one
    for as long as it takes. Raises Refusal when the owner declines.
    """
    step = type(command).__name__ if round_ == 1 else f"{type(command).__name__}:{round_}"
    try:
        return await _local(command, step)
    except FailureError as error:
        if refusal := _refusal(error):
            raise refusal from error
    try:
        return await _remote(command, step)
    except FailureError as error:
        raise _refusal(error) or error from error


async def _local(command: Command[Fact], step: str) -> Fact:
    fact: Fact = await workflow.execute_local_activity(
        command.name(),
        command,
        activity_id=step,
        result_type=command.reply_type(),
        start_to_close_timeout=AT_ONCE,
        retry_policy=ONE_ATTEMPT,
    )
    return fact


async def _remote(command: Command[Fact], step: str) -> Fact:
    fact: Fact = await workflow.execute_activity(
        command.name(),
        command,
        activity_id=step,
        result_type=command.reply_type(),
        start_to_close_timeout=PATIENCE,
        heartbeat_timeout=HEARTBEAT,
        retry_policy=FOR_EVER,
    )
    return fact


def _refusal(error: FailureError) -> Refusal | None:
    """Read a refused reply: a local activity raises it bare, a remote one as a cause."""
    cause = error.cause if isinstance(error, ActivityError) else error
    if isinstance(cause, ApplicationError) and cause.non_retryable and cause.type:
        return Refusal(cause.type, cause.message)
    return None
