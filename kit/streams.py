"""Streams: their names, their message format, their groups, their trimming."""

from collections.abc import Iterable
from typing import Any

from faststream.redis.parser import MessageFormat
from redis.asyncio import Redis
from redis.exceptions import ResponseError

_TRIM = """
local groups = redis.call('XINFO', 'GROUPS', KEYS[1])
if #groups == 0 then return -1 end
local function split(id)
  local ms, seq = string.match(id, '(%d+)-(%d+)')
  return tonumber(ms), tonumber(seq)
end
local function before(a, b)
  local ams, aseq = split(a)
  local bms, bseq = split(b)
  return ams < bms or (ams == bms and aseq < bseq)
end
local keep = ARGV[1]
for _, group in ipairs(groups) do
  local name, last
  for i = 1, #group, 2 do
    if group[i] == 'name' then name = group[i + 1] end
    if group[i] == 'last-delivered-id' then last = group[i + 1] end
  end
  local ms, seq = string.match(last, '(%d+)-(%d+)')
  local unread = ms .. '-' .. string.format('%d', tonumber(seq) + 1)
  if before(unread, keep) then keep = unread end
  local pending = redis.call('XPENDING', KEYS[1], name)
  if pending[1] > 0 and before(pending[2], keep) then keep = pending[2] end
end
return redis.call('XTRIM', KEYS[1], 'MINID', '=', keep)
"""


class CloudEventFormat(MessageFormat):
    """One structured CloudEvent in one field: bytes in, bytes out, no header of FastStream's.

    FastStream's own envelope corrupts a message whose headers hold an accented letter, and lets
    a payload choose its message id.
    """

    @classmethod
    async def encode(cls, *, message: Any, **_: Any) -> bytes:
        """Accept only bytes that are already a CloudEvent."""
        if not isinstance(message, bytes):
            raise TypeError("publish the bytes of kit.envelope.pack")
        return message

    @classmethod
    def parse(cls, data: bytes) -> tuple[bytes, dict[str, Any]]:
        """Hand the bytes on as they came."""
        return data, {}


async def ensure_groups(redis: Redis, reads: Iterable[tuple[str, str]]) -> None:
    """Create each (stream, group) at the stream's beginning, before anything publishes."""
    for stream, group in reads:
        try:
            await redis.xgroup_create(stream, group, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


async def trim(redis: Redis, stream: str, older_than_ms: int) -> int:
    """Drop entries older than an instant that every group has acknowledged; return how many.

    An entry that any group has not been given, or has pending, stays; a stream that nobody reads
    is never trimmed (-1).
    """
    removed: int = await redis.eval(_TRIM, 1, stream, f"{older_than_ms}-0")
    return removed
