"""Documents of the registers with all that is told of them beside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.documents import OtherNumber, OtherNumberForm
from contracts.places import Body, Register
from kit.refusal import Refusal
from services.applications.models.documents import OtherNumberRow, RegisterRule
from services.applications.queries.register import OUTGOING
from services.applications.rules.register import protocol

PAGE = 200
UNKNOWN_DOCUMENT = Refusal("unknown-document", "Il documento non è nel protocollo.", 404)

_CARD = """
    select e.body, e.year, e.number, e.at, e.link, e.content_hash, e.application_id,
        d.document_id, d.arrived_at, coalesce(d.kind, e.kind) as kind,
        coalesce(d.channel, '') as channel, coalesce(d.about, e.application_id) as about,
        coalesce(d.direction, case when e.kind = any(:outgoing) then 'out' else 'in' end)
            as direction,
        coalesce(d.registered_on, (e.at at time zone 'Europe/Rome')::date) as registered_on,
        coalesce(p.sender, '') as sender, coalesce(p.recipient, '') as recipient,
        coalesce(p.subject, '') as subject, coalesce(p.attachments, '[]') as attachments,
        p.at as told_at, m.number as emergency_number, m.year as emergency_year,
        a.reason, a.act, a.act_on, a.official, a.at as annulled_at
    from register_entry e
    left join register_document d
        on (d.body, d.year, d.number) = (e.body, e.year, e.number)
    left join document_particulars p on p.document_id = d.document_id
    left join emergency_entry m on m.document_id = d.document_id
    left join register_annulment a
        on (a.body, a.year, a.number) = (e.body, e.year, e.number)
"""
_ONE = text(f"{_CARD} where d.document_id = :id").columns(attachments=JSONB)
_NUMBERED = text(
    f"{_CARD} where e.body = :body and e.year = :year and e.number >= :first order by e.number "
    "limit :limit"
).columns(attachments=JSONB)
_OF_CASE = text(
    f"""{_CARD} where (e.body, e.year, e.number) in (
        select body, year, number from register_entry where application_id = :about
        union select body, year, number from register_document where about = :about)
    order by e.at, e.body"""
).columns(attachments=JSONB)
_OF_DAY = text(
    f"""{_CARD} where e.body = :body and e.year = :year
        and coalesce(d.registered_on, (e.at at time zone 'Europe/Rome')::date) = :day
    order by e.number"""
).columns(attachments=JSONB)
_ANNULLED_ON = text(
    f"""{_CARD} where e.body = :body and (a.at at time zone 'Europe/Rome')::date = :day
    order by a.at, e.year, e.number"""
).columns(attachments=JSONB)
_OTHERS = text("select * from other_number where about = any(:abouts) order by at, id")
_OTHERS_BY_NUMBER = text(
    "select * from other_number where aoo = :aoo and year = :year and number = :number order by id"
)
_KEEP_RULES = text(
    "insert into register_rule (body, name, ipa_code, rules) "
    "values (:body, :name, :ipa_code, :rules) on conflict (body) do update "
    "set name = excluded.name, ipa_code = excluded.ipa_code, rules = excluded.rules"
).bindparams(bindparam("rules", type_=JSONB))
Found = Sequence[Row[Any]]


async def keep_rules(session: AsyncSession, bodies: Mapping[str, Body]) -> None:
    """Keep how the registers of the bodies count, as the programme files say."""
    rows = [
        {"body": slug, "name": body.name, "ipa_code": body.ipa_code,
         "rules": body.register_rules.model_dump(mode="json")}
        for slug, body in sorted(bodies.items())
    ]  # fmt: skip
    if rows:
        await session.execute(_KEEP_RULES, rows)


async def body_of(session: AsyncSession, body: str) -> RegisterRule:
    """Return what the file of a body says of its register; refuses `unknown-body` 404."""
    found = await session.get(RegisterRule, body)
    if found is None:
        raise Refusal("unknown-body", "Nessun ente tiene questo protocollo.", 404)
    return found


def counted_by(rule: RegisterRule) -> Register:
    """Return how a body's register counts."""
    return Register.model_validate(rule.rules)


async def document(session: AsyncSession, document_id: UUID) -> Row[Any]:
    """Return the entry of a document; refuses `unknown-document` 404."""
    found = await maybe(session, document_id)
    if found is None:
        raise UNKNOWN_DOCUMENT
    return found


async def maybe(session: AsyncSession, document_id: UUID) -> Row[Any] | None:
    """Return the entry of a document, None when it has none."""
    return (await session.execute(_ONE, _values(id=document_id))).one_or_none()


async def numbered(session: AsyncSession, place: tuple[str, int, int], limit: int = PAGE) -> Found:
    """Return entries of a register from a number on; `place` is body, year and number."""
    body, year, first = place
    values = _values(body=body, year=year, first=first, limit=limit)
    return (await session.execute(_NUMBERED, values)).all()


async def of_case(session: AsyncSession, about: UUID) -> Found:
    """Return everything that was registered about a case, by whichever body, in order."""
    return (await session.execute(_OF_CASE, _values(about=about))).all()


async def of_day(session: AsyncSession, body: str, day: date) -> Found:
    """Return the entries that bear a day, in the order of their numbers."""
    values = _values(body=body, year=day.year, day=day)
    return (await session.execute(_OF_DAY, values)).all()


async def annulled_on(session: AsyncSession, body: str, day: date) -> Found:
    """Return the entries of a body that were annulled on a day, in the order of their annulment."""
    return (await session.execute(_ANNULLED_ON, _values(body=body, day=day))).all()


async def others(session: AsyncSession, found: Found) -> Mapping[UUID, list[OtherNumber]]:
    """Return the numbers of other bodies that are attached to documents or to their cases."""
    abouts = {each for row in found for each in (row.document_id, row.about) if each}
    told: dict[UUID, list[OtherNumber]] = {each: [] for each in abouts}
    for row in await session.execute(_OTHERS, {"abouts": list(abouts)}):
        told[row.about].append(other(row))
    return told


async def others_by_number(
    session: AsyncSession, aoo: str, year: int, number: int
) -> list[OtherNumber]:
    """Return what bears a number of another body's register."""
    values = {"aoo": aoo, "year": year, "number": number}
    return [other(row) for row in await session.execute(_OTHERS_BY_NUMBER, values)]


async def attached(session: AsyncSession, form: OtherNumberForm) -> OtherNumberRow | None:
    """Return a number of another body that is attached already, None when it is not."""
    statement = select(OtherNumberRow).filter_by(
        about=form.about, aoo=form.aoo, year=form.year, number=form.number
    )
    return (await session.exec(statement)).one_or_none()


def other(row: Any) -> OtherNumber:
    """Write a number of another body as it is read."""
    return OtherNumber(
        id=row.id, about=row.about, aoo=row.aoo, protocol=protocol(row.number, row.year),
        registered_on=row.registered_on, at=row.at,
    )  # fmt: skip


def _values(**values: Any) -> dict[str, Any]:
    return {"outgoing": list(OUTGOING), **values}
