"""What a provider offers, and where it is paid, changes when two officials want it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import ChangeAnswer, ProviderChange
from contracts.vouchers.providers import ChangeState, ChangeSubject, ProviderChanged
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal

_PROVIDER = text("select state from provider where id = :id for no key update")
_PROPOSE = text(
    """
    insert into provider_change (id, provider_id, state, from_on, capacity, period, municipalities,
                                 holder, iban, reason, proposed_by, proposed_at)
    values (:id, :provider_id, 'proposed', :from_on, :capacity, :period, :municipalities, :holder,
            :iban, :reason, :official, :at)
    on conflict do nothing returning id
    """
)
_CHANGE = text(
    "select * from provider_change where id = :id and provider_id = :provider_id for no key update"
)
_SETTLE = text(
    "update provider_change set state = :state, from_on = greatest(from_on, :today), "
    "settled_by = :official, settled_at = :at, answer = :answer where id = :id"
)


async def propose_change(
    session: AsyncSession, provider_id: UUID, change: ProviderChange
) -> ProviderChanged:
    """Propose what a provider offers from a day on, or where it is paid; nothing changes by it.

    Refuses `provider-unknown` (404), `provider-state` when it is off the list, `change-day` (422)
    for a day that went by, and `change-open` while another change waits for its answer.
    """
    await _refuse_removed(session, provider_id)
    if change.from_on < clock.today():
        sentence = "Una variazione vale da oggi o da un giorno che viene."
        raise Refusal("change-day", sentence, 422)
    values = _values(change)
    values |= {"id": new_id(), "provider_id": provider_id, "at": clock.now()}
    id_ = (await session.execute(_PROPOSE, values)).scalar_one_or_none()
    if id_ is None:
        raise Refusal("change-open", "Un'altra variazione di questo fornitore aspetta risposta.")
    return await _tell(session, (provider_id, id_), "proposed", change)


async def answer_change(
    session: AsyncSession, provider_id: UUID, change_id: UUID, answer: ChangeAnswer
) -> ProviderChanged:
    """Confirm a change, which holds from its day and never before today, or decline it.

    Who proposed it may take it back, and not confirm it. Refuses `provider-unknown` and
    `change-unknown` (404), `change-settled`, `same-official`, `reason-missing` (422).
    """
    await _refuse_removed(session, provider_id)
    key = {"id": change_id, "provider_id": provider_id}
    change = (await session.execute(_CHANGE, key)).one_or_none()
    if change is None:
        raise Refusal("change-unknown", "La variazione non esiste.", 404)
    _refuse_answer(change, answer)
    values = {
        "id": change_id, "state": answer.outcome, "official": answer.official, "at": clock.now(),
        "today": clock.today(), "answer": answer.reason.strip(),
    }  # fmt: skip
    await session.execute(_SETTLE, values)
    return await _tell(session, (provider_id, change_id), answer.outcome, change)


async def _refuse_removed(session: AsyncSession, provider_id: UUID) -> None:
    state = (await session.execute(_PROVIDER, {"id": provider_id})).scalar_one_or_none()
    if state is None:
        raise Refusal("provider-unknown", "Nessun fornitore ha questo identificativo.", 404)
    if state == "removed":
        raise Refusal("provider-state", "Il fornitore è cancellato dall'elenco.")


def _refuse_answer(change: Row[Any], answer: ChangeAnswer) -> None:
    if change.state != "proposed":
        raise Refusal("change-settled", "La variazione ha già avuto una risposta.")
    if answer.outcome == "confirmed" and change.proposed_by == answer.official:
        raise Refusal("same-official", "Chi conferma non può essere chi ha proposto.")
    if answer.outcome == "declined" and not answer.reason.strip():
        raise Refusal("reason-missing", "Scriva perché la variazione non è confermata.", 422)


def _values(change: ProviderChange) -> dict[str, Any]:
    account = change.account
    return {
        **change.model_dump(exclude={"account"}),
        "period": (change.period or "month") if change.capacity else None,
        "holder": account.holder if account else None,
        "iban": account.iban if account else None,
    }


async def _tell(
    session: AsyncSession, ids: tuple[UUID, UUID], state: ChangeState, change: Any
) -> ProviderChanged:
    provider_id, change_id = ids
    fact = ProviderChanged(
        provider_id=provider_id, change_id=change_id, state=state, about=_about(change),
        from_on=max(change.from_on, clock.today()) if state == "confirmed" else change.from_on,
    )  # fmt: skip
    await announce(session, fact, why=change.reason)
    return fact


def _about(change: Any) -> list[ChangeSubject]:
    """Tell what changes, of a form as of a row."""
    paid = getattr(change, "account", None) or getattr(change, "iban", None)
    named: dict[ChangeSubject, Any] = {
        "capacity": change.capacity, "municipalities": change.municipalities, "account": paid,
    }  # fmt: skip
    return [subject for subject, value in named.items() if value]
