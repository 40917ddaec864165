"""Mail that comes in: whatever it is and whatever happens, one row, its original, none lost."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kit.weather import BadWeather
from tests.conftest import FreshDatabase
from tests.notifications.mailroom import DESK, NOON, PDF, PEC, Mailroom, letter, open_mailroom


@pytest.fixture
async def room(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with fresh_database("notifications") as database, open_mailroom(database, tmp_path) as r:
        yield r


class Death(Exception):
    """A process that ends here."""


async def test_a_mail_is_kept_byte_for_byte_and_written_down(room: Mailroom):
    content = letter()
    mail = await room.taken(content)
    assert await room.originals.read(mail.sha256) == content
    assert mail.sha256 == hashlib.sha256(content).hexdigest()
    assert (mail.kind, mail.state, mail.reason) == ("message", "received", "")
    assert (mail.sender, mail.subject) == ("info@ditta.example", "Scheda Partnership")
    assert (mail.body, mail.mailbox, mail.received_at) == ("ente", "mail", NOON)


async def test_its_files_are_named_by_the_sender_and_judged_by_their_bytes(room: Mailroom):
    files = (("../../etc/scheda\u202efdp.pdf", PDF), ("foto.pdf", b"MZ\x90\x00\xff"))
    mail = await room.taken(letter(files=files))
    found = await room.files(mail.id)
    assert [(file.name, file.media_type, file.size) for file in found] == [
        ("schedafdp.pdf", "application/pdf", len(PDF)),
        ("foto.pdf", "application/octet-stream", 5),
    ]
    assert [await room.originals.read(file.sha256) for file in found] == [PDF, files[1][1]]


async def test_the_fact_holds_nothing_that_says_who(room: Mailroom):
    mail = await room.taken(letter())
    assert await room.facts("mail received") == [
        {
            "mail_id": str(mail.id), "body": "ente", "mailbox": "mail", "kind": "message",
            "state": "received", "received_at": "2016-11-03T11:00:00Z", "repeats": None,
            "attachments": 1,
        }
    ]  # fmt: skip


async def test_what_was_written_down_is_moved_to_the_archive(room: Mailroom):
    await room.taken(letter())
    assert (room.lying(), room.lying("Archivio")) == (0, 1)
    assert await room.collect() == 0


@pytest.mark.parametrize("can", ["IMAP4rev1 UIDPLUS", "IMAP4rev1"])
async def test_a_server_that_cannot_move_is_served_by_copies(
    fresh_database: FreshDatabase, tmp_path: Path, can: str
):
    async with (
        fresh_database("notifications") as database,
        open_mailroom(database, tmp_path, can) as room,
    ):
        await room.taken(letter())
        assert (room.lying(), room.lying("Archivio")) == (0, 1)


async def test_a_death_before_the_commit_leaves_the_mail_where_it_was(room: Mailroom):
    room.comes(letter())
    dying = room.collector()
    dying._originals.keep = _die
    with pytest.raises(Death):
        await dying.collect()
    assert (room.lying(), await room.rows()) == (1, [])
    del dying._originals.keep
    assert await room.collect() == 1
    assert (room.lying(), len(await room.rows())) == (0, 1)


async def test_a_death_between_commit_and_move_makes_no_second_row(room: Mailroom):
    room.comes(letter())
    dying = room.collector()
    dying.archive = _die
    with pytest.raises(Death):
        await dying.collect()
    assert (room.lying(), len(await room.rows())) == (1, 1)
    assert await room.collect() == 0
    assert (room.lying(), len(await room.rows())) == (0, 1)
    assert len(await room.facts("mail received")) == 1


async def _die(*_: object) -> None:
    raise Death


async def test_two_hundred_mails_at_once_are_all_there_once(room: Mailroom):
    for number in range(200):
        room.comes(letter(message_id=f"<{number}@ditta.example>", files=()))
    twins = [room.collector(), room.collector()]
    await asyncio.gather(*(twin.collect() for twin in twins), return_exceptions=True)
    await room.collect()
    rows = await room.rows()
    assert len({row.message_id for row in rows}) == len(rows) == 200
    assert (room.lying(), room.lying("Archivio")) == (0, 200)
    assert len(await room.facts("mail received")) == 200


async def test_the_same_mail_again_names_the_first(room: Mailroom):
    first = await room.taken(letter())
    again = await room.taken(b"Received: by another way\r\n" + letter())
    assert (again.state, again.repeats) == ("repeated", first.id)
    third = await room.taken(letter())
    assert third.repeats == first.id
    assert [fact["repeats"] for fact in await room.facts("mail received")] == [
        None, str(first.id), str(first.id),
    ]  # fmt: skip


async def test_another_content_under_the_same_name_is_another_mail(room: Mailroom):
    await room.taken(letter())
    other = await room.taken(letter(files=(("scheda.pdf", PDF + b"y"),)))
    assert (other.state, other.repeats) == ("received", None)


async def test_a_mailbox_that_was_restored_gives_nothing_twice(room: Mailroom):
    first = await room.taken(letter())
    room.boxes.forget(DESK)
    again = await room.taken(letter())
    assert (again.uid, again.repeats) == (first.uid, first.id)
    assert again.uidvalidity != first.uidvalidity


async def test_of_a_mail_that_is_too_large_the_header_is_kept(room: Mailroom):
    mail = await room.taken(letter(files=(("scheda.pdf", PDF * 12_000),)))
    assert (mail.state, mail.reason, mail.sender) == (
        "too-large",
        "too-large",
        "info@ditta.example",
    )
    assert mail.size > 1_000_000
    kept = await room.originals.read(mail.sha256)
    assert b"Subject: Scheda Partnership" in kept
    assert len(kept) < 1_000


BOUNDARY = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
FROM = b"From: info@ditta.example\r\nSubject: Scheda\r\n"
NEST = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(40)
)
SHALLOW = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(15)
)
MANY = BOUNDARY + b"--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n" * 51 + b"--b--\r\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (FROM + BOUNDARY + b"--b\r\n\r\ntesto senza fine", "broken-mime"),
        (FROM + b"Content-Type: multipart/mixed\r\n\r\ntesto", "broken-mime"),
        (FROM + b"non e' un'intestazione\r\n\r\ntesto", "broken-mime"),
        (FROM + NEST, "too-nested"),
        (FROM + SHALLOW, "too-nested"),
        (FROM + MANY, "too-many-files"),
        (letter(sender="a@b.example, c@d.example"), "several-senders"),
        (b"From: x@y.example\r\n" + letter(), "several-senders"),
        (letter(files=(("vuoto.pdf", b""),)), "empty-attachment"),
        (b"Subject: di nessuno\r\n\r\ntesto", "no-sender"),
        (b"From: <<@,\r\n\r\ntesto", "no-sender"),
        (b'From: "a b"@c.example\r\n\r\ntesto', "odd-sender"),
        (b"\xff\xfe\x00\x01" * 50, "no-sender"),
        (b"", "no-sender"),
    ],
)
async def test_what_cannot_be_read_waits_for_a_person(room: Mailroom, content: bytes, reason: str):
    mail = await room.taken(content)
    assert (mail.state, mail.reason) == ("unreadable", reason)
    assert await room.originals.read(mail.sha256) == content
    assert (room.lying(), len(await room.facts("mail received"))) == (0, 1)


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        (b"From: a@b.example\r\nSubject: perch\xc3\xa9\r\n\r\nperch\xe9 \x00\xff", "perché"),
        (b"From: a@b.example\r\nSubject: perch\xe9\r\n\r\nx", "perch�"),
        (b"From: a@b.example\r\nSubject: =?x-none?B?!?=\r\n\r\nx", "=?x-none?B?!?="),
        (b"From: a@b.example\r\nSubject: =?utf-8?q?a=0D=0ABcc:_c?=\r\n\r\nx", "a Bcc: c"),
        (b"From: a@b.example\r\nSubject: =?utf-8?q?a=00b?=\r\n\r\nx", "ab"),
        (b"From: a@b.example\r\nDate: ieri\r\n\r\nsenza oggetto", ""),
        (b"From: a@b.example\r\nSubject: " + b"x" * 9_000 + b"\r\n\r\nx", "x" * 500),
    ],
)
async def test_odd_headers_are_read_on_one_line(room: Mailroom, content: bytes, subject: str):
    mail = await room.taken(content)
    assert (mail.state, mail.subject) == ("received", subject)


async def test_an_archive_is_a_file_and_is_never_unpacked(room: Mailroom):
    bomb = b"PK\x03\x04" + b"\x00" * 200
    mail = await room.taken(letter(files=(("scheda.zip", bomb),)))
    (file,) = await room.files(mail.id)
    assert (mail.state, file.media_type, file.size) == ("received", "application/zip", len(bomb))


@pytest.mark.parametrize(
    ("headers", "files", "state"),
    [
        ({"Auto_Submitted": "auto-replied"}, False, "ignored"),
        ({"Precedence": "auto_reply"}, False, "ignored"),
        ({"X_Autoreply": "yes"}, False, "ignored"),
        ({"Auto_Submitted": "auto-replied"}, True, "received"),
        ({"Auto_Submitted": "auto-generated"}, False, "received"),
        ({"Precedence": "bulk"}, False, "received"),
        ({"X_Auto_Response_Suppress": "All"}, False, "received"),
        ({"Return_Path": "<>"}, False, "received"),
    ],
)
async def test_machines_are_known_and_what_they_bring_is_not_lost(
    room: Mailroom, headers: dict[str, str], files: bool, state: str
):
    mail = await room.taken(letter(files=(("s.pdf", PDF),) if files else (), **headers))
    assert (mail.kind, mail.state) == ("auto-reply", state)


async def test_our_own_mail_that_comes_round_is_never_answered(room: Mailroom):
    mail = await room.taken(letter(sender="noreply@capofila.example"))
    assert mail.kind == "auto-reply"


async def test_one_mailbox_without_a_server_is_bad_weather(room: Mailroom):
    away = room.mailbox(PEC).model_copy(update={"port": 9})
    collector = room.collector(PEC)
    collector._connection._mailbox = away
    with pytest.raises(BadWeather, match="ConnectionRefusedError"):
        await collector.collect()
    assert await room.collect(PEC) == 0


async def test_a_forwarded_mail_gives_its_files(room: Mailroom):
    inner = letter("Inoltrata", "<b2@ditta.example>")
    outer = (
        FROM + BOUNDARY + b"--b\r\n\r\nVi inoltro la scheda\r\n--b\r\nContent-Type: message/rfc822"
        b"\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )
    mail = await room.taken(outer)
    found = [(file.name, file.media_type) for file in await room.files(mail.id)]
    assert (mail.state, mail.subject) == ("received", "Scheda")
    assert found == [("allegato", "text/plain"), ("scheda.pdf", "application/pdf")]
