"""The door of front desks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from contracts.agreements import Month
from contracts.desks import (
    AccessAnswer,
    AccessQuestion,
    ContactCounts,
    ContactFiling,
    ContactKept,
    DeskActFiling,
    DeskCard,
    DeskCards,
    DeskCases,
    DeskLog,
    DeskOpening,
    OperatorPosting,
    PostedOperator,
)
from contracts.network import DeskActRecorded
from contracts.places import Slug
from contracts.publishing import Official
from kit.web import PUBLIC, SERVICE
from services.network.api.door import IdempotencyKey, Reading, Repeatable, done, keyed, once
from services.network.usecases import desks

router = APIRouter(prefix="/v1")


@router.get("/alliances/{slug}/desks", **PUBLIC)
async def list_desks(session: Reading, slug: Slug) -> DeskCards:
    """Return the desks of an alliance, with their hours."""
    return await desks.desk_cards(session, slug)


@router.post("/desks", status_code=201, **SERVICE)
async def open_desk(request: Request, opening: DeskOpening, key: IdempotencyKey) -> DeskCard:
    """Open a desk of a partner."""
    asked = Repeatable(key, opening.official, DeskCard)
    return await once(request, asked, lambda s: desks.open_desk(s, opening))


@router.post("/desks/{desk_id}/operators", status_code=201, **SERVICE)
async def post_operator(
    request: Request, desk_id: UUID, posting: OperatorPosting
) -> PostedOperator:
    """Say on which days an operator works at a desk."""
    return await done(request, posting.official, lambda s: desks.post_operator(s, desk_id, posting))


@router.post("/desks/{desk_id}/contacts", status_code=201, **SERVICE)
async def keep_contact(
    request: Request, desk_id: UUID, filing: ContactFiling, key: IdempotencyKey
) -> ContactKept:
    """Write down that somebody came, without a name."""
    asked = Repeatable(key, filing.operator, ContactKept)
    return await once(request, asked, lambda s: desks.keep_contact(s, desk_id, filing))


@router.get("/desks/{desk_id}/contacts/{month}", **SERVICE)
async def count_contacts(session: Reading, desk_id: UUID, month: Month) -> ContactCounts:
    """Count the contacts of a month by topic and outcome."""
    return await desks.contact_counts(session, desk_id, month)


@router.post("/desks/{desk_id}/acts", status_code=201, **SERVICE)
async def record_act(
    request: Request, desk_id: UUID, filing: DeskActFiling, key: IdempotencyKey
) -> DeskActRecorded:
    """Write what an operator did for somebody."""
    asked = Repeatable(key, filing.operator, DeskActRecorded)
    principal = keyed(request, filing.principal_tax_code)
    return await once(
        request, asked, lambda s: desks.record_desk_act(s, desk_id, filing, principal)
    )


@router.get("/desks/{desk_id}/cases", **SERVICE)
async def list_cases(
    session: Reading, desk_id: UUID, operator: Annotated[Official, Query()]
) -> DeskCases:
    """Return the applications of a desk for one who works there."""
    return await desks.desk_cases(session, desk_id, operator)


@router.get("/desks/{desk_id}/log", **SERVICE)
async def read_log(session: Reading, desk_id: UUID) -> DeskLog:
    """Return what operators of a desk did for others."""
    return await desks.desk_log(session, desk_id)


@router.post("/queries/desk-access", **SERVICE)
async def ask_access(session: Reading, question: AccessQuestion) -> AccessAnswer:
    """Tell what an operator may do with an application."""
    return await desks.desk_access(session, question)
