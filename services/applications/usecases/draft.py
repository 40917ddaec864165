"""The versions of the programme files become drafts that officials check, approve, publish."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import CallDraft
from kit import clock
from programmes.files import CallFile

_KNOWN = text("select call_id, version, digest, state from call_draft")
_CALL = text(
    "insert into call (call_id, owner) values (:call_id, :owner) on conflict (call_id) "
    "do update set owner = excluded.owner where call.state = 'draft'"
)
# A published version is never replaced, also when it is published at this very moment.
_DRAFT = text(
    """
    insert into call_draft (call_id, version, revision, definition, digest, state, imported_at)
    values (:call_id, :version, 1, :definition, :digest, 'draft', :at)
    on conflict (call_id, version) do update set
        revision = call_draft.revision + 1, definition = excluded.definition,
        digest = excluded.digest, state = 'draft', checked_by = null, approved_by = null,
        imported_at = excluded.imported_at
    where call_draft.state <> 'published' and call_draft.digest <> excluded.digest
    """
).bindparams(bindparam("definition", type_=JSONB))
_WITHDRAW = text(
    "delete from call_draft where call_id = :call_id and version = :version "
    "and state <> 'published'"
)

Key = tuple[str, int]


@dataclass(frozen=True)
class Imported:
    """What an import did: how many drafts are new or changed, how many went with their file.

    `differing` are published versions whose file says something else: they stay as they are.
    """

    written: int
    withdrawn: int
    differing: tuple[Key, ...]


@dataclass(frozen=True)
class _File:
    draft: CallDraft
    definition: dict[str, Any]
    digest: str

    @property
    def key(self) -> Key:
        return self.draft.id, self.draft.version


async def import_drafts(session: AsyncSession, calls: Mapping[str, CallFile]) -> Imported:
    """Take every version of the files as a draft; a changed one must be checked again.

    Repeating it changes nothing. A published version is never changed, whatever its file says.
    """
    files = {file.key: file for file in _files(calls.values())}
    known = {(row.call_id, row.version): row for row in await session.execute(_KNOWN)}
    fresh = [
        file for key, file in files.items() if key not in known or known[key].digest != file.digest
    ]
    published = {key for key, row in known.items() if row.state == "published"}
    gone = sorted(known.keys() - files.keys() - published)
    await _write(session, [file for file in fresh if file.key not in published], gone)
    differing = tuple(sorted(file.key for file in fresh if file.key in published))
    return Imported(len(fresh) - len(differing), len(gone), differing)


async def _write(session: AsyncSession, fresh: list[_File], gone: list[Key]) -> None:
    if gone:
        await session.execute(_WITHDRAW, [{"call_id": call, "version": n} for call, n in gone])
    if not fresh:
        return
    owners = {file.draft.id: file.draft.owner for file in fresh}
    await session.execute(_CALL, [{"call_id": c, "owner": o} for c, o in sorted(owners.items())])
    at = clock.now()
    values = [
        {
            "call_id": file.draft.id, "version": file.draft.version, "at": at,
            "definition": file.definition, "digest": file.digest,
        }
        for file in sorted(fresh, key=lambda each: each.key)
    ]  # fmt: skip
    await session.execute(_DRAFT, values)


def _files(calls: Iterable[CallFile]) -> Iterable[_File]:
    for call in calls:
        for draft in call.versions:
            # What nobody wrote stays unwritten, for differences are told of what is written.
            definition = draft.model_dump(mode="json", exclude_unset=True)
            yield _File(draft, definition, _digest(draft))


def _digest(draft: CallDraft) -> str:
    """Return the same digest for the same words, also when a later schema knows more keys."""
    said = draft.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
