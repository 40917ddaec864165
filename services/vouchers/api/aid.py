"""The doors of state aid: what an official reads of it, and paying in a firm's place."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.aid import AidCard, Substitution, UnconfirmedAids
from contracts.vouchers.aid import ContributionsSubstituted
from kit.web import SERVICE
from services.vouchers.api.door import Key, database_of, registries_of
from services.vouchers.api.repeated import once
from services.vouchers.queries import aid
from services.vouchers.usecases.substitution import substitute_contributions

router = APIRouter(prefix="/v1")


@router.get("/applications/{application_id}/aid", **SERVICE)
async def get_aid(request: Request, application_id: UUID) -> AidCard:
    """Return the aid of an application: its code, its days, and what was counted."""
    async with database_of(request).reading() as session:
        return await aid.aid_card(session, application_id)


@router.get("/unconfirmed-aids", **SERVICE)
async def get_unconfirmed(request: Request) -> UnconfirmedAids:
    """Return the granted aids whose act the register does not know yet."""
    async with database_of(request).reading() as session:
        return await aid.unconfirmed_aids(session)


@router.post(
    "/applications/{application_id}/contribution-substitutions", status_code=201, **SERVICE
)
async def post_substitution(
    request: Request, application_id: UUID, body: Substitution, key: Key
) -> ContributionsSubstituted:
    """Pay the contributions of a firm out of what it is owed, by an act."""
    registries = registries_of(request)
    return await once(
        request, key, body.official, ContributionsSubstituted,
        lambda session: substitute_contributions(session, application_id, body, registries),
    )  # fmt: skip
