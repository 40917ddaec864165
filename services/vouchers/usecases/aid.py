"""The gate of state aid: looked up, registered before the act, confirmed after it."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import AidFirm, AidRegistration, Certificate
from contracts.undertakings import Undertaking, UndertakingFirm
from contracts.vouchers.aid import AidChecked, AidRegistered, CheckAid, RegisterAid
from kit import clock
from kit.doors import TryAgain
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.aid import packaged_aid
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.aid import Aid, Room, check_room, room
from services.vouchers.rules.contributions import holds
from services.vouchers.usecases import contributions
from services.vouchers.usecases.aid_sources import Sought, granted, wait_for_turn

_ASKED = text(
    "select r.amount_cents, r.support_form, l.alliance from reservation r "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line where r.application_id = :id"
)
_CHECK = text(
    "insert into aid_check (id, application_id, at, amount_cents, counted_cents, ceiling_cents, "
    "basis, aids, certificate, firms) values (:id, :application_id, :at, :amount, :counted, "
    ":ceiling, :basis, :aids, :certificate, :firms)"
).bindparams(bindparam("aids", type_=JSONB))
_KNOWN = text("select application_id, cor, confirm_by_on from aid where application_id = :id")
_KEEP = text(
    "insert into aid (application_id, undertaking, firm, amount_cents, state, cor, registered_at, "
    "confirm_by_on) values (:application_id, :undertaking, :firm, :amount, :state, :cor, :at, "
    ":by_on) on conflict (application_id) do nothing"
)
_PROJECT_LENGTH = 15


@dataclass(frozen=True)
class _Asked:
    """An aid that is asked for: how much, in which form, by which firm, on which day.

    `one` are the firms that are one undertaking with it that day, itself included; nobody asks when
    it is no aid.
    """

    amount_cents: int
    needs: frozenset[str]
    alliance: str
    firm: AidFirm
    day: date
    one: tuple[UndertakingFirm, ...] = ()

    @property
    def due(self) -> bool:
        """Whether it is aid to an undertaking."""
        return "de_minimis" in self.needs and self.firm.vat_number is not None

    @property
    def key(self) -> str:
        """By what the firm is known in every service."""
        return next((each.key for each in self.one if each.vat_number == self.firm.vat_number), "")

    @property
    def undertaking(self) -> str:
        """What the undertaking of that day is known by: not its numbers."""
        return hashlib.sha256(" ".join(sorted(each.key for each in self.one)).encode()).hexdigest()


async def check_aid(session: AsyncSession, command: CheckAid, registries: Registries) -> AidChecked:
    """Look up what an undertaking was granted, and whether the new aid fits to the cent.

    What counts is of all firms that are one with the firm today (impresa unica, art. 2 par. 2 Reg.
    (UE) 2023/2831), as the register has it, as we registered it, and as they declare it. Refuses
    `no-project` without a CUP, `contributions-irregular`, and `de-minimis-exceeded` with the room
    left.
    """
    asked = await _asked(session, command, registries)
    return await _check(session, command, asked, registries)


async def register_aid(
    session: AsyncSession, command: RegisterAid, registries: Registries
) -> AidRegistered:
    """Register an aid before its act and keep the code; again, the code is the same.

    One that is not due is kept as such. Refuses what `check_aid` refuses and `register-refuses`.
    """
    known = (await session.execute(_KNOWN, {"id": command.application_id})).one_or_none()
    if known is not None:
        return _registered(known)
    asked = await _asked(session, command, registries)
    await wait_for_turn(session, asked.one)
    await _check(session, command, asked, registries)
    rule = packaged_aid().register_on(asked.day)
    due = asked.due and rule is not None
    cor = await registries.register(_registration(command, asked)) if due else None
    by_on = asked.day + timedelta(days=rule.confirm_days) if due and rule else None
    values = {
        "application_id": command.application_id, "undertaking": asked.undertaking,
        "firm": asked.key, "amount": asked.amount_cents, "cor": cor,
        "state": "registered" if due else "not_due",
        "at": clock.now() if due else None, "by_on": by_on,
    }  # fmt: skip
    await session.execute(_KEEP, values)
    fact = AidRegistered(application_id=command.application_id, cor=cor, confirm_by_on=by_on)
    await announce(session, fact, alliance=asked.alliance)
    return fact


async def _asked(
    session: AsyncSession, command: CheckAid | RegisterAid, registries: Registries
) -> _Asked:
    row = (await session.execute(_ASKED, {"id": command.application_id})).one_or_none()
    if row is None:
        raise TryAgain("the application is not registered here yet")
    needs, day = packaged_aid().needs(row.support_form), clock.today()
    if "de_minimis" not in needs:
        nobody = AidFirm(application_id=command.application_id, vat_number=None)
        return _Asked(row.amount_cents, needs, row.alliance, nobody, day)
    firm = await registries.firm(command.application_id)
    one = await _undertaking(firm, day, registries)
    return _Asked(row.amount_cents, needs, row.alliance, firm, day, one.firms if one else ())


async def _undertaking(firm: AidFirm, day: date, registries: Registries) -> Undertaking | None:
    if firm.vat_number is None or packaged_aid().ceiling_on(day) is None:
        return None
    return await registries.undertaking(firm.vat_number, day)


async def _check(
    session: AsyncSession, command: CheckAid | RegisterAid, asked: _Asked, registries: Registries
) -> AidChecked:
    ceiling = packaged_aid().ceiling_on(asked.day)
    if not asked.due or ceiling is None:
        return _told(command, asked, Room(0, 0))
    _check_project(asked)
    certificate = await _certificate(session, asked, registries)
    aids = await granted(session, Sought(command.application_id, asked.one), registries)
    counted = [Aid(each.on, each.cents) for each in aids]
    left = room(counted, ceiling.cents, ceiling.window, asked.day)
    check_room(left, asked.amount_cents)
    values = {
        "id": new_id(), "application_id": command.application_id, "at": clock.now(),
        "amount": asked.amount_cents, "counted": left.counted_cents, "ceiling": left.ceiling_cents,
        "basis": ceiling.basis, "aids": [each.model_dump(mode="json") for each in aids],
        "certificate": certificate.protocol if certificate else "", "firms": len(asked.one),
    }  # fmt: skip
    await session.execute(_CHECK, values)
    fact = _told(command, asked, left)
    await announce(session, fact, alliance=asked.alliance)
    return fact


def _check_project(asked: _Asked) -> None:
    if "project" in asked.needs and len(asked.firm.cup) != _PROJECT_LENGTH:
        raise Refusal("no-project", "Manca il CUP: senza, l'atto sarebbe nullo.")


async def _certificate(
    session: AsyncSession, asked: _Asked, registries: Registries
) -> Certificate | None:
    rule = packaged_aid().contributions_on(asked.day)
    if "contributions" not in asked.needs or rule is None:
        return None
    number = asked.firm.vat_number or ""
    _, found = await contributions.ask(session, asked.key, number, registries)
    if not (found.regular and holds(found.requested_on, asked.day, rule.days)):
        raise Refusal("contributions-irregular", "Il DURC non è regolare o è scaduto.")
    return found


def _registration(command: RegisterAid, asked: _Asked) -> AidRegistration:
    return AidRegistration(
        key=str(command.application_id),
        vat_number=asked.firm.vat_number or "",
        cents=asked.amount_cents,
        on=asked.day,
        cup=asked.firm.cup,
    )


def _registered(known: Row[Any]) -> AidRegistered:
    return AidRegistered(
        application_id=known.application_id, cor=known.cor, confirm_by_on=known.confirm_by_on
    )


def _told(command: CheckAid | RegisterAid, asked: _Asked, left: Room) -> AidChecked:
    return AidChecked(
        application_id=command.application_id,
        due=asked.due,
        amount_cents=asked.amount_cents if left.ceiling_cents else 0,
        counted_cents=left.counted_cents,
        ceiling_cents=left.ceiling_cents,
        firms=max(1, len(asked.one)),
    )
