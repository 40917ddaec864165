"""A peer of the house asked by HTTP: its answers, and its refusals as refusals of ours."""

from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from kit import logs
from kit.refusal import Refusal

PATIENCE_S = 10.0
NOT_GOOD = 400
AWAY = (
    "service-away",
    "In questo momento il servizio non risponde: ciò che ha scritto è salvato. Riprovi tra poco.",
    503,
)

Model = TypeVar("Model", bound=BaseModel)


class PeerRefusal(Refusal):
    """What a peer declined, with the fields that it named."""

    def __init__(self, slug: str, sentence: str, status: int, errors: list[dict[str, str]]) -> None:
        super().__init__(slug, sentence, status)
        self.errors = errors


class Peer:
    """One service of the house, asked with the key that all of them share."""

    def __init__(
        self, url: str, service_key: str, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {service_key}"},
            timeout=PATIENCE_S,
            transport=transport,
            trust_env=False,
        )
        self._log = logs.logger("portal")

    async def get(self, path: str, model: type[Model]) -> Model:
        """Return what a path answers; raises PeerRefusal, and `service-away` (503)."""
        return model.model_validate_json(await self._asked("GET", path))

    async def post(self, path: str, body: bytes, model: type[Model], **headers: str) -> Model:
        """Hand a body over and return the answer; raises PeerRefusal and `service-away` (503)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return model.model_validate_json(await self._asked("POST", path, body, named))

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def _asked(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        given = {"Content-Type": "application/json", **(headers or {})} if body is not None else {}
        try:
            answer = await self._client.request(method, path, content=body, headers=given)
        except httpx2.HTTPError as error:
            self._log.warning("peer-away", error=type(error).__name__)
            raise Refusal(*AWAY) from error
        if answer.status_code < NOT_GOOD:
            return answer.content
        raise self._refusal(answer)

    def _refusal(self, answer: httpx2.Response) -> Refusal:
        if answer.is_server_error:
            self._log.warning("peer-ill", status=answer.status_code)
            return Refusal(*AWAY)
        try:
            told = _Problem.model_validate_json(answer.content)
        except ValidationError:
            return Refusal(*AWAY)
        return PeerRefusal(told.title, told.detail, answer.status_code, told.errors)


class _Problem(BaseModel):
    title: str
    detail: str
    errors: list[dict[str, Any]] = []
