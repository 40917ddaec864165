"""Publishing calls, and the acts on them."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import BudgetLine, CallOpened
from contracts.programmes import Body, Call
from kit import clock
from kit.eventlog import announce
from services.applications.models import CallLine, CallVersion


async def publish_call(
    session: AsyncSession, call: Call, body: Body, territory: tuple[str, ...]
) -> CallOpened | None:
    """Publish a version of a call with its lines; None when it was published before.

    A published version never changes: what the file says later must bear another number.
    """
    version = CallVersion(
        call_id=call.id,
        version=call.version,
        alliance=call.owner,
        body=body.slug,
        definition=call.model_dump(mode="json"),
        territory=list(territory),
        published_at=clock.now(),
    )
    published = await session.execute(
        insert(CallVersion)
        .values(version.model_dump())
        .on_conflict_do_nothing()
        .returning(col(CallVersion.version))
    )  # fmt: skip
    if published.one_or_none() is None:
        return None
    for line in call.lines:
        counter = {"call_id": call.id, "line": line.id, "last_place": 0}
        await session.execute(insert(CallLine).values(counter).on_conflict_do_nothing())
    opened = CallOpened(
        call_id=call.id,
        call_version=call.version,
        lines=[BudgetLine(line=line.id, budget_cents=line.budget_cents) for line in call.lines],
    )
    await announce(session, opened, alliance=call.owner)
    return opened
