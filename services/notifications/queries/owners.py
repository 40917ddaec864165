"""What the owners know and letters must say, asked at the moment of composing and never kept."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

import httpx2
from pydantic import ValidationError

from contracts.cases import CallAudience, CallRecipients, LetterFacts
from contracts.letters import (
    DigestAudience,
    DigestFacts,
    EmployerLetterFacts,
    MoneyFacts,
    PaidBatch,
    RankingAudience,
)
from contracts.portal import DraftLetterFacts
from contracts.providers import ProviderLetterFacts
from contracts.vouchers.cards import VoucherCard
from kit import logs
from services.notifications.models import Letter
from services.notifications.queries.answers import Answer, Item, Material, OfCases, OfOthers
from services.notifications.rules.catalogue import FrontMatter, drafts
from services.notifications.rules.matter import employer_of, reader_of
from services.notifications.settings import Settings

Page = CallAudience | RankingAudience | PaidBatch | DigestAudience

TIMEOUT_SECONDS = 10.0


class Owners:
    """Asks the owners, one request each for a whole batch."""

    def __init__(self, settings: Settings) -> None:
        key = settings.service_key.get_secret_value()
        self._client = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT_SECONDS, trust_env=False
        )
        self._applications = f"{settings.applications_url.rstrip('/')}/v1/queries"
        self._portal = f"{settings.portal_url.rstrip('/')}/v1/queries"
        self._vouchers = f"{settings.vouchers_url.rstrip('/')}/v1/queries"
        self._network = f"{settings.network_url.rstrip('/')}/v1/queries"
        self._dashboard = f"{settings.dashboard_url.rstrip('/')}/v1/queries"
        self._pages: dict[type[Page], str] = {
            CallAudience: f"{self._applications}/call-recipients",
            RankingAudience: f"{self._applications}/ranking-recipients",
            PaidBatch: f"{self._vouchers}/paid-applications",
            DigestAudience: f"{self._dashboard}/digest-readers",
        }
        self._log = logs.logger("notifications")

    async def material(self, letters: Sequence[Letter]) -> Material:
        """Ask for everything that these letters say; nothing is asked of an owner without need."""
        cases, others = await asyncio.gather(self._of_cases(letters), self._of_others(letters))
        return Material(**cases, **others)

    async def _of_cases(self, letters: Sequence[Letter]) -> OfCases:
        facts, unsent, cards, money = await asyncio.gather(
            self._ask(
                f"{self._applications}/letter-facts", _about(letters, "application"), LetterFacts
            ),
            self._ask(f"{self._portal}/letter-facts", _about(letters, "draft"), DraftLetterFacts),
            self._ask(f"{self._vouchers}/voucher-cards", _with_card(letters), VoucherCard),
            self._ask(f"{self._vouchers}/money-facts", _with_money(letters), MoneyFacts),
        )
        wholes = None if cards is None else [each for each in cards if each.parent_id is None]
        return {
            "facts": Answer(facts, lambda item: item.recipient.application_id),
            "drafts": Answer(unsent, lambda item: item.recipient.application_id),
            "cards": Answer(wholes, lambda item: item.application_id),
            "vouchers": Answer(cards, lambda item: item.voucher_id),
            "money": Answer(money, lambda item: item.application_id),
        }

    async def _of_others(self, letters: Sequence[Letter]) -> OfOthers:
        providers, digests, employers = await asyncio.gather(
            self._ask(
                f"{self._vouchers}/provider-letter-facts",
                _about(letters, "provider"),
                ProviderLetterFacts,
            ),
            self._ask(f"{self._dashboard}/digests", _about(letters, "official"), DigestFacts),
            self._ask(
                f"{self._network}/employer-letter-facts", _employers(letters), EmployerLetterFacts
            ),
        )
        return {
            "providers": Answer(providers, lambda item: item.recipient.application_id),
            "digests": Answer(digests, lambda item: item.recipient.application_id),
            "employers": Answer(employers, lambda item: reader_of(item.organisation_key)),
        }

    async def page(self, asked: Page) -> list[UUID] | None:
        """Return a page of those who hear of a thing; None when its owner could not be asked."""
        try:
            response = await self._client.post(
                self._pages[type(asked)], json=asked.model_dump(mode="json")
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
        self, url: str, about: Collection[UUID | str], contract: type[Item]
    ) -> list[Item] | None:
        if not about:
            return []
        by = "organisation_keys" if contract is EmployerLetterFacts else "application_ids"
        body: dict[str, Any] = {by: [str(each) for each in about]}
        if contract is VoucherCard:
            body["parts"] = True
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


def _those(letters: Sequence[Letter], need: Callable[[FrontMatter], bool]) -> set[UUID]:
    return {each.application_id for each in letters if need(drafts()[each.name].matter)}


def _about(letters: Sequence[Letter], what: str) -> set[UUID]:
    return _those(letters, lambda matter: matter.about == what)


def _employers(letters: Sequence[Letter]) -> set[str]:
    to_employers = (each for each in letters if drafts()[each.name].matter.about == "employer")
    return {employer_of(each.about) for each in to_employers}


def _with_card(letters: Sequence[Letter]) -> set[UUID]:
    return _those(letters, lambda matter: matter.card != "none")


def _with_money(letters: Sequence[Letter]) -> set[UUID]:
    return _those(letters, lambda matter: matter.money)
