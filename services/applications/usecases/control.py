"""A control of an award begins: what was found is told before anything is taken back."""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.controls import ControlStarted
from contracts.controls import ControlForm, StartedControl
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.controls import Control
from services.applications.queries import applications
from services.applications.rules.register import place, protocol
from services.applications.usecases.register import Entering, enter_register

NOTHING_GIVEN = Refusal("nothing-given", "Si controlla un contributo che è stato dato.")


async def start_control(
    session: AsyncSession, application_id: UUID, form: ControlForm
) -> StartedControl:
    """Register what was found as a document that leaves, and announce it.

    Nothing else moves: what follows is an act of its own. Refuses `unknown-application` 404 and
    `nothing-given` 409.
    """
    at, control_id = clock.now(), new_id()
    application = await applications.declared(
        session, application_id, clock.civil_day(at), locked=False
    )
    _check_given(application)
    words = "\n".join((str(control_id), *form.findings, str(form.answer_days)))
    content_hash = hashlib.sha256(words.encode()).hexdigest()
    entering = Entering(application.body, "control_notice", application_id, content_hash, at)
    placed = place(await enter_register(session, entering))
    # Whoever locks the register and an application locks the register first, as intake does.
    _check_given(await applications.application(session, application_id))
    if placed is None:
        raise LookupError("a new entry of the register has its place")
    body, year, number = placed
    control = Control(
        id=control_id, application_id=application_id, findings=form.findings,
        answer_days=form.answer_days, official=form.official, body=body, year=year, number=number,
        at=at,
    )  # fmt: skip
    session.add(control)
    fact = ControlStarted(
        application_id=application_id, control_id=control_id, answer_days=form.answer_days,
        register_year=year, register_number=number,
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, at=at)
    return StartedControl(control_id=control_id, protocol=protocol(number, year))


def _check_given(application: Row[Any]) -> None:
    if application.state != "awarded":
        raise NOTHING_GIVEN
