"""What every door of vouchers shares: strict bodies, keys, the database and the codes."""

from typing import Annotated, Any

from fastapi import Depends, Header, Request
from pydantic import BaseModel, ConfigDict

from kit.database import Database
from services.vouchers.queries.providers import provider_of_key
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.keys import ProviderKeys, bearer, no_such_key

Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,100}$")]


class Body(BaseModel):
    """A request body: no field that is not named here."""

    model_config = ConfigDict(extra="forbid")


def database_of(request: Request) -> Database:
    """Return the database of this process."""
    database: Database = request.app.state.database
    return database


def codes_of(request: Request) -> Codes:
    """Return what derives and hashes the codes of this house."""
    codes: Codes = request.app.state.codes
    return codes


def registries_of(request: Request) -> Registries:
    """Return what asks the registries outside; a process that was told of none refuses."""
    asked: Registries | None = getattr(request.app.state, "registries", None)
    return asked or Registries("", "", "", "")


def keys_of(request: Request) -> ProviderKeys:
    """Return what makes and hashes the keys of providers."""
    return ProviderKeys(codes_of(request).key)


async def provider_only(request: Request, authorization: Annotated[str, Header()] = "") -> str:
    """Let only providers in, by the key of each; refuses `provider-key` with 401."""
    key_hash = keys_of(request).digest(bearer(authorization))
    async with database_of(request).reading() as session:
        handle = await provider_of_key(session, key_hash)
    if handle is None:
        raise no_such_key()
    return handle


PROVIDER: dict[str, Any] = {"openapi_extra": {"x-callers": ["provider"]}}
ProviderHandle = Annotated[str, Depends(provider_only)]
