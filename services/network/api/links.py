"""The door of firms that are one undertaking, and of the aid that they declare."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.network import AidDeclared, UndertakingLinked, UndertakingParted
from contracts.undertakings import (
    AidDeclaration,
    DeclarationCard,
    DeclarationWithdrawal,
    LinkEnding,
    LinkFiling,
    Undertaking,
    UndertakingQuestion,
)
from kit.web import SERVICE
from services.network.api.door import IdempotencyKey, Reading, Repeatable, keyed, once
from services.network.usecases import links, undertakings

router = APIRouter(prefix="/v1")


@router.post("/undertaking-links", status_code=201, **SERVICE)
async def record_link(
    request: Request, filing: LinkFiling, key: IdempotencyKey
) -> UndertakingLinked:
    """Keep that one firm controls another."""
    asked = Repeatable(key, filing.recorded_by, UndertakingLinked)
    return await once(
        request, asked, lambda s: links.record_link(s, filing, lambda code: keyed(request, code))
    )


@router.post("/undertaking-links/{link_id}/endings", status_code=201, **SERVICE)
async def end_link(
    request: Request, link_id: UUID, ending: LinkEnding, key: IdempotencyKey
) -> UndertakingParted:
    """Keep the last civil day of a link."""
    asked = Repeatable(key, ending.ended_by, UndertakingParted)
    return await once(request, asked, lambda s: links.end_link(s, link_id, ending))


@router.post("/aid-declarations", status_code=201, **SERVICE)
async def declare_aid(request: Request, said: AidDeclaration, key: IdempotencyKey) -> AidDeclared:
    """Write down what a firm says that it was granted."""
    asked, firm = (
        Repeatable(key, said.recorded_by, AidDeclared),
        keyed(request, said.firm.vat_number),
    )
    return await once(request, asked, lambda s: undertakings.declare_aid(s, said, firm))


@router.post("/aid-declarations/{declaration_id}/withdrawals", status_code=201, **SERVICE)
async def withdraw_declaration(
    request: Request, declaration_id: UUID, asked: DeclarationWithdrawal, key: IdempotencyKey
) -> DeclarationCard:
    """Have a declaration of aid count no more."""
    again = Repeatable(key, asked.withdrawn_by, DeclarationCard)
    return await once(
        request, again, lambda s: undertakings.withdraw_declaration(s, declaration_id, asked)
    )


@router.post("/queries/undertaking", **SERVICE)
async def ask_undertaking(
    request: Request, session: Reading, question: UndertakingQuestion
) -> Undertaking:
    """Return the firms that are one with a firm on a day, and what they declared."""
    key = keyed(request, question.vat_number)
    return await undertakings.undertaking(session, question, key)
