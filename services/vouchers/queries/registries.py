"""The registries outside the house, and the owners of firms: asked at the moment, never kept."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import httpx2
from pydantic import BaseModel, ValidationError

from contracts.aid import (
    AidAct,
    AidCode,
    AidFirm,
    AidFirms,
    AidRegisterExtract,
    AidRegistration,
    Certificate,
)
from contracts.undertakings import Undertaking
from kit.doors import TryAgain
from kit.refusal import Refusal
from services.vouchers.settings import VouchersSettings

TIMEOUT_SECONDS = 5.0
AT_ONCE = 200
CONFLICT = 409
NOBODY_TO_ASK = (
    "Non è configurato l'accesso al registro degli aiuti e al DURC: l'aiuto non si può concedere."
)
Answer = TypeVar("Answer", bound=BaseModel)


class Registries:
    """Asks `applications` for firms, `network` for the undertaking that they are part of, the
    register of aid for codes, and for certificates.

    Bad weather raises TryAgain: the command is given again, and the register knows it by its key.
    Where no address was told, refuses `no-registries`: nothing is granted on a guess.
    """

    def __init__(
        self, applications_url: str, register_url: str, service_key: str, network_url: str
    ) -> None:
        self._client = httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)
        self._owner = f"{applications_url.rstrip('/')}/v1/queries/aid-firms"
        self._links = f"{network_url.rstrip('/')}/v1/queries/undertaking"
        self._register = register_url.rstrip("/")
        self._key = {"Authorization": f"Bearer {service_key}"}

    @classmethod
    def of(cls, settings: VouchersSettings) -> "Registries":
        """Return those that the settings name."""
        key = settings.service_key.get_secret_value()
        return cls(settings.applications_url, settings.registries_url, key, settings.network_url)

    async def firm(self, application_id: UUID) -> AidFirm:
        """Return the firm of an application."""
        for each in await self.firms([application_id]):
            if each.application_id == application_id:
                return each
        raise TryAgain("applications does not know the application yet")

    async def firms(self, application_ids: Sequence[UUID]) -> list[AidFirm]:
        """Return the firms of some applications that are known."""
        known: list[AidFirm] = []
        for first in range(0, len(application_ids), AT_ONCE):
            some = application_ids[first : first + AT_ONCE]
            body = {"application_ids": [str(each) for each in some]}
            found = await self._ask(AidFirms, "POST", self._owner, json=body, headers=self._key)
            known += found.items
        return known

    async def undertaking(self, vat_number: str, day: date) -> Undertaking:
        """Return the firms that are one with a firm on a day, and what they declared."""
        body = {"vat_number": vat_number, "on": day.isoformat()}
        return await self._ask(Undertaking, "POST", self._links, json=body, headers=self._key)

    async def extract(self, vat_number: str) -> AidRegisterExtract:
        """Return what the register knows of a firm (visura)."""
        url = f"{self._register}/aiuti/{vat_number}"
        return await self._ask(AidRegisterExtract, "GET", url)

    async def register(self, aid: AidRegistration) -> str:
        """Register an aid and return its code (COR). Refuses `register-refuses`."""
        url, body = f"{self._register}/aiuti", aid.model_dump(mode="json")
        return (await self._ask(AidCode, "POST", url, json=body)).cor

    async def confirm(self, cor: str, act: AidAct) -> None:
        """Tell the register the act of an aid."""
        url, body = f"{self._register}/aiuti/{cor}/atto", act.model_dump(mode="json")
        await self._ask(AidCode, "POST", url, json=body)

    async def certificate(self, vat_number: str) -> Certificate:
        """Return the certificate of contributions of a firm (DURC)."""
        return await self._ask(Certificate, "GET", f"{self._register}/durc/{vat_number}")

    async def close(self) -> None:
        """Give all connections back."""
        await self._client.aclose()

    async def _ask(self, kind: type[Answer], method: str, url: str, **rest: Any) -> Answer:
        if url.startswith("/"):
            raise Refusal("no-registries", NOBODY_TO_ASK)
        try:
            response = await self._client.request(method, url, **rest)
        except httpx2.HTTPError as error:
            raise TryAgain("a registry does not answer") from error
        if response.status_code == CONFLICT:
            raise Refusal("register-refuses", "Il registro degli aiuti rifiuta la registrazione.")
        try:
            response.raise_for_status()
            return kind.model_validate_json(response.content)
        except (httpx2.HTTPError, ValidationError) as error:
            raise TryAgain("a registry does not answer as it should") from error
