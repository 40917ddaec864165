"""The invariants of the house, looked up in its own tables and streams.

Checked after every fault campaign and at the end of the demonstration; each fault is a sentence
that names the row. An empty list is a clean bill of health.
"""

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.client import Client

from capofila.audit import verify_logs
from capofila.house import HOUSE
from capofila.preparation import SERVICE_DOORS, every_read
from capofila.supervisor import Reached
from kit.database import Session, engine
from services.vouchers.queries.faults import ledger_faults
from workflows.streams import RINGS

WAITING = "('under_review', 'waitlisted')"
RULES = {
    "a register has a gap": """
        select body || '/' || year from applications.register_entry
        group by body, year having max(number) <> count(*)
    """,
    "the chain of a register is broken": """
        select body || '/' || year || ' ' || number from (
            select *, lag(link) over (partition by body, year order by number) as before
            from applications.register_entry
        ) entry
        where link <> applications.register_link(previous_link, number, year, at, content_hash)
            or previous_link <> coalesce(before, applications.register_genesis(body, year))
    """,
    "an application is not in the register": """
        select a.id::text from applications.application a where not exists
            (select from applications.register_entry r where r.application_id = a.id
                and r.kind = 'application' and r.number = a.register_number)
    """,
    "the places of a call have a gap": """
        select l.call_id from (
            select call_id, sum(last_place) as given from applications.call_line group by call_id
        ) l, lateral (
            select count(distinct a.id) as filed, count(o.sequence) as reopened
            from applications.application a
            left join applications.reopening o on o.application_id = a.id
            where a.call_id = l.call_id
        ) a
        where l.given not between a.filed and a.filed + a.reopened
    """,
    "an application is neither closed nor waiting": f"""
        select id::text from applications.application a
        where closed_at is null and state not in {WAITING} and not exists (
            select from applications.acceptance c where c.application_id = a.id
            and c.case_round = a.round and c.answer is null and a.state = 'granted')
    """,
    "a closed application has no decision": """
        select id::text from applications.application a
        where state in ('awarded', 'refused', 'not_funded') and not exists (
            select from applications.decision d
            where d.application_id = a.id and d.sequence = a.round)
    """,
    "an application has no money set aside, no turn and no release": """
        select id::text from applications.application a where not exists
            (select from vouchers.reservation r where r.application_id = a.id)
    """,
    "an awarded application has no award": """
        select id::text from applications.application a where state = 'awarded'
        and not exists (select from vouchers.award w
            where w.application_id = a.id and w.annulled_at is null)
    """,
    "an application that is not awarded has an award": """
        select id::text from applications.application a where state <> 'awarded'
        and exists (select from vouchers.award w
            where w.application_id = a.id and w.annulled_at is null)
    """,
    "an outcome was not told exactly once": """
        select a.id::text from applications.application a
        left join notifications.letter l on l.application_id = a.id and l.state <> 'dropped'
            and l.queued_at > coalesce((select max(o.at) from applications.reopening o
                where o.application_id = a.id), '-infinity')
        where a.closed_at is not null or a.state = 'waitlisted'
        group by a.id, a.state having count(*) filter (where l.name = any(case a.state
            when 'awarded' then array['granted', 'voucher', 'funded_later']
            when 'waitlisted' then array['not_funded']
            when 'withdrawn' then array['withdrawn', 'acceptance_lapsed']
            else array[a.state] end)) <> 1
    """,
    "a letter was neither accepted nor left to a person": """
        select name || ' ' || application_id || ' ' || state from notifications.letter
        where state not in ('accepted', 'unknown', 'dropped')
        and not (attempts = 0 and next_attempt_at > queued_at)
    """,
    "the desk shows another state": """
        select a.id::text from applications.application a
        left join dashboard.application_row d on d.id = a.id
        where d.id is null or d.register_number <> a.register_number
            or d.final <> case when a.closed_at is null then '' else a.state end
    """,
}  # fmt: skip


async def faults(house: Reached) -> list[str]:
    """Return everything that is wrong or unfinished in a running house."""
    database = engine(house.addresses.admin_database_url, pool_size=1)
    redis = Redis.from_url(house.addresses.redis_url)
    try:
        async with database.connect() as connection:
            return [
                *await _broken_rules(connection),
                *await _unfinished(connection),
                *await _unheard(connection),
                *await _ledger(connection),
                *await _streams(redis),
                *await _logs(house),
                *await _workflows(house),
            ]
    finally:
        await redis.aclose()
        await database.dispose()


async def _broken_rules(connection: AsyncConnection) -> list[str]:
    found = []
    for sentence, query in RULES.items():
        rows = (await connection.execute(text(query))).scalars()
        found += [f"{sentence}: {row}" for row in rows]
    return found


async def _unfinished(connection: AsyncConnection) -> list[str]:
    found = []
    for room in HOUSE:
        query = text(
            f"select (select count(*) from {room.name}.event_queue), "
            f"(select count(*) from {room.name}.event_position where entry_ms is null), "
            f"(select count(*) from {room.name}.dead_letter where replayed_at is null)"
        )
        queued, unpublished, dead = (await connection.execute(query)).one()
        counts = {"facts without a position": queued, "facts not published": unpublished}
        counts["dead letters"] = dead
        found += [f"{room.name} has {count} {what}" for what, count in counts.items() if count]
    return found


async def _unheard(connection: AsyncConnection) -> list[str]:
    """A fact that a listener has neither taken nor buried is lost."""
    found = []
    listeners = [(doors.service, list(doors.events)) for doors in SERVICE_DOORS]
    for listener, types in [*listeners, ("workflows", [each.type() for each in RINGS])]:
        for room in HOUSE:
            query = text(
                f"select l.type || ' ' || l.id from {room.name}.event_log l "
                f"where l.type = any(:types) and not exists (select from {listener}.inbox i "
                "where i.reader = :reader and i.message_id = l.id::text) limit 5"
            )
            values = {"types": types, "reader": f"events:{room.name}"}
            rows = (await connection.execute(query, values)).scalars()
            found += [f"{listener} has not heard {row}" for row in rows]
    return found


async def _ledger(connection: AsyncConnection) -> list[str]:
    await connection.execute(text("set search_path to vouchers"))
    return await ledger_faults(Session(bind=connection))


async def _streams(redis: Redis) -> list[str]:
    found = []
    for stream, group in every_read():
        groups = {each["name"].decode(): each for each in await redis.xinfo_groups(stream)}
        figures = groups[group]
        if figures["pending"] or figures["lag"]:
            found.append(f"{group} has {figures['pending']} pending entries of {stream}")
    return found


async def _logs(house: Reached) -> list[str]:
    key = house.secrets["CAPOFILA_AUDIT_KEY"]
    verdicts = await verify_logs(house.addresses.admin_database_url, key)
    return [f"log of {name}: {each.fault}" for name, each in verdicts.items() if each.fault]


async def _workflows(house: Reached) -> list[str]:
    """A workflow that ended otherwise than it should, or whose tasks fail, is a stuck case."""
    client = await Client.connect(house.addresses.temporal_address)
    ended = "ExecutionStatus in ('Failed', 'Terminated', 'TimedOut', 'Canceled')"
    failing = "TemporalReportedProblems in ('category=WorkflowTaskFailed')"
    return [
        f"workflow {each.id} is stuck"
        for query in (ended, failing)
        async for each in client.list_workflows(query)
    ]
