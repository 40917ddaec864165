"""The network in lists, as officials read it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.desks import PostedOperator
from contracts.roll import (
    AdhesionRoll,
    AdhesionRow,
    AgreementCards,
    PlanCards,
    PostedOperators,
    RollQuestion,
    SheetCard,
    SurveyCards,
)
from services.network.queries import adhesions, desks, roll
from services.network.usecases.places import agreement_card
from services.network.usecases.plans import plan_card
from services.network.usecases.surveys import survey_card


async def adhesion_roll(session: AsyncSession, asked: RollQuestion) -> AdhesionRoll:
    """Return a page of adhesions by what is due first; those that wait for nothing come last."""
    rows = await roll.roll(session, asked)
    items = [
        AdhesionRow(
            adhesion_id=row.id,
            organisation_key=row.key,
            name=row.name,
            alliance=row.alliance,
            state=row.state,
            received_at=row.received_at,
            due=row.due,
            due_on=row.due_on,
        )
        for row in rows[: asked.limit]
    ]
    counts = await roll.counts(session, asked.alliance or "")
    found = {"items": items, "counts": counts, "more": len(rows) > asked.limit}
    return AdhesionRoll.model_validate(found)


async def sheet_card(session: AsyncSession, adhesion_id: UUID) -> SheetCard:
    """Return what the last Scheda of an adhesion says; refuses `unknown-adhesion` (404)."""
    _, organisation = await adhesions.adhesion(session, adhesion_id, lock=False)
    newest = await adhesions.newest_sheet(session, adhesion_id)
    return SheetCard.model_validate(
        {
            "organisation_key": organisation.key,
            "municipality": organisation.municipality,
            "sheet": newest.sheet if newest else None,
            "revision": newest.revision if newest else 0,
            "arrived_at": newest.at if newest else None,
        }
    )


async def plans_of(session: AsyncSession, adhesion_id: UUID) -> PlanCards:
    """Return the plans of an adhesion; refuses `unknown-adhesion` (404)."""
    await adhesions.adhesion(session, adhesion_id, lock=False)
    ids = await roll.plans(session, adhesion_id)
    return PlanCards(items=tuple([await plan_card(session, each) for each in ids]))


async def agreements_of(session: AsyncSession, adhesion_id: UUID) -> AgreementCards:
    """Return the agreements that an adhesion is in; refuses `unknown-adhesion` (404)."""
    await adhesions.adhesion(session, adhesion_id, lock=False)
    ids = await roll.agreements(session, adhesion_id)
    return AgreementCards(items=tuple([await agreement_card(session, each) for each in ids]))


async def surveys_of(session: AsyncSession, alliance: str) -> SurveyCards:
    """Return the surveys of an alliance; refuses `unknown-alliance` (404)."""
    await adhesions.alliance(session, alliance)
    ids = await roll.surveys(session, alliance)
    return SurveyCards(items=tuple([await survey_card(session, each) for each in ids]))


async def operators_of(session: AsyncSession, desk_id: UUID) -> PostedOperators:
    """Return who works at a desk, or did; refuses `unknown-desk` (404)."""
    await desks.desk(session, desk_id)
    fields = set(PostedOperator.model_fields)
    rows = await roll.operators(session, desk_id)
    items = [PostedOperator.model_validate(each.model_dump(include=fields)) for each in rows]
    return PostedOperators(items=tuple(items))
