"""The statements of the relay."""

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB

_FACT = (
    "l.id, l.subject, l.sequence, l.type, l.at, l.actor, l.why, "
    "l.correlation, l.causation, l.traceparent, l.alliance, l.data"
)

LOCK = text("select pg_try_advisory_lock(hashtext('relay'), hashtext(current_schema()))")
HEAD = text("select position, hash from event_position order by position desc limit 1")
TOP = text(
    "select entry_ms, entry_seq from event_position where entry_ms is not null "
    "order by entry_ms desc, entry_seq desc limit 1"
)
EPOCH = text("select epoch from relay_state where name = 'epoch'")
SET_EPOCH = text(
    "insert into relay_state (name, epoch) values ('epoch', :epoch) "
    "on conflict (name) do update set epoch = excluded.epoch"
)
QUEUED = text(
    f"select q.ticket, {_FACT} from event_queue q join event_log l on l.id = q.event_id "
    "order by q.ticket limit :batch"
).columns(data=JSONB)
NUMBER = text(
    "with gone as (delete from event_queue where ticket = any(cast(:ticket as bigint[]))) "
    "insert into event_position (position, event_id, hash) select * from unnest("
    "cast(:position as bigint[]), cast(:id as uuid[]), cast(:hash as bytea[]))"
)
UNPUBLISHED = text(
    f"select p.position, {_FACT} from event_position p join event_log l on l.id = p.event_id "
    "where p.entry_ms is null order by p.position limit :batch"
).columns(data=JSONB)
MARK = text(
    "update event_position p set entry_ms = v.ms, entry_seq = v.seq from unnest("
    "cast(:position as bigint[]), cast(:ms as bigint[]), cast(:seq as bigint[])) "
    "as v (position, ms, seq) where p.position = v.position"
)
FORGET_AFTER = text(
    "update event_position set entry_ms = null, entry_seq = null "
    "where (entry_ms, entry_seq) > (:ms, :seq)"
)
FORGET_SINCE = text(
    "update event_position p set entry_ms = null, entry_seq = null from event_log l "
    "where l.id = p.event_id and l.at > :since and p.entry_ms is not null"
)
CHAIN = text(
    f"select p.position, p.hash, {_FACT} from event_position p "
    "join event_log l on l.id = p.event_id order by p.position"
).columns(data=JSONB)
