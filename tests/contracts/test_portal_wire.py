"""What is told of drafts on the wire: ids and instants."""

from typing import Any

import pytest
from pydantic import BaseModel

from contracts.portal import DraftSaved, DraftTended, TendDraft
from tests.contracts.wire import said_again

A = "0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b"
AT = "2026-03-02T09:00:00Z"
WIRE: dict[type[BaseModel], dict[str, Any]] = {
    DraftSaved: {
        "application_id": A,
        "call_id": "ADM-2015",
        "at": AT,
        "wake_at": "2026-03-30T22:00:00Z",
    },
    DraftTended: {"application_id": A, "step": "wait", "at": AT, "wake_at": "2026-04-30T22:00:00Z"},
    TendDraft: {"application_id": A},
}


@pytest.mark.parametrize("kind", WIRE, ids=lambda kind: kind.__name__)
def test_a_message_is_said_again_as_it_was_heard(kind: type[BaseModel]) -> None:
    assert said_again(kind, WIRE[kind]) == WIRE[kind]
