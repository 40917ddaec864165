"""What the register of documents refuses to hear on the wire."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.applications.register import RegisterDocument

A = "0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b"
SAID: dict[str, Any] = {
    "document_id": A,
    "body": "ats-milano",
    "direction": "in",
    "kind": "scheda",
    "about": A,
    "channel": "email",
    "content_hash": "ab" * 32,
    "arrived_at": "2014-11-03T21:41:00Z",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "su"),
        ("kind", "La Scheda"),
        ("content_hash", "ab"),
        ("channel", "fax"),
        ("arrived_at", "2014-11-03T22:41:00"),
        ("sender", "ALFA"),
    ],
)
def test_a_word_that_the_register_does_not_know_is_refused(field: str, value: str) -> None:
    assert RegisterDocument.model_validate(SAID)
    with pytest.raises(ValidationError):
        RegisterDocument.model_validate(SAID | {field: value})
