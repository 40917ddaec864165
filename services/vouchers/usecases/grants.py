"""The awards of a whole list: what is set aside for many becomes as many commitments at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.checks import Instalment
from contracts.vouchers.awards import (
    AwardDeclined,
    AwardGranted,
    AwardsGranted,
    FindReserved,
    GrantAwards,
    ReservedFound,
)
from kit import clock
from kit.database import CAUSE
from kit.eventlog import announce, announce_all
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.aid import packaged_aid
from services.vouchers.rules.instalments import divided, scaled
from services.vouchers.usecases.journal import cause_of, of_round

_FIND = text(
    "select application_id, place from reservation where call_id = :call_id and line = :line "
    "and state = 'reserved' and ranked and round = 1 and place > :after "
    "order by place limit :limit"
)
_SERVED = text("select next_place - 1 from budget_line where call_id = :call_id and line = :line")
_HELD = text(
    """
    select r.application_id, r.state, r.amount_cents, r.round, r.support_form, l.account,
           l.alliance, w.id as award_id, d.state as aid_state, d.amount_cents as aid_cents
    from reservation r join budget_line l on l.call_id = r.call_id and l.line = r.line
    left join award w on w.application_id = r.application_id
    left join aid d on d.application_id = r.application_id
    where r.application_id = any(cast(:ids as uuid[])) order by r.application_id
    for no key update of r
    """
)
_GRANT = text(
    """
    with given as (
        select * from unnest(cast(:ids as uuid[]), cast(:awards as uuid[]),
                             cast(:lines as uuid[]), cast(:cents as bigint[]),
                             cast(:transfers as uuid[]), cast(:keys as text[]))
            as g (id, award, line, cents, transfer_id, operation_key)
    ), committed as (
        update reservation r set state = 'committed', since_at = :at
        from given g where r.application_id = g.id
    ), opened as (
        insert into account (id, kind, owner, line) select award, 'award', award, line from given
        on conflict on constraint one_account_per_owner do nothing
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor,
             cause)
        select transfer_id, operation_key, id, award, cents, 'commit', :at, :actor, :cause
        from given where cents > 0
    ), granted as (
        insert into award (id, application_id, amount_cents, granted_at)
        select award, id, cents, :at from given
        on conflict (application_id) do update
        set amount_cents = excluded.amount_cents, granted_at = excluded.granted_at,
            annulled_at = null
    ), signed as (
        insert into signature (award_id, official)
        select award, cast(:official as text) from given where cast(:official as text) is not null
        on conflict do nothing
    )
    insert into instalment (award_id, position, label, amount_cents, condition)
    select * from unnest(cast(:part_awards as uuid[]), cast(:positions as integer[]),
                         cast(:labels as text[]), cast(:parts as bigint[]),
                         cast(:conditions as text[]))
    """
)
# Why one that holds no money is granted nothing; `committed` has its award already.
_NO: Mapping[str, str] = {
    "waiting": "budget-exhausted",
    "offered": "budget-exhausted",
    "released": "budget-released",
    "queued": "not-queued",
    "unranked": "not-queued",
}


async def find_reserved(session: AsyncSession, command: FindReserved) -> ReservedFound:
    """Return a page of those that hold money by the list of a line; nothing is announced.

    Refuses `line-unknown` (404).
    """
    values = command.model_dump(exclude={"ranking_id"})
    served = (await session.execute(_SERVED, values)).scalar()
    if served is None:
        raise Refusal("line-unknown", "Il bando non ha questa sezione.", 404)
    rows = (await session.execute(_FIND, values)).all()
    return ReservedFound(
        ranking_id=command.ranking_id,
        application_ids=[row.application_id for row in rows],
        after=rows[-1].place if len(rows) == command.limit else None,
        served=served,
    )


async def grant_awards(session: AsyncSession, command: GrantAwards) -> AwardsGranted:
    """Give the awards of a part of a list in one statement; what cannot be given is named.

    Those that have theirs keep it. Each new one is told by its own AwardGranted, all of them
    together by AwardsGranted.
    """
    ids = sorted(set(command.application_ids))
    rows = (await session.execute(_HELD, {"ids": ids})).all()
    refused = {row.application_id: no for row in rows if (no := _why_not(row, clock.today()))}
    unknown = set(ids) - {row.application_id for row in rows}
    new = [row for row in rows if row.state == "reserved" and row.application_id not in refused]
    awards = [_award(row, command.parts) for row in new]
    if awards:
        await _write(session, command, new, awards)
        await announce_all(session, awards, alliance=new[0].alliance)
    told = AwardsGranted(
        ranking_id=command.ranking_id,
        application_ids=[row.application_id for row in rows if row.application_id not in refused],
        declined=[
            *(AwardDeclined(application_id=each, refused=no) for each, no in refused.items()),
            *(AwardDeclined(application_id=each, refused="not-queued") for each in sorted(unknown)),
        ],
    )
    await announce(session, told, alliance=rows[0].alliance if rows else "")
    return told


def _why_not(row: Row[Any], today: date) -> str:
    if row.state != "reserved":
        return _NO.get(row.state, "")
    if not packaged_aid().is_registered(row.support_form, today) or row.aid_state == "not_due":
        return ""
    registered = row.aid_state is not None and row.aid_cents >= row.amount_cents
    return "" if registered else "no-cor"


def _award(row: Row[Any], parts: Sequence[Instalment]) -> AwardGranted:
    asked = scaled(row.amount_cents, list(parts))
    return AwardGranted(
        application_id=row.application_id,
        award_id=row.award_id or new_id(),
        amount_cents=row.amount_cents,
        instalments=divided(row.amount_cents, asked),
    )


async def _write(
    session: AsyncSession, command: GrantAwards, rows: Sequence[Row[Any]],
    awards: Sequence[AwardGranted],
) -> None:  # fmt: skip
    values = {
        "ids": [row.application_id for row in rows],
        "awards": [award.award_id for award in awards],
        "lines": [row.account for row in rows],
        "cents": [row.amount_cents for row in rows],
        "transfers": [new_id() for _ in rows],
        "keys": [f"commit:{of_round(row.application_id, row.round)}" for row in rows],
        "official": command.official,
        "at": clock.now(),
        "actor": session.info[CAUSE].actor,
        "cause": cause_of(session),
        **_parts(awards),
    }
    await session.execute(_GRANT, values)


def _parts(awards: Sequence[AwardGranted]) -> dict[str, list[Any]]:
    found: list[tuple[UUID, int, Instalment]] = [
        (award.award_id, position, part)
        for award in awards
        for position, part in enumerate(award.instalments, 1)
    ]
    return {
        "part_awards": [award for award, _, _ in found],
        "positions": [position for _, position, _ in found],
        "labels": [part.label for _, _, part in found],
        "parts": [part.amount_cents for _, _, part in found],
        "conditions": [part.condition for _, _, part in found],
    }
