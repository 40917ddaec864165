"""What the routes of applications share: the session that reads, the key of a repeated request."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from contracts.publishing import MOST_VERSIONS
from kit.database import Database, Session
from programmes.files import Programmes

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", min_length=8, max_length=200, pattern=r"^[!-~]+$")
]
RepeatKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=8, max_length=200, pattern=r"^[!-~]+$"),
]
STORABLE = r"^[^\x00]+$"
VersionNumber = Annotated[int | None, Query(alias="version", ge=1, le=MOST_VERSIONS)]


async def reading_session(request: Request) -> AsyncIterator[Session]:
    """Open a session that only reads."""
    database: Database = request.app.state.database
    async with database.reading() as session:
        yield session


Reading = Annotated[Session, Depends(reading_session)]


def programmes_of(request: Request) -> Programmes:
    """Return what the programme files say."""
    programmes: Programmes = request.app.state.programmes
    return programmes


Catalogue = Annotated[Programmes, Depends(programmes_of)]
