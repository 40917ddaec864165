"""Agreements between organisations: signing, and what a month costs each."""

from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.agreements import (
    AgreementSigning,
    CostFiling,
    MemberMonth,
    MonthStatement,
    UseFiling,
)
from contracts.network import AgreementSigned
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.agreements import (
    Agreement,
    AgreementCost,
    AgreementMember,
    AgreementUse,
)
from services.network.queries import adhesions, agreements
from services.network.rules.split import apportion, weights

FIRST_DAY = "-01"


async def sign_agreement(session: AsyncSession, signing: AgreementSigning) -> AgreementSigned:
    """Keep an agreement with its members, in the order in which they signed.

    Refuses `unknown-alliance` and `unknown-adhesion` 404, `same-member` and `ends-before-it-begins`
    422, `adhesion-not-confirmed` 409.
    """
    await adhesions.alliance(session, signing.alliance)
    if signing.ends_on is not None and signing.ends_on < signing.starts_on:
        raise Refusal("ends-before-it-begins", "La convenzione finisce prima di cominciare.", 422)
    if len({each.adhesion_id for each in signing.members}) < len(signing.members):
        raise Refusal("same-member", "Un'organizzazione è scritta due volte.", 422)
    row = _new(signing)
    session.add(row)
    await session.flush()
    for position, each in enumerate(signing.members, start=1):
        await _check_member(session, each.adhesion_id, signing.alliance)
        session.add(AgreementMember(agreement_id=row.id, position=position, **each.model_dump()))
    fact = AgreementSigned(
        agreement_id=row.id,
        alliance=row.alliance,
        places=row.places,
        members=len(signing.members),
    )
    await announce(session, fact, alliance=row.alliance)
    return fact


async def record_use(
    session: AsyncSession, agreement_id: UUID, filing: UseFiling
) -> MonthStatement:
    """Record what a member used in a month, and return what the month costs each now.

    Refuses `unknown-agreement` and `not-a-member` 404, `month-outside` 422 and `uses-below-zero`.
    """
    row = await agreements.agreement(session, agreement_id)
    await check_is_member(session, row.id, filing.adhesion_id)
    _check_month(row, filing.month)
    before = (await agreements.uses(session, row.id, filing.month)).get(filing.adhesion_id, 0)
    if before + filing.uses < 0:
        raise Refusal("uses-below-zero", "La correzione toglie più presenze di quelle registrate.")
    said = filing.model_dump()
    session.add(AgreementUse(id=new_id(), agreement_id=row.id, at=clock.now(), **said))
    await session.flush()
    return await month_statement(session, row.id, filing.month)


async def record_cost(
    session: AsyncSession, agreement_id: UUID, filing: CostFiling
) -> MonthStatement:
    """Record the invoice of a month, once, and return what the month costs each now.

    Refuses `unknown-agreement` 404 and `month-outside` 422.
    """
    row = await agreements.agreement(session, agreement_id)
    _check_month(row, filing.month)
    said = {"id": new_id(), "agreement_id": row.id, "at": clock.now(), **filing.model_dump()}
    await session.execute(insert(AgreementCost).values(said).on_conflict_do_nothing())
    return await month_statement(session, row.id, filing.month)


async def month_statement(session: AsyncSession, agreement_id: UUID, month: str) -> MonthStatement:
    """Return what a month cost and what each member owes, to the cent.

    Refuses `unknown-agreement` (404).
    """
    row = await agreements.agreement(session, agreement_id, lock=False)
    members = await agreements.members(session, agreement_id)
    used = await agreements.uses(session, agreement_id, month)
    cost = await agreements.cost_cents(session, agreement_id, month)
    uses = [used.get(each.adhesion_id, 0) for each in members]
    said = _terms(row)
    parts = apportion(cost, weights(said.split, [each.share for each in members], uses))
    items = tuple(
        MemberMonth(adhesion_id=each.adhesion_id, share=each.share, uses=use, amount_cents=part)
        for each, use, part in zip(members, uses, parts, strict=True)
    )
    return said.model_copy(update={"month": month, "cost_cents": cost, "items": items})


async def check_is_member(session: AsyncSession, agreement_id: UUID, adhesion_id: UUID) -> None:
    """Refuse `not-a-member` (404) for an organisation that did not sign."""
    if adhesion_id not in {
        each.adhesion_id for each in await agreements.members(session, agreement_id)
    }:
        raise Refusal("not-a-member", "L'organizzazione non fa parte della convenzione.", 404)


def _new(signing: AgreementSigning) -> Agreement:
    said = signing.model_dump(exclude={"members", "official"})
    return Agreement(id=new_id(), signed_by=signing.official, signed_at=clock.now(), **said)


def _terms(row: Agreement) -> MonthStatement:
    """Return an empty statement of an agreement."""
    return MonthStatement.model_validate(
        {"agreement_id": row.id, "month": "", "split": row.split, "cost_cents": 0, "items": ()}
    )


async def _check_member(session: AsyncSession, adhesion_id: UUID, alliance: str) -> None:
    adhesion, _ = await adhesions.adhesion(session, adhesion_id)
    if adhesion.state != "confirmed" or adhesion.alliance != alliance:
        sentence = "Un'organizzazione che firma non aderisce a questa alleanza."
        raise Refusal("adhesion-not-confirmed", sentence)


def _check_month(row: Agreement, month: str) -> None:
    first = date.fromisoformat(month + FIRST_DAY)
    begins = row.starts_on.replace(day=1)
    if first < begins or (row.ends_on is not None and first > row.ends_on):
        raise Refusal("month-outside", "Il mese è fuori dal periodo della convenzione.", 422)
