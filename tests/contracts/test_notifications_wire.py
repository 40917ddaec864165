"""What is told and asked of letters on the wire: ids and names of letters, and no word of them."""

from typing import Any

import pytest
from pydantic import BaseModel

from contracts.notifications import (
    DigestOrdered,
    LetterAccepted,
    LetterDropped,
    LetterFailed,
    LetterQueued,
    LetterServed,
    LetterUndelivered,
    LetterUnresolved,
    MailReceived,
    SendDigest,
    SendLetter,
)
from tests.contracts.wire import said_again

A = "0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b"
AT = "2026-03-02T09:00:00Z"
DAY = "2026-03-02"
WIRE: dict[type[BaseModel], dict[str, Any]] = {
    DigestOrdered: {"day": DAY},
    LetterAccepted: {"letter_id": A, "application_id": A, "letter": "received"},
    LetterDropped: {"letter_id": A, "application_id": A, "letter": "integration_reminder"},
    LetterFailed: {
        "letter_id": A,
        "application_id": A,
        "letter": "received",
        "reason": "bad-address",
    },
    LetterQueued: {"letter_id": A, "application_id": A, "letter": "received"},
    LetterServed: {
        "letter_id": A,
        "application_id": A,
        "letter": "received",
        "served_at": AT,
        "mail_id": A,
    },
    LetterUndelivered: {
        "letter_id": A,
        "application_id": A,
        "letter": "received",
        "reason": "not-accepted",
        "mail_id": A,
    },
    LetterUnresolved: {"letter_id": A, "application_id": A, "letter": "received"},
    MailReceived: {
        "mail_id": A,
        "body": "body",
        "mailbox": "mail",
        "kind": "message",
        "state": "received",
        "received_at": AT,
        "repeats": A,
        "attachments": 1,
    },
    SendDigest: {"day": DAY},
    SendLetter: {"application_id": A, "letter": "integration_reminder", "about": A},
}


@pytest.mark.parametrize("kind", WIRE, ids=lambda kind: kind.__name__)
def test_a_message_is_said_again_as_it_was_heard(kind: type[BaseModel]) -> None:
    assert said_again(kind, WIRE[kind]) == WIRE[kind]
