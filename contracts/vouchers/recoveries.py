"""Money that somebody must give back."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from kit.messages import Command, Event
from kit.money import Cents


class RecoveryDemanded(Event):
    """An act asks money back that was not due (recupero), in one part or more.

    Waits are counted from `at`.
    """

    title: ClassVar[str] = "recupero.richiesto"

    recovery_id: UUID
    application_id: UUID
    amount_cents: Cents
    due_on: list[date]
    at: datetime


class RecoveryReminded(Event):
    """A part of a recovery is past its day and was not given back, or none is any more.

    `next_due_on` is the next day to look again, None when nothing is left to look for; waits are
    counted from `at`.
    """

    title: ClassVar[str] = "recupero.sollecitato"

    recovery_id: UUID
    application_id: UUID
    overdue_cents: Cents
    next_due_on: date | None
    at: datetime


class RemindRecovery(Command[RecoveryReminded]):
    """Look whether a part of a recovery is overdue. Refuses `recovery-unknown` (404)."""

    recovery_id: UUID


class RecoveryReturned(Event):
    """Money was given back, and is available in its line again."""

    title: ClassVar[str] = "recupero.incassato"

    recovery_id: UUID
    application_id: UUID
    amount_cents: Cents
    left_cents: Cents


class RecoveryForgiven(Event):
    """An act gave up what was left of a recovery."""

    title: ClassVar[str] = "recupero.abbandonato"

    recovery_id: UUID
    application_id: UUID
    amount_cents: Cents
