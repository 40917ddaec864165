"""What the owner of the calls and of the applications answers, one method for each question."""

from typing import TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID

from pydantic import BaseModel

from contracts.intake import (
    AnswersToCheck,
    AttachmentReceipt,
    CheckedAnswers,
    FieldError,
    Precheck,
    Prechecked,
    Receipt,
    Standing,
)
from contracts.publishing import ClosingSoon, PublicCall, PublicCalls
from contracts.rankings import AcceptanceCard, PublicRanking, RankedCase
from kit.refusal import Refusal
from services.portal.queries.peer import AWAY, Peer, PeerRefusal

Told = TypeVar("Told", bound=BaseModel)


class Applications:
    """Calls, checks of answers, attachments, filing and what comes after it."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._known: dict[str, PublicCall] = {}

    async def calls(self) -> list[PublicCall]:
        """Return the published calls, those that are open first."""
        return (await self._peer.get("/v1/calls", PublicCalls)).items

    async def call(self, call_id: str, version: int | None = None) -> PublicCall:
        """Return one call, in force or as one version says it. Refuses what is not known (404).

        While its owner does not answer, as it was told last: what somebody types can be kept.
        """
        path = f"/v1/calls/{quote(call_id)}{_of(version)}"
        try:
            found = await self._peer.get(path, PublicCall)
        except Refusal as refusal:
            if refusal.slug != AWAY[0] or path not in self._known:
                raise
            return self._known[path]
        self._known[path] = found
        return found

    async def closing(self, call_id: str, line: str) -> ClosingSoon:
        """Return when a line of a call closes now. Refuses `unknown-call`, `unknown-line` (404)."""
        path = f"/v1/calls/{quote(call_id)}/closing?{urlencode({'line': line})}"
        return await self._peer.get(path, ClosingSoon)

    async def check(self, call: PublicCall, line: str, asked: AnswersToCheck) -> list[FieldError]:
        """Return what is wrong with answers to a version of a call; nothing of them is kept."""
        there = f"/v1/calls/{quote(call.call_id)}/lines/{quote(line)}"
        path = f"{there}/answer-checks{_of(call.version)}"
        checked = await self._peer.post(path, asked.model_dump_json().encode(), CheckedAnswers)
        return checked.errors

    async def precheck(self, call_id: str, line: str, asked: Precheck) -> Prechecked:
        """Return how the requirements answer to what somebody would declare."""
        path = f"/v1/calls/{quote(call_id)}/lines/{quote(line)}/prechecks"
        return await self._peer.post(path, asked.model_dump_json().encode(), Prechecked)

    async def attach(self, name: str, content: bytes, media_type: str) -> AttachmentReceipt:
        """Hand a file over. Refused by its content or its size."""
        path = f"/v1/attachments?{urlencode({'name': name})}"
        given = {"Content_Type": media_type}
        return await self._peer.post(path, content, AttachmentReceipt, **given)

    async def file(self, form: bytes, key: str) -> Receipt:
        """File an application; the same key and body have the same receipt."""
        return await self._peer.post("/v1/applications", form, Receipt, Idempotency_Key=key)

    async def arrive(self, arrived: bytes, key: str) -> Receipt:
        """File an application that came by another way, as an official entered it."""
        return await self._peer.post("/v1/arrivals", arrived, Receipt, Idempotency_Key=key)

    async def amend(self, application_id: UUID, amendment: bytes, key: str) -> Receipt:
        """File new answers to an application."""
        path = f"/v1/applications/{application_id}/amendments"
        return await self._peer.post(path, amendment, Receipt, Idempotency_Key=key)

    async def withdraw(self, application_id: UUID, key: str) -> Receipt:
        """Withdraw an application."""
        path = f"/v1/applications/{application_id}/withdrawals"
        return await self._peer.post(path, b"{}", Receipt, Idempotency_Key=key)

    async def standing(self, application_id: UUID) -> Standing:
        """Return where an application is, for who filed it."""
        return await self._peer.get(f"/v1/applications/{application_id}/standing", Standing)

    async def ranking(self, call_id: str, line: str) -> PublicRanking:
        """Return the list of a line as everybody may read it.

        Refuses `no-ranking` (404) and, after its last public day, `ranking-removed` (410).
        """
        path = f"/v1/calls/{quote(call_id)}/lines/{quote(line)}/ranking"
        return await self._peer.get(path, PublicRanking)

    async def place(self, application_id: UUID) -> RankedCase | None:
        """Return where an application stands in its last list; None when it is in none."""
        return await self._own(application_id, "ranking", RankedCase)

    async def acceptance(self, application_id: UUID) -> AcceptanceCard | None:
        """Return by when money is to be accepted; None when nothing is."""
        return await self._own(application_id, "acceptance", AcceptanceCard)

    async def _own(self, application_id: UUID, what: str, model: type[Told]) -> Told | None:
        try:
            return await self._peer.get(f"/v1/applications/{application_id}/{what}", model)
        except PeerRefusal:
            return None


def _of(version: int | None) -> str:
    return "" if version is None else f"?{urlencode({'version': version})}"
