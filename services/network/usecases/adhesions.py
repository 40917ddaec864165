"""The steps of an adhesion after its Scheda: confirm, refuse, suspend, resume, renew, withdraw."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.adhesions import AdhesionStep, AdhesionStepRequest
from contracts.network import (
    AdhesionConfirmed,
    AdhesionRefused,
    AdhesionRenewed,
    AdhesionResumed,
    AdhesionState,
    AdhesionSuspended,
    AdhesionWithdrawn,
)
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.messages import Event
from kit.refusal import Refusal
from services.network.models.adhesions import Adhesion, AdhesionSpell, Organisation, StepRecord
from services.network.queries import adhesions
from services.network.rules import states
from services.network.usecases.alliances import Who, known_organisation

SERVICE = "service"


@dataclass(frozen=True)
class Joining:
    """An organisation that joined an alliance from a civil day on, as its papers say."""

    who: Who
    alliance: str
    since_on: date


@dataclass(frozen=True)
class Turn:
    """A step that is being taken: the locked adhesion, whose it is, by whom, on which day, why."""

    adhesion: Adhesion
    organisation: Organisation
    official: str
    on: date
    at: datetime
    reason: str = ""


async def confirm_adhesion(session: AsyncSession, joining: Joining) -> AdhesionConfirmed:
    """Take over an adhesion that was confirmed on paper; one that is in already keeps its own.

    Refuses `unknown-alliance` (404) and `adhesion-in-progress` (409), when the Scheda of the
    organisation waits for its countersignature.
    """
    await adhesions.alliance(session, joining.alliance)
    organisation = await known_organisation(session, joining.who)
    adhesion = await adhesions.current_adhesion(session, organisation, joining.alliance)
    if adhesion is not None and adhesion.state in ("received", "provisional"):
        raise Refusal(
            "adhesion-in-progress", "La Scheda di questa organizzazione è in lavorazione."
        )
    if adhesion is not None and adhesion.state != "late":
        return _confirmed(adhesion, organisation)
    adhesion = _taken_over(joining, organisation, clock.now())
    session.add(adhesion)
    fact = _confirmed(adhesion, organisation)
    await announce(session, fact, alliance=joining.alliance)
    return fact


async def take_step(
    session: AsyncSession, adhesion_id: UUID, request: AdhesionStepRequest
) -> AdhesionStep:
    """Take one step with an adhesion, or refuse it.

    Refuses `unknown-adhesion` 404, `reason-missing` and `day-missing` 422, `step-not-allowed` 409
    (it names what may be done), `already-withdrawn`, `same-official` 409 (who registered the Scheda
    does not confirm it) and `withdrawn-before-joining` 422.
    """
    at = clock.now()
    adhesion, organisation = await adhesions.adhesion(session, adhesion_id)
    states.check_step(states_of(adhesion), request.step)
    _check_words(request)
    day = request.on or clock.civil_day(at)
    turn = Turn(adhesion, organisation, request.official, day, at, request.reason)
    fact = await _STEPS[request.step](session, turn)
    adhesion.state = states.step_result(request.step)
    remember(session, turn, request.step)
    await announce(session, fact, alliance=adhesion.alliance, why=request.reason, at=at)
    return request.step


async def withdraw_adhesion(
    session: AsyncSession, adhesion_id: UUID, until_on: date
) -> AdhesionWithdrawn:
    """End an adhesion with a civil day.

    Refuses `unknown-adhesion` 404, `already-withdrawn`, `step-not-allowed` 409 and
    `withdrawn-before-joining` 422.
    """
    at = clock.now()
    adhesion, organisation = await adhesions.adhesion(session, adhesion_id)
    states.check_step(states_of(adhesion), "withdraw")
    turn = Turn(adhesion, organisation, SERVICE, until_on, at)
    fact = await _withdraw(session, turn)
    adhesion.state = "withdrawn"
    remember(session, turn, "withdraw")
    await announce(session, fact, alliance=adhesion.alliance, at=at)
    return fact


def states_of(adhesion: Adhesion) -> AdhesionState:
    """Return the state of an adhesion as the state machine knows it."""
    return next(each for each in states.STEPS if each == adhesion.state)


def remember(session: AsyncSession, turn: Turn, step: str) -> None:
    """Write a line of the history of an adhesion."""
    session.add(
        StepRecord(
            id=new_id(),
            adhesion_id=turn.adhesion.id,
            step=step,
            state=turn.adhesion.state,
            official=turn.official,
            reason=turn.reason,
            at=turn.at,
        )
    )


def _taken_over(joining: Joining, organisation: Organisation, at: datetime) -> Adhesion:
    return Adhesion(
        id=new_id(),
        organisation_id=organisation.id,
        alliance=joining.alliance,
        state="confirmed",
        received_at=at,
        received_by=SERVICE,
        answer_due_on=clock.civil_day(at),
        since_on=joining.since_on,
        confirmed_at=at,
        confirmed_by=SERVICE,
        counts_toward_target=True,
    )


def _check_words(request: AdhesionStepRequest) -> None:
    if request.step not in states.WITHOUT_REASON and not request.reason.strip():
        raise Refusal("reason-missing", "Scriva il motivo.", 422)
    if request.step == "renew" and request.on is None:
        raise Refusal("day-missing", "Scriva fino a quando vale il rinnovo.", 422)


async def _confirm(session: AsyncSession, turn: Turn) -> Event:
    """Countersign a Scheda: it counts from the day of its original, or of what stands for it."""
    documents = await adhesions.documents(session, turn.adhesion.id)
    enough = [each for each in documents if each.kind == "original"] or documents
    if turn.official in {turn.adhesion.received_by, enough[0].official}:
        raise Refusal("same-official", "Chi conferma non può essere chi ha registrato la Scheda.")
    turn.adhesion.since_on = clock.civil_day(enough[0].arrived_at)
    turn.adhesion.confirmed_at, turn.adhesion.confirmed_by = turn.at, turn.official
    return _confirmed(turn.adhesion, turn.organisation)


async def _refuse(_: AsyncSession, turn: Turn) -> Event:
    return AdhesionRefused(**_about(turn))


async def _suspend(session: AsyncSession, turn: Turn) -> Event:
    spell = AdhesionSpell(id=new_id(), adhesion_id=turn.adhesion.id, from_on=turn.on)
    session.add(spell)
    return AdhesionSuspended(**_about(turn), from_on=turn.on)


async def _resume(session: AsyncSession, turn: Turn) -> Event:
    last = await _end_spell(session, turn)
    return AdhesionResumed(**_about(turn), to_on=last)


async def _renew(_: AsyncSession, turn: Turn) -> Event:
    turn.adhesion.renewal_due_on = turn.on
    return AdhesionRenewed(**_about(turn), renewal_due_on=turn.on)


async def _withdraw(session: AsyncSession, turn: Turn) -> AdhesionWithdrawn:
    if turn.adhesion.since_on is not None and turn.on < turn.adhesion.since_on:
        raise Refusal("withdrawn-before-joining", "Il recesso precede l'adesione.", 422)
    await _end_spell(session, turn)
    turn.adhesion.until_on = turn.on
    return AdhesionWithdrawn(**_about(turn), until_on=turn.on)


async def _end_spell(session: AsyncSession, turn: Turn) -> date:
    """End the suspension that runs, not before its first day."""
    spell = await adhesions.running_spell(session, turn.adhesion.id)
    if spell is None:
        return turn.on
    spell.to_on = max(turn.on, spell.from_on)
    return spell.to_on


def _about(turn: Turn) -> dict[str, object]:
    return {
        "adhesion_id": turn.adhesion.id,
        "organisation_key": turn.organisation.key,
        "alliance": turn.adhesion.alliance,
    }


def _confirmed(adhesion: Adhesion, organisation: Organisation) -> AdhesionConfirmed:
    return AdhesionConfirmed(
        adhesion_id=adhesion.id,
        organisation_key=organisation.key,
        alliance=adhesion.alliance,
        since_on=adhesion.since_on or clock.today(),
    )


_STEPS: Mapping[AdhesionStep, Callable[[AsyncSession, Turn], Awaitable[Event]]] = {
    "confirm": _confirm,
    "refuse": _refuse,
    "suspend": _suspend,
    "resume": _resume,
    "renew": _renew,
    "withdraw": _withdraw,
}
