"""What is set aside becomes a commitment towards the applicant."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.checks import Instalment
from contracts.vouchers.awards import AwardGranted, GrantAward
from kit import clock
from kit.database import CAUSE
from kit.doors import TryAgain
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.instalments import divided, scaled
from services.vouchers.usecases.gate import check_code
from services.vouchers.usecases.journal import cause_of, of_round

_COMMIT = text(
    "update reservation r set state = 'committed', since_at = :at from budget_line l, claim c "
    "left join offer o on o.application_id = c.application_id and o.state = 'accepted' "
    "where r.application_id = :id and r.state = 'reserved' "
    "and l.call_id = r.call_id and l.line = r.line and c.application_id = r.application_id "
    "returning r.amount_cents, r.round, c.checked, l.account, l.alliance, "
    "o.amount_cents as partial, (select id from award where application_id = :id) as annulled"
)
_GRANT = text(
    """
    with opened as (
        insert into account (id, kind, owner, line)
        values (:award_id, 'award', cast(:award_id as uuid), :line)
        on conflict on constraint one_account_per_owner do nothing
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor,
             cause)
        select :transfer_id, :operation_key, :id, :award_id, :cents, 'commit', :at, :actor, :cause
        where cast(:cents as bigint) > 0
    ), granted as (
        insert into award (id, application_id, amount_cents, granted_at)
        values (:award_id, :id, :cents, :at)
        on conflict (application_id) do update
        set amount_cents = excluded.amount_cents, granted_at = excluded.granted_at,
            annulled_at = null
    )
    insert into instalment (award_id, position, label, amount_cents, condition)
    select :award_id, position, label, part_cents, condition
    from unnest(cast(:labels as text[]), cast(:parts as bigint[]), cast(:conditions as text[]))
        with ordinality as part (label, part_cents, condition, position)
    """
)
_SIGN = text(
    "insert into signature (award_id, official) values (:id, :official) on conflict do nothing"
)
_STATE = text("select state from reservation where application_id = :id")
_GRANTED = text(
    "select a.id, a.amount_cents, i.label, i.amount_cents as part_cents, i.condition "
    "from award a join instalment i on i.award_id = a.id "
    "where a.application_id = :id and a.annulled_at is null order by i.position"
)
_NO = {
    "offered": Refusal("budget-exhausted", "È attesa la risposta a un'offerta di importo minore."),
    "waiting": Refusal("budget-exhausted", "I fondi della linea sono esauriti."),
    "released": Refusal("budget-released", "I fondi di questa domanda sono già stati liberati."),
}


async def grant_award(session: AsyncSession, command: GrantAward) -> AwardGranted:
    """Turn the money set aside for an application into an award with its instalments.

    Refuses `budget-exhausted` while the application waits for money, `budget-released` after its
    money was given back, `instalments` when the parts are not the amount, `no-cor` when its aid is
    not in the register. The check that the parts
    were computed on may not have been heard of here: then it is waited for.
    """
    values = {"id": command.application_id, "at": clock.now()}
    committed = (await session.execute(_COMMIT, values)).one_or_none()
    if committed is None:
        return await _granted_before(session, command)
    if command.checked > committed.checked and _differ(command, committed.amount_cents):
        raise TryAgain("the amount of the last check is on its way")
    await check_code(session, command.application_id, committed.amount_cents)
    asked = command.instalments
    parts = scaled(committed.amount_cents, asked) if committed.partial else asked
    award = AwardGranted(
        application_id=command.application_id,
        award_id=committed.annulled or new_id(),
        amount_cents=committed.amount_cents,
        instalments=divided(committed.amount_cents, parts),
    )
    await _write(session, award, committed)
    if command.official:
        await session.execute(_SIGN, {"id": award.award_id, "official": command.official})
    await announce(session, award, alliance=committed.alliance)
    return award


def _differ(command: GrantAward, amount_cents: int) -> bool:
    parts = sum(each.amount_cents for each in command.instalments)
    return bool(command.instalments) and parts != amount_cents


async def _write(session: AsyncSession, award: AwardGranted, committed: Row[Any]) -> None:
    values = {
        "id": award.application_id,
        "award_id": award.award_id,
        "line": committed.account,
        "transfer_id": new_id(),
        "operation_key": f"commit:{of_round(award.application_id, committed.round)}",
        "cents": award.amount_cents,
        "at": clock.now(),
        "actor": session.info[CAUSE].actor,
        "cause": cause_of(session),
        "labels": [each.label for each in award.instalments],
        "parts": [each.amount_cents for each in award.instalments],
        "conditions": [each.condition for each in award.instalments],
    }
    await session.execute(_GRANT, values)


async def _granted_before(session: AsyncSession, command: GrantAward) -> AwardGranted:
    key = {"id": command.application_id}
    state = (await session.execute(_STATE, key)).scalar_one_or_none()
    if state in _NO:
        no = _NO[state]
        raise Refusal(no.slug, no.sentence, no.status)
    rows = (await session.execute(_GRANTED, key)).all()
    if not rows:
        raise TryAgain("the turn of the application has not come yet")
    return _told(command.application_id, rows)


def _told(application_id: UUID, rows: Any) -> AwardGranted:
    first: Row[Any] = rows[0]
    parts = [
        Instalment(label=row.label, amount_cents=row.part_cents, condition=row.condition)
        for row in rows
    ]
    return AwardGranted(
        application_id=application_id,
        award_id=first.id,
        amount_cents=first.amount_cents,
        instalments=parts,
    )
