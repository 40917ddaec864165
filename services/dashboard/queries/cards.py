"""What the owner of the applications tells for one page, and what is kept nowhere here."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import httpx2
from pydantic import ValidationError

from contracts.cases import ApplicationCard, ApplicationCards, ApplicationIds
from kit import logs
from kit.refusal import Refusal

PATIENCE_S = 3.0
FORBIDDEN = 403
UNKNOWN = "nome non disponibile"
Cards = Mapping[UUID, ApplicationCard]


class CardReader(Protocol):
    """Whoever can tell the cards of applications."""

    async def read(self, ids: Sequence[UUID], reader: str = "") -> Cards:
        """Return the cards of these applications, as far as they are known to their `reader`."""


async def listed_cards(cards: CardReader, ids: Sequence[UUID], reader: str) -> Cards:
    """Return the cards that somebody may read; one that they may not is left out of a list."""
    try:
        return await cards.read(ids, reader)
    except Refusal:
        return {}


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

    async def read(self, ids: Sequence[UUID], reader: str = "") -> Cards:
        """Return the cards that somebody may read; none when the owner cannot be asked.

        A list without names serves better than no list. Of a card that is asked alone it refuses
        `declare-first` and `in-conflict` (403).
        """
        if not ids:
            return {}
        asked = ApplicationIds(application_ids=list(ids), reader=reader).model_dump(mode="json")
        try:
            answer = await self._client.post("/v1/queries/application-cards", json=asked)
            _check_readable(answer)
            answer.raise_for_status()
            told = ApplicationCards.model_validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError) as error:
            self._log.warning("cards-not-told", error=type(error).__name__)
            return {}
        return {card.application_id: card for card in told.items}

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()


def _check_readable(answer: httpx2.Response) -> None:
    """Hand on what keeps a reviewer from reading a card (art. 6-bis L. 241/1990)."""
    if answer.status_code == FORBIDDEN:
        problem = answer.json()
        raise Refusal(problem["title"], problem["detail"], FORBIDDEN)
