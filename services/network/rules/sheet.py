"""What follows from a Scheda Partnership that arrived: how it counts, its days, what is odd."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from contracts.adhesions import SheetWarning
from contracts.network import AdhesionState
from contracts.partnership import PartnershipSheet, SheetDocument, SizeClass
from contracts.places import Alliance
from kit.days import civil_day
from services.network.rules.size import SMES, Size, size_of

Kind = Literal["copy", "original"]

ANSWER_DAYS = 30  # L. 241/1990 art. 2 c. 2
REMIND_DAYS = 15
ORIGINAL_DAYS = 30


def needs_original(alliance: Alliance) -> bool:
    """Tell whether an alliance wants the signed original: some channel of its own carries it."""
    return any(channel.carries == "original" for channel in alliance.joining)


def counted_as(alliance: Alliance, document: SheetDocument) -> Kind:
    """Return whether a document counts as the original.

    What is signed digitally does by whatever channel it came; otherwise the channel must be one by
    which the alliance takes originals, or, where none is named, any but ordinary e-mail.
    """
    if document.kind == "copy" or document.signature == "none":
        return "copy"
    if document.signature == "digital":
        return "original"
    carrying = {channel.kind for channel in alliance.joining if channel.carries == "original"}
    carries = document.channel in carrying if carrying else document.channel != "email"
    return "original" if carries else "copy"


def first_state(alliance: Alliance, document: SheetDocument) -> AdhesionState:
    """Return where a Scheda begins: late after the project, provisional while a copy is all."""
    if is_late(alliance, document.arrived_at):
        return "late"
    waits = needs_original(alliance) and counted_as(alliance, document) == "copy"
    return "provisional" if waits else "received"


def is_late(alliance: Alliance, arrived_at: datetime) -> bool:
    """Tell whether something arrived after the last day of the project."""
    return alliance.period is not None and civil_day(arrived_at) > alliance.period.ends_on


def answer_due_on(arrived_at: datetime) -> date:
    """Return the day by which a Scheda is answered, whatever the answer is."""
    return civil_day(arrived_at) + timedelta(days=ANSWER_DAYS)


def original_days(arrived_at: datetime) -> tuple[date, date]:
    """Return the day of the reminder and the day by which the original should be there."""
    day = civil_day(arrived_at)
    return day + timedelta(days=REMIND_DAYS), day + timedelta(days=ORIGINAL_DAYS)


def size(sheet: PartnershipSheet) -> Size | None:
    """Return the computed size of who joins; None when no figures were given."""
    return size_of(sheet.size) if sheet.size else None


def counts(size_class: SizeClass | None) -> bool:
    """Tell whether who joins counts toward a target of micro, small and medium firms.

    Who gave no figures counts until somebody finds that it should not.
    """
    return size_class is None or size_class in SMES


def warnings(
    alliance: Alliance, sheet: PartnershipSheet, document: SheetDocument
) -> tuple[SheetWarning, ...]:
    """Return what a person should look at; nothing is refused for it."""
    return (*_of_document(alliance, document), *_of_sheet(sheet))


def _of_document(alliance: Alliance, document: SheetDocument) -> Iterator[SheetWarning]:
    offered = {channel.kind for channel in alliance.joining}
    if offered and document.channel not in offered:
        yield "channel_not_offered"
    if document.kind == "original" and counted_as(alliance, document) == "copy":
        yield "not_an_original"


def _of_sheet(sheet: PartnershipSheet) -> Iterator[SheetWarning]:
    computed = size(sheet)
    if computed and not counts(computed.size_class):
        yield "not_sme"
    declared = sheet.size.declared_class if sheet.size else None
    if computed and declared and declared != computed.size_class:
        yield "size_differs"
    if not (sheet.commitments.monitoring and sheet.commitments.priority_to_carers):
        yield "commitment_missing"
