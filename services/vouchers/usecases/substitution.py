"""The body pays what a firm owes in contributions out of what it owes the firm."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import Substitution
from contracts.vouchers.aid import ContributionsSubstituted
from kit import clock
from kit.doors import TryAgain
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.accounts import payable
from services.vouchers.usecases import contributions
from services.vouchers.usecases.contributions import UNREACHABLE, Due
from services.vouchers.usecases.funds import check_act
from services.vouchers.usecases.journal import Movement, post_as

_OWED = text(
    "select p.id as payable, p.line, p.credits_cents - p.debits_cents as cents, "
    "r.applicant_key, r.support_form, l.alliance from reservation r "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line "
    "join account p on p.kind = 'payable' and p.line = l.account "
    "and p.payee = 'application:' || r.application_id where r.application_id = :id"
)
# Nothing of a call is ordered at the bank meanwhile.
_TURN = text(
    "select pg_advisory_xact_lock(hashtextextended('order:' || call_id, 0)) from reservation "
    "where application_id = :id"
)
_OPEN = text(
    "insert into account (id, kind, owner, line, payee) values (:id, 'payable', :owner, :line, "
    ":payee) on conflict do nothing"
)
_WRITE = text(
    "insert into substitution (id, application_id, check_id, creditor, amount_cents, act, act_on, "
    "official, at) values (:id, :application_id, :check_id, :creditor, :cents, :act, :act_on, "
    ":official, :at)"
)
NOTHING = "A questa domanda non è dovuto nulla: non c'è di che pagare i contributi."


async def substitute_contributions(
    session: AsyncSession, application_id: UUID, asked: Substitution, registries: Registries
) -> ContributionsSubstituted:
    """Turn a part of what a firm is owed into a debt towards whom it owes contributions.

    It is the intervento sostitutivo of art. 31 c. 3 and 8-bis DL 69/2013.
    The registry is asked first; on its answer the firm may then be paid what is left. Refuses
    `act-in-the-future` (422), `nothing-owed`, `no-undertaking` for a person,
    `contributions-regular`, `substitution-exceeds` with what is owed (409), and
    `registry-unreachable` (503).
    """
    check_act(asked.act)
    await session.execute(_TURN, {"id": application_id})
    owed = (await session.execute(_OWED, {"id": application_id})).one_or_none()
    if owed is None or not owed.cents:
        raise Refusal("nothing-owed", NOTHING)
    if asked.amount_cents > owed.cents:
        raise Refusal("substitution-exceeds", f"All'impresa sono dovuti {euro(owed.cents)}.")
    due = Due(application_id, owed.applicant_key, owed.support_form)
    check_id = await _irregular_answer(session, due, registries)
    fact = ContributionsSubstituted(
        substitution_id=new_id(), application_id=application_id, creditor=asked.creditor,
        amount_cents=asked.amount_cents,
    )  # fmt: skip
    await _move(session, owed, asked, fact)
    await _write(session, asked, fact, check_id)
    await announce(session, fact, alliance=owed.alliance)
    return fact


async def _irregular_answer(session: AsyncSession, due: Due, registries: Registries) -> UUID:
    try:
        firm = await registries.firm(due.application_id)
        if firm.vat_number is None:
            raise Refusal("no-undertaking", "Chi ha presentato la domanda non è un'impresa.")
        check_id, found = await contributions.ask(session, due.firm, firm.vat_number, registries)
    except TryAgain as error:
        raise Refusal(*UNREACHABLE) from error
    if found.regular:
        raise Refusal("contributions-regular", "Il DURC è regolare: si paga l'impresa.")
    return check_id


async def _move(
    session: AsyncSession, owed: Row[Any], asked: Substitution, fact: ContributionsSubstituted
) -> None:
    payee = f"contributions:{asked.creditor}"
    account = payable(owed.line, payee)
    opened = {"id": account, "owner": f"{payee}@{owed.line}", "line": owed.line, "payee": payee}
    await session.execute(_OPEN, opened)
    about, cents = str(fact.substitution_id), asked.amount_cents
    movement = Movement("substitute", about, owed.payable, account, cents, asked.act.number)
    await post_as(session, movement, fact.substitution_id)


async def _write(
    session: AsyncSession, asked: Substitution, fact: ContributionsSubstituted, check_id: UUID
) -> None:
    values = {
        "id": fact.substitution_id, "application_id": fact.application_id, "check_id": check_id,
        "creditor": asked.creditor, "cents": asked.amount_cents, "act": asked.act.number,
        "act_on": asked.act.on, "official": asked.official, "at": clock.now(),
    }  # fmt: skip
    await session.execute(_WRITE, values)
