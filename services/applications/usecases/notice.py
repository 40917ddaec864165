"""Calls as anybody may read them: open data, without a person in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import CallState
from contracts.calls import Call
from contracts.publishing import ClosingSoon, PublicCall, PublicVersion
from kit import clock
from kit.refusal import Refusal
from programmes.differences import differences
from programmes.files import Programmes
from services.applications.models.calls import CallVersion
from services.applications.queries import calls, versions
from services.applications.rules.lifecycle import Standing, closing, due
from services.applications.rules.windows import of_line

SHOWN_FIRST: Mapping[CallState, int] = {
    "open": 0, "published": 1, "suspended": 2, "closed": 3, "revoked": 4,
}  # fmt: skip


async def public_calls(
    session: AsyncSession, programmes: Programmes, call_ids: Sequence[str] = ()
) -> list[PublicCall]:
    """Return published calls, all of them when none is named: open ones first, then by opening.

    The newest opening stands first among those that are alike.
    """
    standings = {
        record.call_id: calls.standing_of(record)
        for record in await versions.records(session, call_ids)
        if record.version is not None
    }
    published = [
        await calls.version_numbered(session, *key)
        for key in await versions.published(session, call_ids)
    ]
    at = clock.now()
    histories = groupby(published, lambda each: each.call_id)
    found = [
        _page(programmes, standings[call_id], list(history), at) for call_id, history in histories
    ]
    return sorted(found, key=lambda page: (SHOWN_FIRST[page.state], -page.opens_at.timestamp()))


async def public_call(
    session: AsyncSession, programmes: Programmes, call_id: str, number: int | None = None
) -> PublicCall:
    """Return one published call with its versions, in force or as one of them says it.

    Refuses `unknown-call` and `unknown-version`, both 404.
    """
    found = await public_calls(session, programmes, [call_id])
    if not found:
        raise Refusal("unknown-call", "Il bando non esiste o non è pubblicato.", 404)
    if number is None:
        return found[0]
    version = await calls.version_numbered(session, call_id, number)
    said = {"definition": calls.definition(version), "territory": version.territory}
    return found[0].model_copy(update={"version": number, **said})


async def closing_soon(
    session: AsyncSession, call_id: str, line_id: str | None = None
) -> ClosingSoon:
    """Return when a call closes, or when it did; of a line when one is named.

    Refuses `unknown-call` and `unknown-line`, both 404.
    """
    found = await calls.in_force(session, call_id)
    call = _seen(found.call, line_id)
    standing = due(found.standing, call, clock.now())
    return ClosingSoon(
        call_id=call_id, state=standing.state, closes_at=closing(standing, call),
        reminder_days=call.reminder_days,
    )  # fmt: skip


def _seen(call: Call, line_id: str | None) -> Call:
    if line_id is None:
        return call
    try:
        return of_line(call, line_id)
    except LookupError:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 404) from None


def _page(
    programmes: Programmes, standing: Standing, history: Sequence[CallVersion], at: datetime
) -> PublicCall:
    version = history[-1]
    call, body = calls.definition(version), programmes.bodies[version.body]
    return PublicCall(
        call_id=call.id, version=call.version, state=due(standing, call, at).state,
        title=call.title, owner=call.owner, body_name=body.name, body_office=body.office or "",
        body_pec=body.pec or "", territory=version.territory, opens_at=call.opens_at,
        closes_at=call.closes_at, definition=call, versions=_versions(history),
    )  # fmt: skip


def _versions(history: Sequence[CallVersion]) -> list[PublicVersion]:
    return [
        PublicVersion(
            version=version.version, published_at=version.published_at,
            act=calls.definition(version).act, differences=_differences(before, version),
        )
        for before, version in zip([None, *history], history, strict=False)
    ]  # fmt: skip


def _differences(before: CallVersion | None, after: CallVersion) -> list[str]:
    if before is None:
        return []
    return list(differences(calls.definition(before), calls.definition(after)))
