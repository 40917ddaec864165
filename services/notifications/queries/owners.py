"""What the owners know and letters must say, asked at the moment of composing and never kept."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import httpx2
from pydantic import ValidationError

from contracts.cases import CallAudience, CallRecipients, LetterFacts
from contracts.portal import DraftLetterFacts
from contracts.vouchers import VoucherCard
from kit import logs
from services.notifications.models import Letter
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.fates import Hitch
from services.notifications.settings import Settings

TIMEOUT_SECONDS = 10.0

Item = TypeVar("Item", LetterFacts, DraftLetterFacts, VoucherCard)


class Answer(Generic[Item]):
    """The items of one batch query, by application; None when the owner could not be asked."""

    def __init__(self, items: list[Item] | None, key: Callable[[Item], UUID]) -> None:
        self._reached = items is not None
        self._items: dict[UUID, Item] = {key(item): item for item in items or ()}

    def about(self, application_id: UUID) -> Item:
        """Return the item of one application; raises a Hitch that is tried again when it lacks."""
        item = self.if_any(application_id)
        if item is None:
            raise Hitch("retry", "facts-missing")
        return item

    def if_any(self, application_id: UUID) -> Item | None:
        """Return the item of one application, None when the owner has none."""
        if not self._reached:
            raise Hitch("retry", "owner-unavailable")
        return self._items.get(application_id)


@dataclass(frozen=True)
class Material:
    """What the owners answered for one batch of letters."""

    facts: Answer[LetterFacts]
    drafts: Answer[DraftLetterFacts]
    cards: Answer[VoucherCard]


class Owners:
    """Asks `applications`, `portal` and `vouchers`, one request each for a whole batch."""

    def __init__(self, settings: Settings) -> None:
        key = settings.service_key.get_secret_value()
        self._client = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT_SECONDS, trust_env=False
        )
        self._facts_url = f"{settings.applications_url.rstrip('/')}/v1/queries/letter-facts"
        self._drafts_url = f"{settings.portal_url.rstrip('/')}/v1/queries/letter-facts"
        self._audience_url = f"{settings.applications_url.rstrip('/')}/v1/queries/call-recipients"
        self._cards_url = f"{settings.vouchers_url.rstrip('/')}/v1/queries/voucher-cards"
        self._log = logs.logger("notifications")

    async def material(self, letters: Sequence[Letter]) -> Material:
        """Ask for everything that these letters say; nothing is asked of vouchers without need."""
        facts, unsent, cards = await asyncio.gather(
            self._ask(self._facts_url, _about(letters, "application"), LetterFacts),
            self._ask(self._drafts_url, _about(letters, "draft"), DraftLetterFacts),
            self._ask(self._cards_url, _with_card(letters), VoucherCard),
        )
        return Material(
            Answer(facts, lambda item: item.recipient.application_id),
            Answer(unsent, lambda item: item.recipient.application_id),
            Answer(cards, lambda item: item.application_id),
        )

    async def audience(self, page: CallAudience) -> list[UUID] | None:
        """Return a page of the applications of a call; None when the owner could not be asked."""
        try:
            response = await self._client.post(
                self._audience_url, json=page.model_dump(mode="json")
            )
            response.raise_for_status()
            return CallRecipients.model_validate_json(response.content).application_ids
        except (httpx2.HTTPError, ValueError) as error:
            self._log.warning("owner-not-asked", error=type(error).__name__)
            return None

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def _ask(
        self, url: str, applications: Collection[UUID], contract: type[Item]
    ) -> list[Item] | None:
        if not applications:
            return []
        body = {"application_ids": [str(each) for each in applications]}
        try:
            response = await self._client.post(url, json=body)
            response.raise_for_status()
            items = response.json()["items"]
        except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
            self._log.warning("owner-not-asked", error=type(error).__name__)
            return None
        return [item for each in items if (item := self._read(each, contract))]

    def _read(self, item: Any, contract: type[Item]) -> Item | None:
        """One item that breaks its contract must not keep the others from leaving."""
        try:
            return contract.model_validate(item)
        except ValidationError as error:
            self._log.error(
                "item-breaks-contract", type=contract.__name__, count=len(error.errors())
            )
            return None


def _about(letters: Sequence[Letter], what: str) -> set[UUID]:
    return {each.application_id for each in letters if drafts()[each.name].matter.about == what}


def _with_card(letters: Sequence[Letter]) -> set[UUID]:
    return {each.application_id for each in letters if drafts()[each.name].matter.card != "none"}
