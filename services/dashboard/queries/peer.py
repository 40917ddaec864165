"""Another service of the house, asked over HTTP with the key that the processes share."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import httpx2
import orjson
from pydantic import BaseModel, ValidationError

from kit import logs
from kit.refusal import Refusal

# A what-if over ten thousand applications takes up to five seconds.
PATIENCE_S = 15.0
ROW_BY_ROW_S = 300.0
# What a peer says of the key that the processes share is for nobody's eyes.
OWN_KEY, NO_ENTRY = "service-key", 401
SILENT = (
    "owner-silent",
    "Il servizio che conserva questi dati non risponde: riprova tra poco.",
    503,
)
Told = TypeVar("Told", bound=BaseModel)


class Ask(NamedTuple):
    """A question for a peer: a JSON body or bytes as they are, and a key when it writes once.

    What is done row by row takes its time, and is asked with more patience.
    """

    path: str
    body: BaseModel | None = None
    content: bytes = b""
    key: str = ""
    query: tuple[tuple[str, str], ...] = ()
    patience_s: float = PATIENCE_S


class Declined(Refusal):
    """A refusal of a peer in its own words, with what it says beside them and of which fields."""

    def __init__(self, slug: str, sentence: str, status: int, errors: Sequence[Any]) -> None:
        super().__init__(slug, sentence, status)
        self.errors = [_sentence(each) for each in errors]
        self.fields = {
            str(each["field"]): _sentence(each) for each in errors if isinstance(each, dict)
        }


class Peer:
    """Asks one service; what it declines is a refusal here too."""

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
        self._log = logs.logger("dashboard")

    async def get(self, told: type[Told], ask: Ask) -> Told:
        """Return what a GET answers; refuses `owner-silent` (503) and what the peer refuses."""
        return _read(told, await self._sent("GET", ask))

    async def post(self, told: type[Told], ask: Ask) -> Told:
        """Return what a POST answers; refuses `owner-silent` (503) and what the peer refuses."""
        return _read(told, await self._sent("POST", ask))

    async def send(self, ask: Ask) -> None:
        """Have a POST done whose answer nobody reads; refuses as `post` does."""
        await self._sent("POST", ask)

    async def put(self, ask: Ask) -> None:
        """Have a PUT done whose answer nobody reads; refuses as `post` does."""
        await self._sent("PUT", ask)

    async def made(self, ask: Ask) -> httpx2.Response:
        """Return the bytes that a POST answers, with their headers; refuses as `post` does."""
        return await self._sent("POST", ask)

    async def file(self, ask: Ask) -> httpx2.Response:
        """Return the bytes that a GET answers, with their headers."""
        return await self._sent("GET", ask)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def _sent(self, method: str, ask: Ask) -> httpx2.Response:
        content = ask.content or (ask.body.model_dump_json().encode() if ask.body else None)
        headers = {"Idempotency-Key": ask.key} if ask.key else {}
        if ask.body:
            headers["Content-Type"] = "application/json"
        try:
            answer = await self._client.request(
                method,
                ask.path,
                content=content,
                headers=headers,
                params=dict(ask.query),
                timeout=ask.patience_s,
            )
        except httpx2.HTTPError as error:
            self._log.warning("owner-silent", error=type(error).__name__)
            raise Refusal(*SILENT) from error
        if answer.is_success:
            return answer
        raise self._declined(answer)

    def _declined(self, answer: httpx2.Response) -> Refusal:
        """Read a problem (RFC 9457); what the peer says of itself is for nobody's eyes."""
        try:
            problem = orjson.loads(answer.content)
            errors = list(problem.get("errors", ()))
            slug, sentence = problem["title"], problem["detail"]
        except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
            slug = ""
        if slug in ("", OWN_KEY) or answer.status_code == NO_ENTRY or answer.is_server_error:
            self._log.warning("owner-silent", status=answer.status_code)
            return Refusal(*SILENT)
        return Declined(slug, sentence, answer.status_code, errors)


def _read(told: type[Told], answer: httpx2.Response) -> Told:
    try:
        return told.model_validate_json(answer.content)
    except ValidationError as error:
        raise Refusal(*SILENT) from error


def _sentence(error: Any) -> str:
    """What is missing is told as a text, a wrong field as an object with its sentence."""
    return str(error["detail"]) if isinstance(error, dict) else str(error)
