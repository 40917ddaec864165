"""CloudEvents 1.0 in structured JSON: the form of every stream entry (cloudevents/spec 1.0.2)."""

from datetime import datetime
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FIELD = "__data__"
MAX_BYTES = 64 * 1024


class Malformed(Exception):
    """Bytes that are no envelope of ours; the reason never repeats their content."""


class Envelope(BaseModel):
    """The attributes of CloudEvents and our extensions; personal data stand in none of them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    specversion: Literal["1.0"]
    id: str = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=200)
    type: str = Field(min_length=1, max_length=200)
    subject: str = Field(default="", max_length=200)
    time: datetime | None = None
    sequence: int = 0
    correlationid: str = Field(default="", max_length=200)
    causationid: str = Field(default="", max_length=200)
    traceparent: str = Field(default="", max_length=100)
    alliance: str = Field(default="", max_length=100)
    replyto: str = Field(default="", max_length=200)
    data: dict[str, Any]


def pack(attributes: dict[str, Any], data: bytes) -> bytes:
    """Join attributes and an already encoded JSON object into one structured CloudEvent."""
    head = {
        "specversion": "1.0",
        "datacontenttype": "application/json",
        **{name: value for name, value in attributes.items() if value not in ("", None)},
    }
    return orjson.dumps(head)[:-1] + b',"data":' + data + b"}"


def unpack(raw: bytes) -> Envelope:
    """Read one structured CloudEvent, or raise Malformed with a reason free of content."""
    if len(raw) > MAX_BYTES:
        raise Malformed(f"larger than {MAX_BYTES} bytes")
    try:
        return Envelope.model_validate(orjson.loads(raw))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error.msg}") from error
    except ValidationError as error:
        raise Malformed(f"no CloudEvent: {reasons(error)}") from error


def reasons(error: ValidationError) -> str:
    """Name each wrong field and its rule, never its value."""
    details = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, each['loc']))} {each['type']}" for each in details)
