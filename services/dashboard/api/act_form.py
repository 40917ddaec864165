"""The form of an act about a version: number, day, reason, each as it was typed."""

from typing import Annotated

from fastapi import Form
from pydantic import ValidationError

from contracts.publishing import MigrationRequest
from kit.refusal import Refusal
from services.dashboard.api.guard import Visitor
from services.dashboard.api.steps_view import Typed
from services.dashboard.rules.wording import day_of

INCOMPLETE = ("act-incomplete", "L'atto vuole numero, giorno e motivo.", 422)


def typed_act(
    act_number: Annotated[str, Form(max_length=100)] = "",
    act_on: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Typed:
    """Return what stood in the form."""
    return Typed("migrate", 0, act_number.strip(), act_on, reason.strip())


def migration_request(visitor: Visitor, version: int, typed: Typed) -> MigrationRequest:
    """Return the act as its owner takes it; refuses `act-incomplete` (422)."""
    try:
        return MigrationRequest.model_validate(
            {
                "to_version": version,
                "official": f"staff:{visitor.signed.id}",
                "act_number": typed.act_number,
                "act_on": day_of(typed.act_on),
                "reason": typed.reason,
            }
        )
    except ValidationError as error:
        raise Refusal(*INCOMPLETE) from error
