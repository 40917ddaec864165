"""What came in, as our own processes read it over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from kit.ids import new_id
from kit.web import create_app
from services.notifications import api
from tests.conftest import FreshDatabase
from tests.notifications.mailroom import NOON, PDF, PEC, Mailroom, letter, open_mailroom
from tests.notifications.owners import KEY


@pytest.fixture
async def room(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with fresh_database("notifications") as database, open_mailroom(database, tmp_path) as r:
        yield r


@pytest.fixture
async def door(room: Mailroom) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app("notifications", "Notifiche")
    app.include_router(api.router)
    app.state.database, app.state.settings = room.database, room.settings
    app.state.originals = room.originals
    key = {"Authorization": f"Bearer {KEY}"}
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://localhost/v1", headers=key
    ) as client:
        yield client


async def test_a_mail_is_read_with_its_text_and_its_files(room: Mailroom, door: httpx2.AsyncClient):
    mail = await room.taken(letter())
    found = (await door.get(f"/mail/{mail.id}")).json()
    assert (found["sender"], found["subject"]) == ("info@ditta.example", "Scheda Partnership")
    assert found["text"].strip() == "Buongiorno, è la nostra adesione."
    assert (found["answerable"], found["attachments"], found["address"]) == (True, 1, mail.address)
    (file,) = found["files"]
    assert (file["number"], file["name"], file["size"]) == (1, "scheda.pdf", len(PDF))
    assert file["media_type"] == "application/pdf"


async def test_the_original_and_its_files_come_as_they_were_sent(
    room: Mailroom, door: httpx2.AsyncClient
):
    content = letter()
    mail = await room.taken(content)
    original = await door.get(f"/mail/{mail.id}/original")
    assert (original.content, original.headers["content-type"]) == (content, "message/rfc822")
    file = await door.get(f"/mail/{mail.id}/attachments/1")
    assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
    for answer in (original, file):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment;")


async def test_what_is_not_there_is_refused(room: Mailroom, door: httpx2.AsyncClient):
    mail = await room.taken(letter())
    for path, slug in (
        (f"/mail/{new_id()}", "mail-unknown"),
        (f"/mail/{new_id()}/original", "mail-unknown"),
        (f"/mail/{mail.id}/attachments/2", "file-unknown"),
    ):
        answer = await door.get(path)
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (404, slug)


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/original", "/{id}/attachments/1"])
async def test_nobody_reads_mail_without_the_key(
    room: Mailroom, door: httpx2.AsyncClient, path: str
):
    mail = await room.taken(letter())
    asked = f"/mail{path.format(id=mail.id)}"
    assert (await door.get(asked, headers={"Authorization": ""})).status_code == 401
    assert (await door.get(asked)).status_code == 200


async def test_the_list_goes_page_by_page_from_the_newest(room: Mailroom, door: httpx2.AsyncClient):
    mails = [await room.taken(letter(message_id=f"<{n}@d.example>")) for n in range(3)]
    first = (await door.get("/mail", params={"limit": 2})).json()
    assert [item["mail_id"] for item in first["items"]] == [str(m.id) for m in mails[:0:-1]]
    rest = (await door.get("/mail", params={"limit": 2, "after": first["next"]})).json()
    assert ([item["mail_id"] for item in rest["items"]], rest["next"]) == ([str(mails[0].id)], None)


async def test_the_list_shows_what_waits_for_a_person_in_a_body(
    room: Mailroom, door: httpx2.AsyncClient
):
    await room.taken(letter())
    odd = await room.taken(letter(message_id="<2@d.example>", sender="a@b.example, c@d.example"))
    asked = {"body": "ente", "state": ["unreadable", "too-large", "unmatched"]}
    (item,) = (await door.get("/mail", params=asked)).json()["items"]
    assert (item["mail_id"], item["reason"]) == (str(odd.id), "several-senders")
    assert (await door.get("/mail", params={"body": "altro"})).json()["items"] == []
    assert (await door.get("/mail", params={"state": "x"})).status_code == 422


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"From: a@b.example\r\nContent-Type: text/plain; charset=x\r\n\r\n\xe9"],
)
async def test_whatever_came_can_be_looked_at(
    room: Mailroom, door: httpx2.AsyncClient, content: bytes
):
    mail = await room.taken(content)
    assert (await door.get(f"/mail/{mail.id}")).status_code == 200
    assert (await door.get(f"/mail/{mail.id}/original")).content == content


async def test_what_came_to_a_certified_mailbox_by_ordinary_mail_is_an_anomaly(
    room: Mailroom, door: httpx2.AsyncClient
):
    envelope = (
        b"From: posta-certificata@pec.example\r\nX-Trasporto: errore\r\n"
        b'Content-Type: multipart/mixed; boundary="p"\r\n\r\n--p\r\nContent-Type: message/rfc822'
        b"\r\n\r\nX-Ricevuta: avvenuta-consegna\r\n" + letter() + b"\r\n--p--\r\n"
    )
    mail = await room.taken(envelope, PEC)
    found = (await door.get(f"/mail/{mail.id}")).json()
    assert (found["kind"], found["state"], found["mailbox"]) == ("anomalia", "received", "pec")
    assert (found["sender"], found["files"][0]["name"]) == ("info@ditta.example", "scheda.pdf")
    assert found["received_at"] == NOON.isoformat().replace("+00:00", "Z")
