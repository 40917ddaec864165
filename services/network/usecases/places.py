"""The shared places of an agreement, and the one list of those who wait for them."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.agreements import (
    AgreementCard,
    MemberSigning,
    PlaceAsking,
    PlaceCard,
    PlaceLeaving,
)
from contracts.network import PlaceAwaited, PlaceGiven, PlaceLeft
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.adhesions import Organisation
from services.network.models.agreements import Agreement, AgreementPlace
from services.network.queries import adhesions, agreements, employments
from services.network.usecases.agreements import check_is_member


async def ask_place(
    session: AsyncSession, agreement_id: UUID, asking: PlaceAsking, worker_key: str
) -> PlaceCard:
    """Give a place to somebody who works for a member, or a turn at the end of the one list.

    Who has a place or a turn keeps it. Refuses `unknown-agreement` and `not-a-member` 404,
    `day-outside` 422, and `not-a-worker` 409 when the member has not confirmed the relation.
    """
    row = await agreements.agreement(session, agreement_id)
    await check_is_member(session, row.id, asking.adhesion_id)
    if not row.starts_on <= asking.from_on <= (row.ends_on or date.max):
        raise Refusal("day-outside", "Il giorno è fuori dal periodo della convenzione.", 422)
    if known := await agreements.held(session, row.id, worker_key):
        return await _card(session, known)
    member = await _member(session, asking.adhesion_id)
    await _check_works(session, member, worker_key, asking.from_on)
    place = _new(row, asking, worker_key)
    session.add(place)
    await session.flush()
    await _tell(session, row, place, member)
    return await _card(session, place)


async def leave_place(session: AsyncSession, place_id: UUID, leaving: PlaceLeaving) -> PlaceCard:
    """Give a place or a turn back; who waits longest, of whatever member, gets a place at once.

    The next one has it from the day after, or from the day that was asked for if that is later.
    Refuses `unknown-place` 404, `place-already-left` 409 and `ends-before-it-begins` 422.
    """
    found = await agreements.place(session, place_id)
    row = await agreements.agreement(session, found.agreement_id)
    found = await agreements.place(session, place_id)
    had_a_place = found.state == "placed"
    _check_leaving(found, leaving)
    found.state, found.to_on, found.left_by = "left", leaving.to_on, leaving.left_by
    await session.flush()
    member = await _member(session, found.adhesion_id)
    fact = PlaceLeft(
        place_id=found.id,
        agreement_id=row.id,
        organisation_key=member.key,
        to_on=leaving.to_on,
    )
    await announce(session, fact, alliance=row.alliance)
    if had_a_place:
        await _give_to_the_next(session, row, leaving.to_on + timedelta(days=1))
    return await _card(session, found)


async def agreement_card(session: AsyncSession, agreement_id: UUID) -> AgreementCard:
    """Return an agreement with its places and its list; refuses `unknown-agreement` (404)."""
    row = await agreements.agreement(session, agreement_id, lock=False)
    members = tuple(
        MemberSigning(adhesion_id=each.adhesion_id, share=each.share)
        for each in await agreements.members(session, agreement_id)
    )
    items = _numbered(list(await agreements.places(session, agreement_id)))
    waiting = sum(each.state == "waiting" for each in items)
    said = row.model_dump(include=set(AgreementCard.model_fields) & set(Agreement.model_fields))
    known = {"agreement_id": row.id, "members": members, "items": items, "waiting": waiting}
    return AgreementCard.model_validate({**said, **known})


async def _give_to_the_next(session: AsyncSession, row: Agreement, from_on: date) -> None:
    first = await agreements.next_waiting(session, row.id)
    if first is None or from_on > (row.ends_on or date.max):
        return
    first.state, first.from_on = "placed", max(first.from_on, from_on)
    await session.flush()
    await _tell(session, row, first, await _member(session, first.adhesion_id))


async def _tell(
    session: AsyncSession, row: Agreement, place: AgreementPlace, member: Organisation
) -> None:
    about = {"place_id": place.id, "agreement_id": row.id, "organisation_key": member.key}
    if place.state == "placed":
        fact: PlaceGiven | PlaceAwaited = PlaceGiven(**about, from_on=place.from_on)
    else:
        fact = PlaceAwaited(**about)
    await announce(session, fact, alliance=row.alliance)


def _new(row: Agreement, asking: PlaceAsking, worker_key: str) -> AgreementPlace:
    return AgreementPlace(
        id=new_id(),
        agreement_id=row.id,
        adhesion_id=asking.adhesion_id,
        worker_key=worker_key,
        state="placed" if row.taken < row.places else "waiting",
        from_on=asking.from_on,
        asked_by=asking.asked_by,
        asked_at=clock.now(),
    )


async def _member(session: AsyncSession, adhesion_id: UUID) -> Organisation:
    _, organisation = await adhesions.adhesion(session, adhesion_id, lock=False)
    return organisation


async def _check_works(
    session: AsyncSession, member: Organisation, worker_key: str, day: date
) -> None:
    running = await employments.employed_on(session, member.key, day)
    if worker_key not in {each.worker_key for each in running}:
        sentence = "L'organizzazione non ha confermato che questa persona vi lavora."
        raise Refusal("not-a-worker", sentence)


def _check_leaving(place: AgreementPlace, leaving: PlaceLeaving) -> None:
    if place.state == "left":
        raise Refusal("place-already-left", "Il posto è già stato lasciato.")
    if place.state == "placed" and leaving.to_on < place.from_on:
        raise Refusal("ends-before-it-begins", "Il posto finisce prima di cominciare.", 422)


async def _card(session: AsyncSession, place: AgreementPlace) -> PlaceCard:
    every = list(await agreements.places(session, place.agreement_id))
    return next(each for each in _numbered(every) if each.place_id == place.id)


def _numbered(places: list[AgreementPlace]) -> tuple[PlaceCard, ...]:
    """Return places in order, those who wait with their position."""
    waiting = [each.id for each in places if each.state == "waiting"]
    return tuple(
        PlaceCard.model_validate(
            {
                **each.model_dump(include={"adhesion_id", "state", "from_on", "to_on"}),
                "place_id": each.id,
                "position": waiting.index(each.id) + 1 if each.id in waiting else None,
            }
        )
        for each in places
    )
