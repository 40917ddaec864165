"""What a command is answered with."""

from typing import Any

import orjson

from kit.envelope import pack
from kit.refusal import Refusal

REPLIED = "it.capofila.reply.answered.v1"
REFUSED = "it.capofila.reply.refused.v1"
HANDLER_FAILED = "handler-failed"
EXPIRES_SECONDS = 3600


def kept(fact: Any) -> dict[str, Any]:
    """Return the form in which the inbox keeps a fact as an answer."""
    return {"fact": fact.model_dump(mode="json")}


def kept_refusal(refusal: Refusal) -> dict[str, Any]:
    """Return the form in which the inbox keeps a refusal as an answer."""
    return {
        "refused": {
            "slug": refusal.slug,
            "sentence": refusal.sentence,
            "status": refusal.status,
        }
    }


def reply(service: str, command_id: str, result: dict[str, Any]) -> bytes:
    """Write an answer for the private stream of the worker that asks."""
    attributes = {
        "id": f"{command_id}:r",
        "source": f"/capofila/{service}",
        "type": REFUSED if "refused" in result else REPLIED,
        "causationid": command_id,
    }
    return pack(attributes, orjson.dumps(result))
