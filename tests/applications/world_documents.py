"""What officials and mail do at the register of documents, in verbs."""

import hashlib
from typing import Any
from uuid import UUID

from contracts.applications.register import DocumentRegistered, RegisterDocument
from contracts.documents import DocumentCard
from kit import clock
from kit.ids import new_id
from services.applications.usecases.documents import register_document
from tests.applications.world import OFFICIAL, SERVICE, Answer, Desk, Form, keys

BODY, OTHER_BODY = "comune-cernusco", "ats-milano"
SENDER, RECIPIENT, SUBJECT = "ALFA S.r.l.", "Comune di Cernusco", "Scheda Partnership"
TOLD = {"sender": SENDER, "recipient": RECIPIENT, "subject": SUBJECT}
REASON, ACT = "Registrato due volte per errore.", "Determinazione 12/2015"


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def document(**changes: Any) -> Form:
    """A letter that comes in by mail, as a command says it."""
    said = {
        "document_id": str(new_id()), "body": BODY, "direction": "in", "kind": "scheda",
        "about": None, "channel": "email", "content_hash": digest("scheda"),
        "arrived_at": clock.now().isoformat(),
    }  # fmt: skip
    return said | changes


async def registered(desk: Desk, **changes: Any) -> DocumentRegistered:
    """A document that a command registers."""
    command = RegisterDocument.model_validate(document(**changes))
    return await desk.do(lambda session: register_document(session, command))


async def brought(desk: Desk, key: str | None = None, **changes: Any) -> Answer:
    """A document that an official registers at the counter."""
    form = document(channel="counter") | {"particulars": TOLD, "official": OFFICIAL} | changes
    return await post(desk, "/v1/documents", form, key)


async def annulled(desk: Desk, number: int, **changes: Any) -> Answer:
    form = {"reason": REASON, "act": ACT, "act_on": "2015-11-02", "official": OFFICIAL} | changes
    return await post(desk, f"/v1/registers/{BODY}/2015/{number}/annulment", form)


async def post(desk: Desk, path: str, form: Form, key: str | None = None) -> Answer:
    headers = SERVICE | {"Idempotency-Key": key or f"document-{next(keys):05}"}
    return await desk.door.post(path, json=form, headers=headers)


async def get(desk: Desk, path: str, **query: Any) -> Answer:
    return await desk.door.get(path, params=query, headers=SERVICE)


async def card(desk: Desk, document_id: UUID | str) -> DocumentCard:
    answer = await get(desk, f"/v1/documents/{document_id}")
    assert answer.status_code == 200, answer.text
    return DocumentCard.model_validate(answer.json())


async def of_case(desk: Desk, about: UUID) -> list[DocumentCard]:
    answer = await get(desk, f"/v1/cases/{about}/documents")
    return [DocumentCard.model_validate(each) for each in answer.json()["items"]]
