"""A message as it travels: JSON in, JSON out."""

import json
from typing import Any

from pydantic import BaseModel


def said_again(kind: type[BaseModel], wire: dict[str, Any]) -> dict[str, Any]:
    """Read a message and write it; what is newer than the one that was read is left out.

    A field that was added later has a value of its own: the older message must still be read.
    """
    said = json.loads(kind.model_validate_json(json.dumps(wire)).model_dump_json())
    kept: dict[str, Any] = _as_heard(wire, said)
    return kept


def _as_heard(heard: Any, said: Any) -> Any:
    if isinstance(heard, dict):
        return {name: _as_heard(each, said[name]) for name, each in heard.items()}
    if isinstance(heard, list) and len(heard) == len(said):
        return [_as_heard(each, again) for each, again in zip(heard, said, strict=True)]
    return said
