"""The register of a body and a year: every document has one number, in one order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.intake import RegisterEntry
from kit import clock
from services.applications.rules import register

EntryKind = Literal[
    "amendment",
    "supplement",
    "integration",
    "withdrawal",
    "observations",
    "integration_request",
    "refusal_notice",
    "acceptance",
    "control_notice",
]

# The register is locked by this part of a statement and freed by the commit, so that numbers,
# instants and links are given in the order of the commits, and none is lost. An instant never goes
# back, whatever the clock does.
NEXT_INSTANT = "greatest(cast(:at as timestamptz), counter.last_at + interval '1 microsecond')"
NEXT = f"""
    insert into counter (body, kind, year, last, last_at, last_link)
    values (:body, 'register', :year, 1, cast(:at as timestamptz),
        register_link(register_genesis(:body, :year), 1, :year, cast(:at as timestamptz),
            :content_hash))
    on conflict (body, kind, year) do update set
        last = counter.last + 1,
        last_at = {NEXT_INSTANT},
        last_link = register_link(counter.last_link, counter.last + 1, counter.year,
            {NEXT_INSTANT}, :content_hash)
    returning last, last_at, last_link,
        coalesce(old.last_link, register_genesis(:body, :year)) as previous_link
"""
ENTRY = "body, year, number, at, kind, application_id, content_hash, previous_link, link"

_ENTER = text(
    f"""
    with numbered as ({NEXT})
    insert into register_entry ({ENTRY})
    select :body, :year, last, last_at, :kind, :application_id, :content_hash,
        previous_link, last_link
    from numbered
    returning {ENTRY}
    """
)


@dataclass(frozen=True)
class Entering:
    """A document to be registered: what it is, of which application, the SHA-256 of its bytes.

    `at` is when it came to our door; the instant of the entry is never before the one before it.
    """

    body: str
    kind: EntryKind
    application_id: UUID
    content_hash: str
    at: datetime


async def enter_register(session: AsyncSession, entering: Entering) -> RegisterEntry:
    """Give a document its number in the register of its body and year, chained to the one before.

    The register stays locked until the commit: enter it as late as possible.
    """
    values = {
        "body": entering.body, "kind": entering.kind, "application_id": entering.application_id,
        "content_hash": entering.content_hash, "at": entering.at,
        "year": clock.civil_day(entering.at).year,
    }  # fmt: skip
    return register.entry((await session.execute(_ENTER, values)).one())
