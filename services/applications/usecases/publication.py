"""Publishing a version of a call: what it needs, what it makes, what it announces."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import BudgetLine, CallChanged, CallPublished
from contracts.calls import Call, CallDraft
from contracts.places import Body
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from programmes.files import Programmes
from programmes.publication import complete, missing
from services.applications.models.calls import CallLine, CallRecord, CallVersion
from services.applications.queries import versions
from services.applications.rules.lifecycle import renewed
from services.applications.rules.succession import ceilings, check_succession
from services.applications.usecases.calls import SHUT, Held, Turn, hold, move


class NotPublishable(Refusal):
    """A version lacks something without which no call may be published: each is listed."""

    def __init__(self, version: int, lacking: Iterable[str]) -> None:
        super().__init__("not-publishable", "Al bando manca qualcosa per essere pubblicato.")
        self.errors = [
            {"field": f"versions.{version}", "rule": "missing", "detail": item} for item in lacking
        ]


async def publish_version(
    session: AsyncSession, programmes: Programmes, record: CallRecord, draft: CallDraft
) -> None:
    """Publish an approved version of a locked call, and announce it with its ceilings.

    The first is CallPublished, a later one CallChanged; applications stay with the version they
    were filed under. Refuses `not-publishable` listing what is missing, `not-revoked` while the
    call that it reissues stands, and what `rules.succession` refuses; all 409.
    """
    at = clock.now()
    body = body_of(programmes, draft, at)
    lacking = missing(draft, body)
    if body is None or lacking:
        raise NotPublishable(draft.version, lacking)
    call = complete(draft)
    await _check_reissue(session, call)
    territory = programmes.territory_on(call.owner, first_day(call, at))
    version = _version(call, body, territory, at)
    if record.version is None:
        await _publish_first(session, record, call, version)
    else:
        await _publish_later(session, await hold(session, call.id), call, version)


def body_of(programmes: Programmes, draft: CallDraft, at: datetime) -> Body | None:
    """Return the body that publishes a version: who answers on the first day it is in force."""
    return programmes.body_on(draft.owner, first_day(draft, at))


def first_day(draft: CallDraft, at: datetime) -> date:
    """Return the first day of a version in force: the opening, or the publication of a later one.

    A call without an opening is looked at as if it opened today.
    """
    opening = clock.civil_day(draft.opens_at or at)
    return opening if draft.version == 1 else max(opening, clock.civil_day(at))


async def _check_reissue(session: AsyncSession, call: Call) -> None:
    """A call that is issued again must be revoked first; one that this house never ran may be."""
    old = await session.get(CallRecord, call.reissues) if call.reissues else None
    if old is not None and old.state not in ("draft", "revoked"):
        raise Refusal("not-revoked", f"Prima va revocato il bando {old.call_id}.")


def _version(call: Call, body: Body, territory: tuple[str, ...], at: datetime) -> CallVersion:
    return CallVersion(
        call_id=call.id, version=call.version, alliance=call.owner, body=body.slug,
        definition=call.model_dump(mode="json"), territory=list(territory), published_at=at,
    )  # fmt: skip


async def _publish_first(
    session: AsyncSession, record: CallRecord, call: Call, version: CallVersion
) -> None:
    await _write(session, call, version, admits=True)
    record.version, record.state, record.since = call.version, "published", version.published_at
    fact = CallPublished(
        call_id=call.id, call_version=call.version, lines=_budgets(ceilings(call)), **_money(call)
    )
    await announce(session, fact, alliance=call.owner, at=version.published_at)


async def _publish_later(
    session: AsyncSession, held: Held, call: Call, version: CallVersion
) -> None:
    """Put a later version in force; a call that it extends or refunds may open again."""
    at = version.published_at
    check_succession(held.call, call, await versions.filed_by_line(session, call.id))
    await _write(session, call, version, admits=held.record.state not in SHUT)
    after = renewed(held.standing, held.call, call, at)
    held.record.version, held.record.exhausted = call.version, sorted(after.exhausted)
    await announce(session, _changed(held.call, call), alliance=call.owner, at=at)
    await move(session, Held(held.record, call), after, Turn(at, by="act"))


async def _write(session: AsyncSession, call: Call, version: CallVersion, *, admits: bool) -> None:
    session.add(version)
    await session.flush()
    lines = [
        {"call_id": call.id, "line": line.id, "last_place": 0, "admits": admits}
        for line in call.lines
    ]
    await session.execute(insert(CallLine).on_conflict_do_nothing(), lines)


def _changed(before: Call, call: Call) -> CallChanged:
    """Tell the budgets of a later version; a line that has none any more gives its money back."""
    act, gone = call.act, dict.fromkeys(ceilings(before), 0)
    return CallChanged(
        call_id=call.id,
        call_version=call.version,
        act=act.kind if act else "correction",
        lines=_budgets(gone | ceilings(call)),
        supplement_until=act.supplement_until if act else None,
        **_money(call),
    )


def _money(call: Call) -> dict[str, bool]:
    """Say how the money of a call may move: between lines, and in part to who finds less."""
    return {
        "movable": call.split == "indicative",
        "partial_funding": call.partial_funding == "offered",
    }


def _budgets(cents: Mapping[str, int]) -> list[BudgetLine]:
    return [BudgetLine(line=line, budget_cents=budget) for line, budget in cents.items()]
