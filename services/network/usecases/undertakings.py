"""What firms declare to have been granted, and the whole of an undertaking on a day."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import GrantedAid
from contracts.network import AidDeclarationWithdrawn, AidDeclared
from contracts.partnership import AidReceived
from contracts.undertakings import (
    AidDeclaration,
    DeclarationCard,
    DeclarationWithdrawal,
    LinkCard,
    LinkedFirm,
    Undertaking,
    UndertakingFirm,
    UndertakingQuestion,
)
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.links import DeclaredAid, UndertakingLink
from services.network.queries import links
from services.network.rules.links import Declared, Link, declared_once, one_with


async def declare_aid(session: AsyncSession, said: AidDeclaration, firm_key: str) -> AidDeclared:
    """Write down what a firm says that it was granted; it counts until it is withdrawn."""
    row = DeclaredAid(
        id=new_id(),
        firm_key=firm_key,
        firm_vat_number=said.firm.vat_number,
        firm_name=said.firm.name,
        aids=[each.model_dump(mode="json") for each in said.aids],
        evidence=said.evidence,
        application_id=said.application_id,
        recorded_by=said.recorded_by,
        recorded_at=clock.now(),
    )
    session.add(row)
    fact = AidDeclared(declaration_id=row.id, organisation_key=firm_key, aids=len(said.aids))
    await announce(session, fact)
    return fact


async def withdraw_declaration(
    session: AsyncSession, declaration_id: UUID, asked: DeclarationWithdrawal
) -> DeclarationCard:
    """Have a declaration of aid count no more.

    Refuses `unknown-declaration` 404 and `declaration-withdrawn` 409.
    """
    row = await links.declaration(session, declaration_id)
    if row.withdrawn_by is not None:
        raise Refusal("declaration-withdrawn", "La dichiarazione è già stata ritirata.")
    row.withdrawn_by, row.withdrawn_at = asked.withdrawn_by, clock.now()
    row.reason = asked.reason
    fact = AidDeclarationWithdrawn(declaration_id=row.id, organisation_key=row.firm_key)
    await announce(session, fact, why=asked.reason)
    return _declaration(row)


async def undertaking(
    session: AsyncSession, question: UndertakingQuestion, key: str
) -> Undertaking:
    """Return all firms that are one with a firm on a day, and what each declared.

    Declared is what the newest Scheda of each adhesion says, and what officials wrote down from
    other papers.
    """
    rows = await links.holding_on(session, question.on)
    one = one_with(key, [_link(row) for row in rows], question.on)
    within = [row for row in rows if row.controller_key in one]
    numbers = {key: question.vat_number, **_numbers(within)}
    declared = await _declared(session, sorted(one))
    firms = [
        UndertakingFirm(vat_number=numbers[each], key=each, declared=declared[each]) for each in one
    ]
    firms.sort(key=lambda firm: firm.vat_number)
    return Undertaking(firms=tuple(firms), links=tuple(link_card(row) for row in within))


def link_card(row: UndertakingLink) -> LinkCard:
    """Return a link as an official reads it."""
    known = row.model_dump(include=set(LinkCard.model_fields) & set(UndertakingLink.model_fields))
    return LinkCard(
        link_id=row.id,
        controller=LinkedFirm(name=row.controller_name, vat_number=row.controller_vat_number),
        controlled=LinkedFirm(name=row.controlled_name, vat_number=row.controlled_vat_number),
        **known,
    )


async def _declared(
    session: AsyncSession, keys: Sequence[str]
) -> Mapping[str, tuple[GrantedAid, ...]]:
    papers: dict[str, list[list[Declared]]] = {key: [] for key in keys}
    for key, sheet in await links.sheets(session, keys):
        papers[key].append(_aids(sheet.sheet.get("aids", ())))
    for row in await links.declarations(session, keys):
        papers[row.firm_key].append(_aids(row.aids))
    return {
        key: tuple(GrantedAid(on=each.on, cents=each.cents) for each in declared_once(said))
        for key, said in papers.items()
    }


def _aids(said: Sequence[object]) -> list[Declared]:
    aids = [AidReceived.model_validate(each) for each in said]
    return [Declared(each.granted_on, each.amount_cents) for each in aids]


def _link(row: UndertakingLink) -> Link:
    return Link(row.controller_key, row.controlled_key, row.from_on, row.to_on)


def _numbers(rows: Sequence[UndertakingLink]) -> dict[str, str]:
    controllers = {row.controller_key: row.controller_vat_number for row in rows}
    return {**controllers, **{row.controlled_key: row.controlled_vat_number for row in rows}}


def _declaration(row: DeclaredAid) -> DeclarationCard:
    known = row.model_dump(
        include=set(DeclarationCard.model_fields) & set(DeclaredAid.model_fields)
    )
    return DeclarationCard.model_validate(
        {
            **known,
            "declaration_id": row.id,
            "firm": LinkedFirm(name=row.firm_name, vat_number=row.firm_vat_number),
        }
    )
