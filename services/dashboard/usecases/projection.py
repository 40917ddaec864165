"""The read model: each function notes one fact of another service in the columns that it owns.

Facts of different services overtake each other, so no function expects another to have run.
"""

from collections.abc import Sequence

import orjson
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.checks import ApplicationChecked
from contracts.applications.closing import ApplicationClosed, ApplicationWaitlisted
from contracts.applications.decisions import ApplicationDecided, ApplicationReopened
from contracts.applications.filing import (
    ApplicationRegistered,
    ApplicationRevised,
    ApplicationStopped,
)
from contracts.applications.procedure import TermMoved, TermNearing
from contracts.vouchers.awards import AwardGranted
from contracts.vouchers.budget import BudgetExhausted, BudgetReleased, BudgetReserved
from services.dashboard.usecases.noting import ONCE, TOLD, Fact, note, noting

_REGISTERED = noting(
    "call_id", "call_version", "line", "support_form", "place", "late",
    "register_year", "register_number", "registered_at", "requested_cents",
    "state", "state_since_at",
    call_version="greatest(known.call_version, excluded.call_version)",
    requested_cents="case when known.revision = 0 then excluded.requested_cents "
    "else known.requested_cents end",
    state="coalesce(nullif(known.state, ''), excluded.state)",
    state_since_at="coalesce(known.state_since_at, excluded.state_since_at)",
)  # fmt: skip
_CHECKED = noting(
    "checked", "verdict", "requirements", "admissible_cents", "instalments", "review_due_on",
    "decision",
    decision="coalesce(nullif(excluded.decision, ''), known.decision)",
    only_if="excluded.checked >= known.checked",
)  # fmt: skip
_REVISED = noting(
    "revision", "call_version", "requested_cents", only_if="excluded.revision > known.revision"
)
_STOPPED = noting("stopped")
_ALARMED = noting("alarmed_at")
_TERM = noting("review_due_on")
_DECIDED = noting("decision", "act")
_WAITLISTED = noting("waitlisted")
_CLOSED = noting("final")
# What is set aside may grow, shrink and go again: the latest word of its owner holds.
_BUDGET = noting(
    "budget", "budget_at", "reserved_cents",
    only_if="known.budget_at is null or excluded.budget_at >= known.budget_at",
)  # fmt: skip
_AWARDED = noting("award_id", "awarded_cents", "instalments")
# A fact that comes twice must not take back what was decided after it.
_REOPENED = noting("decision", "act", "final", only_if=ONCE)


async def application_registered(session: AsyncSession, fact: ApplicationRegistered) -> None:
    """List an application under its register number."""
    columns = fact.model_dump(exclude={"application_id", "amount_cents"})
    cents = fact.amount_cents
    await note(session, fact, _REGISTERED, **columns, requested_cents=cents, state="registered")


async def application_checked(session: AsyncSession, fact: ApplicationChecked) -> None:
    """Note the outcome of the requirements; an older check than the known one changes nothing."""
    await note(
        session,
        fact,
        _CHECKED,
        checked=fact.checked,
        verdict=fact.outcome,
        requirements=_json(fact.requirements),
        admissible_cents=fact.amount_cents,
        instalments=_json(fact.instalments),
        review_due_on=fact.review_due_on,
        decision=fact.decision.outcome if fact.decision else "",
    )


async def application_revised(session: AsyncSession, fact: ApplicationRevised) -> None:
    """Note what was amended or judged by another version; an older revision changes nothing."""
    await note(
        session,
        fact,
        _REVISED,
        revision=fact.revision,
        call_version=fact.call_version,
        requested_cents=fact.amount_cents,
    )


async def application_stopped(session: AsyncSession, fact: ApplicationStopped) -> None:
    """Note that the application was withdrawn, or stopped with its call."""
    await note(session, fact, _STOPPED, stopped=fact.by)


async def term_moved(session: AsyncSession, fact: TermMoved) -> None:
    """Note the last day of the procedure as it is now, and whether its clock stands still."""
    await note(session, fact, _TERM, review_due_on=fact.due_on)


async def term_nearing(session: AsyncSession, fact: TermNearing) -> None:
    """Note that the last day is near, or that it has passed: the case stays where it is."""
    await note(session, fact, TOLD if fact.days_left else _ALARMED)


async def application_decided(session: AsyncSession, fact: ApplicationDecided) -> None:
    """Note the decision and its act."""
    act = f"{fact.act_number}/{fact.act_year}"
    await note(session, fact, _DECIDED, decision=fact.outcome, act=act)


async def application_waitlisted(session: AsyncSession, fact: ApplicationWaitlisted) -> None:
    """Note that the application waits for money."""
    await note(session, fact, _WAITLISTED, waitlisted=True)


async def application_closed(session: AsyncSession, fact: ApplicationClosed) -> None:
    """Note how the procedure ended."""
    await note(session, fact, _CLOSED, final=fact.state)


async def budget_reserved(session: AsyncSession, fact: BudgetReserved) -> None:
    """Note that money is set aside."""
    await _budget(session, fact, "reserved", fact.amount_cents)


async def budget_exhausted(session: AsyncSession, fact: BudgetExhausted) -> None:
    """Note that there was no money at the application's turn."""
    await _budget(session, fact, "exhausted")


async def budget_released(session: AsyncSession, fact: BudgetReleased) -> None:
    """Note that the money went to the next."""
    await _budget(session, fact, "released")


async def award_granted(session: AsyncSession, fact: AwardGranted) -> None:
    """Note the commitment and its instalments."""
    instalments = _json(fact.instalments)
    award, cents = fact.award_id, fact.amount_cents
    await note(
        session, fact, _AWARDED, award_id=award, awarded_cents=cents, instalments=instalments
    )


async def application_reopened(session: AsyncSession, fact: ApplicationReopened) -> None:
    """Note that a refusal was taken back: the case waits for a decision again."""
    await note(session, fact, _REOPENED, decision="", act="", final="")


async def _budget(session: AsyncSession, fact: Fact, word: str, reserved_cents: int = 0) -> None:
    await note(session, fact, _BUDGET, budget=word, reserved_cents=reserved_cents)


def _json(parts: Sequence[BaseModel]) -> str:
    return orjson.dumps([each.model_dump() for each in parts]).decode()
