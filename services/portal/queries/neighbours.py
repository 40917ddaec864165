"""What two other services tell for a page: the money that is left, the organisations that joined.

A page is shown without it when they do not answer.
"""

from collections.abc import Mapping
from urllib.parse import quote

from pydantic import BaseModel

from contracts.network import OrganisationCard
from kit.money import Cents
from kit.refusal import Refusal
from services.portal.queries.peer import Peer


class Residual(BaseModel):
    """The money of a line, and what of it nobody has been promised or set aside for."""

    line: str
    budget_cents: Cents
    available_cents: Cents


class Neighbours:
    """Vouchers and network."""

    def __init__(self, vouchers: Peer, network: Peer) -> None:
        self._vouchers = vouchers
        self._network = network

    async def residuals(self, call_id: str) -> Mapping[str, Residual]:
        """Return what is left of each line of a call; nothing when it is not known."""
        path = f"/v1/calls/{quote(call_id)}/budget"
        try:
            told = await self._vouchers.get(path, _Budget)
        except Refusal:
            return {}
        return {each.line: each for each in told.lines}

    async def organisation(self, vat_number: str) -> OrganisationCard | None:
        """Return an organisation of the network by its VAT number; None when it is not known."""
        path = f"/v1/organisations/{quote(vat_number, safe='')}"
        try:
            return await self._network.get(path, OrganisationCard)
        except Refusal:
            return None


class _Budget(BaseModel):
    lines: list[Residual]
