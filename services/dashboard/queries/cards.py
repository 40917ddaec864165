"""What the owner of the applications tells for one page, and what is kept nowhere here."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import httpx2
from pydantic import ValidationError

from contracts.cases import ApplicationCard, ApplicationCards, ApplicationIds
from kit import logs

PATIENCE_S = 3.0
UNKNOWN = "nome non disponibile"
Cards = Mapping[UUID, ApplicationCard]


class CardReader(Protocol):
    """Whoever can tell the cards of applications."""

    async def read(self, ids: Sequence[UUID]) -> Cards:
        """Return the cards of these applications, as far as they are known."""


class AskedCards:
    """Asks the applications service, once per page, with the key of the house."""

    def __init__(
        self, url: str, service_key: str, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {service_key}"},
            timeout=PATIENCE_S,
            transport=transport,
        )
        self._log = logs.logger("dashboard")

    async def read(self, ids: Sequence[UUID]) -> Cards:
        """Return the cards; none when the owner cannot be asked.

        A list without names serves better than no list.
        """
        if not ids:
            return {}
        asked = ApplicationIds(application_ids=list(ids)).model_dump(mode="json")
        try:
            answer = await self._client.post("/v1/queries/application-cards", json=asked)
            answer.raise_for_status()
            told = ApplicationCards.model_validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError) as error:
            self._log.warning("cards-not-told", error=type(error).__name__)
            return {}
        return {card.application_id: card for card in told.items}

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()
