"""State aid: looked up, registered before the act and confirmed after it."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from kit.messages import Command, Event
from kit.money import Cents


class AidChecked(Event):
    """What an undertaking was granted was looked up, and the new aid fits below the ceiling.

    `due` says whether the aid must be registered; when it is not, the sums are zero. What counts is
    of so many `firms` that are one undertaking.
    """

    title: ClassVar[str] = "aiuto.verificato"

    application_id: UUID
    due: bool
    amount_cents: Cents
    counted_cents: Cents
    ceiling_cents: Cents
    firms: int = 1


class CheckAid(Command[AidChecked]):
    """Look whether an application may be granted its aid (de minimis, DURC, CUP).

    Refuses `de-minimis-exceeded` with the room left, `contributions-irregular` and `no-project`.
    """

    application_id: UUID


class AidRegistered(Event):
    """The national register took an aid before its act, under the code `cor`.

    The act must be told to it by `confirm_by_on`, that day included; both are None when the aid is
    not due to be registered.
    """

    title: ClassVar[str] = "aiuto.registrato"

    application_id: UUID
    cor: str | None
    confirm_by_on: date | None


class RegisterAid(Command[AidRegistered]):
    """Register the aid of an application before it is granted (art. 9 DM 115/2017).

    Refuses what CheckAid refuses, and `register-refuses` when the register does.
    """

    application_id: UUID


class AidConfirmed(Event):
    """The register knows the act that granted an aid, in time or `late`."""

    title: ClassVar[str] = "aiuto.confermato"

    application_id: UUID
    cor: str
    late: bool


class ConfirmAid(Command[AidConfirmed]):
    """Tell the register the act of a granted aid; one without a day is of today.

    Refuses `no-cor` and `no-award`.
    """

    application_id: UUID
    act: str = Field(min_length=1, max_length=40)
    act_on: date | None = None


class AidUnconfirmed(Event):
    """The last days to confirm an aid come, or went by: somebody must tell the register the act."""

    title: ClassVar[str] = "aiuto.da-confermare"

    application_id: UUID
    cor: str
    confirm_by_on: date
    late: bool


class RaiseAidAlarm(Command[AidUnconfirmed]):
    """Tell that an aid is not confirmed yet. Refuses `no-cor` and `aid-confirmed`."""

    application_id: UUID


class ContributionsSubstituted(Event):
    """A part of what a firm is owed goes to whom it owes contributions (intervento sostitutivo)."""

    title: ClassVar[str] = "contributi.pagati-al-posto"

    substitution_id: UUID
    application_id: UUID
    creditor: Literal["inps", "inail", "cassa_edile"]
    amount_cents: Cents
