"""Firms that are one undertaking: who says so, from when, until when, and on which paper."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.adhesions import AdhesionReceipt
from contracts.network import UndertakingLinked, UndertakingParted
from contracts.partnership import GroupLink, PartnershipSheet, SheetFiling
from contracts.undertakings import LinkedFirm, LinkEnding, LinkFiling
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.links import UndertakingLink
from services.network.queries import links
from services.network.rules.size import LINKED
from services.network.usecases.sheets import receive_sheet

Keyer = Callable[[str], str]


@dataclass(frozen=True)
class _Ends:
    """The keys of the two ends of a link."""

    controller: str
    controlled: str


async def record_link(session: AsyncSession, filing: LinkFiling, keyer: Keyer) -> UndertakingLinked:
    """Keep that one firm controls another; the same word again changes nothing.

    `keyer` gives the key of a VAT number. Refuses `linked-to-itself` and `ends-before-it-begins`
    422, and `link-overlaps` 409 when one of the same kind covers some of the days.
    """
    ends = _Ends(keyer(filing.controller.vat_number), keyer(filing.controlled.vat_number))
    if ends.controller == ends.controlled:
        raise Refusal("linked-to-itself", "Un'impresa non è collegata a sé stessa.", 422)
    if filing.to_on is not None and filing.to_on < filing.from_on:
        raise _ends_too_early()
    known = await links.between(session, ends.controller, ends.controlled, filing.kind)
    if same := next((each for each in known if _is_said_by(each, filing)), None):
        return _linked(same)
    _check_days(known, filing)
    row = _new(filing, ends)
    session.add(row)
    await announce(session, _linked(row))
    return _linked(row)


async def end_link(session: AsyncSession, link_id: UUID, ending: LinkEnding) -> UndertakingParted:
    """Keep the last civil day of a link.

    Refuses `unknown-link` 404, `link-already-ended` 409 and `ends-before-it-begins` 422.
    """
    row = await links.link(session, link_id)
    if row.to_on is not None:
        raise Refusal("link-already-ended", "Il collegamento ha già un ultimo giorno.")
    if ending.to_on < row.from_on:
        raise _ends_too_early()
    row.to_on, row.ending_evidence = ending.to_on, ending.evidence
    row.ended_by, row.ended_at = ending.ended_by, clock.now()
    fact = UndertakingParted(
        link_id=row.id,
        controller_key=row.controller_key,
        controlled_key=row.controlled_key,
        to_on=ending.to_on,
    )
    await announce(session, fact)
    return fact


async def receive_declaring_sheet(
    session: AsyncSession, filing: SheetFiling, keyer: Keyer
) -> AdhesionReceipt:
    """Register a Scheda with the links that it declares; refuses what `receive_sheet` refuses.

    An enterprise above 50 per cent that is named by its VAT number is linked from the day on which
    the Scheda arrived, if no link of theirs is known yet; an official may end it or add others.
    """
    receipt = await receive_sheet(session, filing, keyer(filing.sheet.identifier))
    for declared in _declared_links(filing):
        known = await links.between(
            session,
            keyer(declared.controller.vat_number),
            keyer(declared.controlled.vat_number),
            declared.kind,
        )
        if not any(_covers(each, declared.from_on) for each in known):
            await record_link(session, declared, keyer)
    return receipt


def _ends_too_early() -> Refusal:
    return Refusal("ends-before-it-begins", "Il collegamento finisce prima di cominciare.", 422)


def _is_said_by(row: UndertakingLink, filing: LinkFiling) -> bool:
    return (row.from_on, row.to_on) == (filing.from_on, filing.to_on)


def _check_days(known: Iterable[UndertakingLink], filing: LinkFiling) -> None:
    last = filing.to_on or date.max
    for each in known:
        if each.from_on <= last and filing.from_on <= (each.to_on or date.max):
            sentence = "Un collegamento già registrato copre una parte di questi giorni."
            raise Refusal("link-overlaps", sentence)


def _covers(row: UndertakingLink, from_on: date) -> bool:
    """Tell whether nothing is new in a link that runs from a day on."""
    return row.to_on is None or row.to_on >= from_on


def _new(filing: LinkFiling, ends: _Ends) -> UndertakingLink:
    return UndertakingLink(
        id=new_id(),
        controller_key=ends.controller,
        controller_vat_number=filing.controller.vat_number,
        controller_name=filing.controller.name,
        controlled_key=ends.controlled,
        controlled_vat_number=filing.controlled.vat_number,
        controlled_name=filing.controlled.name,
        recorded_at=clock.now(),
        **filing.model_dump(exclude={"controller", "controlled"}),
    )


def _linked(row: UndertakingLink) -> UndertakingLinked:
    return UndertakingLinked(
        link_id=row.id,
        controller_key=row.controller_key,
        controlled_key=row.controlled_key,
        from_on=row.from_on,
        to_on=row.to_on,
    )


def _declared_links(filing: SheetFiling) -> Iterable[LinkFiling]:
    """Yield the links that a Scheda names by their numbers, each as a filing of its own."""
    sheet, document = filing.sheet, filing.document
    if sheet.vat_number is None or sheet.size is None:
        return
    own = LinkedFirm(name=sheet.name, vat_number=sheet.vat_number)
    for each in sheet.size.links:
        other = _other_end(sheet, each)
        if other is not None:
            controller, controlled = (other, own) if each.holder else (own, other)
            yield LinkFiling(
                controller=controller,
                controlled=controlled,
                kind="majority_of_votes",
                from_on=clock.civil_day(document.arrived_at),
                evidence=f"Scheda Partnership {document.protocol}",
                document_id=document.document_id,
                source="declaration",
                recorded_by=filing.official,
            )


def _other_end(sheet: PartnershipSheet, link: GroupLink) -> LinkedFirm | None:
    if link.vat_number is None or link.kind != "enterprise" or link.percent <= LINKED:
        return None
    if link.vat_number == sheet.vat_number:
        return None
    return LinkedFirm(name=link.name, vat_number=link.vat_number)
