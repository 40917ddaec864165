"""What officials read of adhesions."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.adhesions import (
    AdhesionCard,
    AdhesionCards,
    AdhesionIds,
    AdhesionLetterFacts,
    AdhesionLetterFactsList,
    AdhesionStepRequest,
    DocumentEntry,
    StepEntry,
    TargetStanding,
)
from kit import clock
from services.network.models.adhesions import Adhesion, AdhesionDocument, Organisation, StepRecord
from services.network.queries import adhesions
from services.network.rules.states import STEPS
from services.network.rules.target import firms_target, standing
from services.network.usecases.adhesions import states_of, take_step


async def adhesion_card(session: AsyncSession, adhesion_id: UUID) -> AdhesionCard:
    """Return an adhesion with its documents, history and next steps; refuses `unknown-adhesion`."""
    adhesion, organisation = await adhesions.adhesion(session, adhesion_id, lock=False)
    documents = tuple(_document(each) for each in await adhesions.documents(session, adhesion.id))
    history = tuple(_step(each) for each in await adhesions.history(session, adhesion.id))
    return _card(adhesion, organisation, documents, history)


async def after_step(
    session: AsyncSession, adhesion_id: UUID, request: AdhesionStepRequest
) -> AdhesionCard:
    """Take one step with an adhesion and return it as it is then; refuses what `take_step` does."""
    await take_step(session, adhesion_id, request)
    await session.flush()
    return await adhesion_card(session, adhesion_id)


async def adhesion_cards(session: AsyncSession, slug: str) -> AdhesionCards:
    """Return the adhesions to an alliance in order of arrival; refuses `unknown-alliance` (404)."""
    await adhesions.alliance(session, slug)
    found = [
        await adhesion_card(session, each) for each in await adhesions.of_alliance(session, slug)
    ]
    return AdhesionCards(items=tuple(found))


async def letter_facts(session: AsyncSession, ids: AdhesionIds) -> AdhesionLetterFactsList:
    """Return what letters about adhesions say; refuses `unknown-adhesion` (404).

    They bear the name of the body that leads the alliance on the present day.
    """
    found = [await _letter_facts(session, each) for each in ids.adhesion_ids]
    return AdhesionLetterFactsList(items=tuple(found))


async def target_standing(session: AsyncSession, slug: str) -> TargetStanding:
    """Tell how many firms joined an alliance against its target; refuses `unknown-alliance`."""
    target = firms_target(await adhesions.written(session, slug))
    joined = await adhesions.joined(session, slug)
    if target is None:
        return standing(joined, None, None)
    return standing(joined, target.minimum, target.maximum)


def _card(
    adhesion: Adhesion,
    organisation: Organisation,
    documents: tuple[DocumentEntry, ...],
    history: tuple[StepEntry, ...],
) -> AdhesionCard:
    said = adhesion.model_dump(
        include=set(AdhesionCard.model_fields) & set(Adhesion.model_fields),
    )
    return AdhesionCard.model_validate(
        {
            **said,
            "adhesion_id": adhesion.id,
            "name": organisation.name,
            "documents": documents,
            "history": history,
            "allowed": STEPS[states_of(adhesion)],
        }
    )


async def _letter_facts(session: AsyncSession, adhesion_id: UUID) -> AdhesionLetterFacts:
    adhesion, organisation = await adhesions.adhesion(session, adhesion_id, lock=False)
    alliance = await adhesions.written(session, adhesion.alliance)
    body = alliance.lead_on(clock.today())
    sheet = await adhesions.newest_sheet(session, adhesion_id)
    documents = await adhesions.documents(session, adhesion_id)
    reasons = [each.reason for each in await adhesions.history(session, adhesion_id) if each.reason]
    said = adhesion.model_dump(
        include=set(AdhesionLetterFacts.model_fields) & set(Adhesion.model_fields)
    )
    return AdhesionLetterFacts(
        adhesion_id=adhesion.id,
        name=organisation.name,
        email=sheet.sheet["email"] if sheet else None,
        pec=sheet.sheet["pec"] if sheet else None,
        alliance_name=alliance.name,
        body_name=body.name if body else "",
        body_office=(body.office if body else None) or "",
        body_pec=(body.pec if body else None) or "",
        protocol=documents[0].protocol if documents else "",
        reason=reasons[-1] if reasons else "",
        **said,
    )


def _document(row: AdhesionDocument) -> DocumentEntry:
    return DocumentEntry.model_validate(row.model_dump(include=set(DocumentEntry.model_fields)))


def _step(row: StepRecord) -> StepEntry:
    return StepEntry.model_validate(row.model_dump(include=set(StepEntry.model_fields)))
