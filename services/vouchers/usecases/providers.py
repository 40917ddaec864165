"""The accreditation of providers: they apply, and each step is an act of an official."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import ProviderApplication, ProviderStep
from contracts.vouchers.providers import ProviderMoved
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.provider_states import after

_APPLY = text(
    """
    insert into provider (id, handle, name, nature, municipality, contact_email, categories,
                          municipalities, capacity, period, state, applied_at)
    values (:id, :handle, :name, :nature, :municipality, :contact_email, :categories,
            :municipalities, :capacity, :period, 'applied', :at)
    on conflict (handle) do nothing returning id
    """
)
_HOLD = text("select id, state, categories from provider where id = :id for no key update")
_MOVE = text(
    "update provider set state = :state, "
    "valid_from_on = coalesce(:valid_from_on, valid_from_on), "
    "valid_until_on = case when cast(:valid_from_on as date) is null then valid_until_on "
    "else :valid_until_on end, "
    "categories = coalesce(cast(:categories as text[]), categories), "
    "key_hash = case when :state = 'removed' then null else key_hash end where id = :id"
)
_ACT = text(
    'insert into provider_act (id, provider_id, move, state, act, "on", reason, official, at) '
    "values (:id, :provider_id, :move, :state, :act, :on, :reason, :official, :at)"
)
_EXAMINED_BY = text(
    "select official from provider_act where provider_id = :id and move = 'examine' "
    "order by id desc limit 1"
)
_KEY = text("update provider set key_hash = :key_hash where id = :id")


async def apply_as_provider(session: AsyncSession, asked: ProviderApplication) -> ProviderMoved:
    """Put a provider in the list as one that applied.

    Refuses `handle-taken` when another has the same short name.
    """
    values = {**asked.model_dump(), "id": new_id(), "at": clock.now()}
    id_ = (await session.execute(_APPLY, values)).scalar_one_or_none()
    if id_ is None:
        raise Refusal("handle-taken", "Un altro fornitore ha già questo nome breve.")
    fact = ProviderMoved(provider_id=id_, state="applied", act="")
    await announce(session, fact)
    return fact


async def move_provider(
    session: AsyncSession, provider_id: UUID, step: ProviderStep
) -> ProviderMoved:
    """Move an accreditation by an act; a provider that is removed loses its key.

    Refuses `provider-unknown` (404), `provider-state`, `same-official` when who examined it
    would accredit it, `accreditation-days` (422) when one that is accredited has no first day or
    ends before it, `accreditation-categories` (422) when the act names a service that was not asked
    for.
    """
    provider = await _hold(session, provider_id)
    state = after(step.move, provider.state)
    await _refuse_same_official(session, provider_id, step)
    _refuse_wrong_days(step)
    _refuse_more_than_asked(step, provider.categories)
    now = clock.now()
    await session.execute(_MOVE, {"id": provider_id, "state": state, **_terms(step)})
    await session.execute(_ACT, _act(provider_id, step, state, now))
    fact = ProviderMoved(provider_id=provider_id, state=state, act=step.act)
    await announce(session, fact, why=step.reason)
    return fact


async def give_key(session: AsyncSession, provider_id: UUID, key_hash: bytes) -> None:
    """Keep the hash of a provider's new key; the key before is dead at once.

    Refuses `provider-unknown` (404) and `provider-not-accredited` (403).
    """
    provider = await _hold(session, provider_id)
    if provider.state != "accredited":
        sentence = "Solo un fornitore iscritto nell'elenco riceve una chiave."
        raise Refusal("provider-not-accredited", sentence, 403)
    await session.execute(_KEY, {"id": provider_id, "key_hash": key_hash})


async def _hold(session: AsyncSession, provider_id: UUID) -> Row[Any]:
    provider = (await session.execute(_HOLD, {"id": provider_id})).one_or_none()
    if provider is None:
        raise Refusal("provider-unknown", "Nessun fornitore ha questo identificativo.", 404)
    return provider


async def _refuse_same_official(
    session: AsyncSession, provider_id: UUID, step: ProviderStep
) -> None:
    if step.move != "accredit":
        return
    examined_by = await session.execute(_EXAMINED_BY, {"id": provider_id})
    if examined_by.scalar_one_or_none() == step.official:
        sentence = "Chi iscrive non può essere chi ha istruito la richiesta."
        raise Refusal("same-official", sentence)


def _refuse_wrong_days(step: ProviderStep) -> None:
    first, last = step.valid_from_on, step.valid_until_on
    if step.move == "accredit" and first is None:
        raise Refusal("accreditation-days", "Manca il primo giorno dell'iscrizione.", 422)
    if last is not None and last < (first or date.max):
        raise Refusal("accreditation-days", "L'iscrizione finisce prima di cominciare.", 422)


def _refuse_more_than_asked(step: ProviderStep, asked: list[str]) -> None:
    if more := sorted(set(step.categories or ()) - set(asked)):
        sentence = f"Il fornitore non ha chiesto l'iscrizione per «{more[0]}»."
        raise Refusal("accreditation-categories", sentence, 422)


def _terms(step: ProviderStep) -> dict[str, Any]:
    if step.move != "accredit":
        return {"valid_from_on": None, "valid_until_on": None, "categories": None}
    return {
        "valid_from_on": step.valid_from_on, "valid_until_on": step.valid_until_on,
        "categories": step.categories,
    }  # fmt: skip


def _act(provider_id: UUID, step: ProviderStep, state: str, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(), "provider_id": provider_id, "move": step.move, "state": state,
        "act": step.act, "on": step.on, "reason": step.reason, "official": step.official, "at": at,
    }  # fmt: skip
