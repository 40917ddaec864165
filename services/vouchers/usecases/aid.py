"""The gate of state aid: looked up, registered before the act, confirmed after it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import AidFirm, AidRegistration, Certificate, GrantedAid
from contracts.vouchers.aid import AidChecked, AidRegistered, CheckAid, RegisterAid
from kit import clock
from kit.doors import TryAgain
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.aid import packaged_aid
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.aid import Aid, Room, check_room, room

_ASKED = text(
    "select r.amount_cents, r.support_form, l.alliance from reservation r "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line where r.application_id = :id"
)
# What was registered here is in the register too, but perhaps not in its extract yet.
_OURS = text(
    "select cor, amount_cents, registered_at from aid where undertaking = :undertaking "
    "and cor is not null"
)
_CHECK = text(
    "insert into aid_check (id, application_id, at, amount_cents, counted_cents, ceiling_cents, "
    "basis, aids, certificate) values (:id, :application_id, :at, :amount, :counted, :ceiling, "
    ":basis, :aids, :certificate)"
).bindparams(bindparam("aids", type_=JSONB))
# Two applications of one undertaking wait for each other.
_TURN = text("select pg_advisory_xact_lock(hashtextextended('aid:' || :undertaking, 0))")
_KNOWN = text("select application_id, cor, confirm_by_on from aid where application_id = :id")
_KEEP = text(
    "insert into aid (application_id, undertaking, amount_cents, state, cor, registered_at, "
    "confirm_by_on) values (:application_id, :undertaking, :amount, :state, :cor, :at, :by_on) "
    "on conflict (application_id) do nothing"
)
_PROJECT_LENGTH = 15


@dataclass(frozen=True)
class _Asked:
    """An aid that is asked for: how much, in which form, by which undertaking, on which day."""

    amount_cents: int
    needs: frozenset[str]
    alliance: str
    firm: AidFirm
    day: date

    @property
    def due(self) -> bool:
        """Whether it is aid to an undertaking."""
        return "de_minimis" in self.needs and self.firm.vat_number is not None

    @property
    def firms(self) -> list[str]:
        """Who is one undertaking with the firm, itself included."""
        return sorted({*self.firm.linked, self.firm.vat_number or ""} - {""})

    @property
    def undertaking(self) -> str:
        """What the undertaking is known by: not its numbers."""
        return hashlib.sha256(" ".join(self.firms).encode()).hexdigest()


async def check_aid(session: AsyncSession, command: CheckAid, registries: Registries) -> AidChecked:
    """Look up what an undertaking was granted, and whether the new aid fits to the cent.

    Refuses `no-project` without a CUP, `contributions-irregular`, and `de-minimis-exceeded` with
    the room left.
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
    await session.execute(_TURN, {"undertaking": asked.undertaking})
    await _check(session, command, asked, registries)
    rule = packaged_aid().register_on(asked.day)
    due = asked.due and rule is not None
    cor = await registries.register(_registration(command, asked)) if due else None
    by_on = asked.day + timedelta(days=rule.confirm_days) if due and rule else None
    values = {
        "application_id": command.application_id, "undertaking": asked.undertaking,
        "amount": asked.amount_cents, "state": "registered" if due else "not_due", "cor": cor,
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
    firm = AidFirm(application_id=command.application_id, vat_number=None)
    if "de_minimis" in needs:
        firm = await registries.firm(command.application_id)
    return _Asked(row.amount_cents, needs, row.alliance, firm, day)


async def _check(
    session: AsyncSession, command: CheckAid | RegisterAid, asked: _Asked, registries: Registries
) -> AidChecked:
    ceiling = packaged_aid().ceiling_on(asked.day)
    if not asked.due or ceiling is None:
        return _told(command, asked, Room(0, 0))
    _check_project(asked)
    certificate = await _certificate(asked, registries)
    aids = await _aids(session, asked, registries)
    counted = [Aid(each.on, each.cents) for each in aids]
    left = room(counted, ceiling.cents, ceiling.window, asked.day)
    check_room(left, asked.amount_cents)
    values = {
        "id": new_id(), "application_id": command.application_id, "at": clock.now(),
        "amount": asked.amount_cents, "counted": left.counted_cents, "ceiling": left.ceiling_cents,
        "basis": ceiling.basis, "aids": [each.model_dump(mode="json") for each in aids],
        "certificate": certificate.protocol if certificate else "",
    }  # fmt: skip
    await session.execute(_CHECK, values)
    fact = _told(command, asked, left)
    await announce(session, fact, alliance=asked.alliance)
    return fact


def _check_project(asked: _Asked) -> None:
    if "project" in asked.needs and len(asked.firm.cup) != _PROJECT_LENGTH:
        raise Refusal("no-project", "Manca il CUP: senza, l'atto sarebbe nullo.")


async def _certificate(asked: _Asked, registries: Registries) -> Certificate | None:
    rule = packaged_aid().contributions_on(asked.day)
    if "contributions" not in asked.needs or rule is None:
        return None
    found = await registries.certificate(asked.firm.vat_number or "")
    fresh = found.requested_on >= asked.day - timedelta(days=rule.days)
    if not (found.regular and fresh):
        raise Refusal("contributions-irregular", "Il DURC non è regolare o è scaduto.")
    return found


async def _aids(
    session: AsyncSession, asked: _Asked, registries: Registries
) -> Sequence[GrantedAid]:
    """Everything that counts: the register, what we registered, what was declared; each once."""
    found: dict[str, GrantedAid] = {}
    for firm in asked.firms:
        extract = await registries.extract(firm)
        found |= {each.cor or f"{each.on} {each.cents}": each for each in extract.aids}
    rows = (await session.execute(_OURS, {"undertaking": asked.undertaking})).all()
    for row in rows:
        on = clock.civil_day(row.registered_at)
        found.setdefault(row.cor, GrantedAid(on=on, cents=row.amount_cents, cor=row.cor))
    declared = [each for each in asked.firm.declared if not _is_known(each, found)]
    return [*found.values(), *declared]


def _is_known(declared: GrantedAid, found: dict[str, GrantedAid]) -> bool:
    return any((each.on, each.cents) == (declared.on, declared.cents) for each in found.values())


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
    )
