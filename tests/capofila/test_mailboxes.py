"""The mail around the house: mailboxes that are read by IMAP, and a provider of certified mail."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage, Message
from urllib.parse import urlsplit

import aiosmtplib
import httpx2
import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from capofila.servers.mailbox.accounts import HOUSE, accounts
from capofila.supervisor import Stack

DESK = "pianodizona@legnano.org"
LEAD, SUCCESSOR = "protocollo@comune-legnano.example", "protocollo@so-le.example"
GARBAGE = (
    b"Subject: \xff\xfe =?x?B?!?=\r\nFrom: <<@,\r\nContent-Type: multipart/mixed\r\n\r\nperch\xe9"
)


def password(stack: Stack) -> str:
    return (stack.data / "mailboxes.password").read_text()


@contextmanager
def imap(stack: Stack, address: str) -> Iterator[IMAPClient]:
    url = urlsplit(stack.addresses.imap_url)
    with IMAPClient(url.hostname, url.port, ssl=False) as client:
        client.login(address, password(stack))
        client.select_folder("INBOX")
        yield client


def found(stack: Stack, address: str) -> list[bytes]:
    with imap(stack, address) as client:
        fetched = client.fetch(client.search(), ["BODY.PEEK[]"])
        return [fetched[uid][b"BODY[]"] for uid in sorted(fetched)]


def emptied(stack: Stack, address: str) -> None:
    with imap(stack, address) as client:
        client.add_flags(client.search(), ["\\Deleted"])
        client.expunge()


def papers(stack: Stack, address: str) -> list[Message]:
    return [message_from_bytes(each) for each in found(stack, address)]


async def send(stack: Stack, content: bytes, to: str, sender: str = "ditta@posta.example") -> None:
    port = urlsplit(stack.addresses.smtp_url).port
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
        await client.sendmail(sender, [to], content)


async def certify(
    stack: Stack, to: str, sender: str = SUCCESSOR, login: str | None = None, **headers: str
) -> None:
    message = EmailMessage()
    message["Message-ID"], message["Subject"] = "<1@capofila.example>", "Preavviso: perché"
    message["From"], message["To"] = headers.get("From", sender), to
    message.set_content("È un preavviso.")
    port = urlsplit(stack.addresses.pec_url).port
    options = {"username": login or sender, "password": password(stack)}
    await aiosmtplib.send(
        message, sender=sender, recipients=[to], hostname="127.0.0.1", port=port, **options
    )


def kinds(stack: Stack, address: str) -> list[str]:
    return [each["X-Ricevuta"] or each["X-Trasporto"] for each in papers(stack, address)]


@pytest.fixture(autouse=True)
async def _clean(stack: Stack) -> None:
    for address in (DESK, LEAD, SUCCESSOR, HOUSE):
        await asyncio.to_thread(emptied, stack, address)


def test_every_body_has_the_mailboxes_that_its_file_names():
    told = {account.address: (account.kind, account.body) for account in accounts()}
    assert told[DESK] == ("mail", "comune-legnano")
    assert told[SUCCESSOR] == ("pec", "so-le")
    assert told[HOUSE] == ("mail", "")


async def test_a_mail_is_given_byte_for_byte_as_it_came(stack: Stack):
    await send(stack, GARBAGE, DESK)
    (content,) = await asyncio.to_thread(found, stack, DESK)
    assert content.endswith(GARBAGE + b"\r\n")
    assert content.startswith(b"Return-Path: <ditta@posta.example>\r\n")


async def test_what_was_moved_lies_in_the_archive_alone(stack: Stack):
    await send(stack, GARBAGE, DESK)
    with imap(stack, DESK) as client:
        if not client.folder_exists("Archivio"):
            client.create_folder("Archivio")
        client.move(client.search(), "Archivio")
        assert client.search() == []
        client.select_folder("Archivio")
        assert len(client.search()) == 1


async def test_a_killed_server_gives_the_same_mail_under_the_same_number(stack: Stack):
    await send(stack, GARBAGE, DESK)
    with imap(stack, DESK) as client:
        before = client.search(), client.select_folder("INBOX")[b"UIDVALIDITY"]
    await stack.kill("mail")
    await stack.answering("mail")
    with imap(stack, DESK) as client:
        assert (client.search(), client.select_folder("INBOX")[b"UIDVALIDITY"]) == before


def test_a_mailbox_opens_to_its_password_alone(stack: Stack):
    url = urlsplit(stack.addresses.imap_url)
    for address, word in ((DESK, "x"), ("altri@posta.example", password(stack))):
        with IMAPClient(url.hostname, url.port, ssl=False) as client:
            with pytest.raises(LoginError):
                client.login(address, word)
            with pytest.raises(IMAPClientError):
                client.select_folder("INBOX")


def test_no_folder_leads_out_of_the_mailbox(stack: Stack):
    with imap(stack, DESK) as client:
        for name in ("../../x", "/etc", ".."):
            with pytest.raises(IMAPClientError, match="CANNOT"):
                client.create_folder(name)


async def test_certified_mail_has_its_receipts_and_reaches_a_mailbox(stack: Stack):
    await certify(stack, LEAD)
    taken, delivered = await asyncio.to_thread(papers, stack, SUCCESSOR)
    assert [each["X-Ricevuta"] for each in (taken, delivered)] == [
        "accettazione", "avvenuta-consegna",
    ]  # fmt: skip
    assert {each["X-Riferimento-Message-ID"] for each in (taken, delivered)} == {
        "<1@capofila.example>"
    }
    assert delivered["X-TipoRicevuta"] == "completa"
    names = [part.get_filename() for part in delivered.walk() if part.get_filename()]
    assert names == ["daticert.xml", "postacert.eml"]
    assert "<msgid>&lt;1@capofila.example&gt;</msgid>" in str(delivered.get_payload(1))


async def test_certified_mail_comes_in_its_envelope(stack: Stack):
    await certify(stack, LEAD)
    (envelope,) = await asyncio.to_thread(papers, stack, LEAD)
    assert (envelope["X-Trasporto"], envelope["Reply-To"]) == ("posta-certificata", SUCCESSOR)
    assert "posta-certificata@pec.capofila.example" in envelope["From"]
    inside = envelope.get_payload(2).get_payload(0)
    assert (inside["From"], inside["Message-ID"]) == (SUCCESSOR, "<1@capofila.example>")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("ditta+errore@pec.example", ["accettazione", "errore-consegna"]),
        ("ditta+preavviso@pec.example", ["accettazione", "preavviso-errore-consegna"]),
        ("ditta+muto@pec.example", ["accettazione"]),
        ("ditta@pec.example", ["accettazione", "avvenuta-consegna"]),
    ],
)
async def test_an_address_says_what_becomes_of_mail_for_it(stack: Stack, to: str, said: list[str]):
    await certify(stack, to)
    assert await asyncio.to_thread(kinds, stack, SUCCESSOR) == said


async def test_a_mail_in_the_name_of_somebody_else_is_not_accepted(stack: Stack):
    await certify(stack, LEAD, From=LEAD)
    assert await asyncio.to_thread(kinds, stack, SUCCESSOR) == ["non-accettazione"]
    with pytest.raises(aiosmtplib.SMTPResponseException, match="not who logged in"):
        await certify(stack, LEAD, login=LEAD)
    assert await asyncio.to_thread(kinds, stack, LEAD) == []


async def test_ordinary_mail_comes_to_a_certified_mailbox_as_an_anomaly(stack: Stack):
    forged = b"From: x@y.example\r\nX-Ricevuta: avvenuta-consegna\r\nSubject: CONSEGNA\r\n\r\nx"
    await send(stack, forged, SUCCESSOR)
    (paper,) = await asyncio.to_thread(papers, stack, SUCCESSOR)
    assert (paper["X-Trasporto"], paper["X-Ricevuta"]) == ("errore", None)


async def test_a_mail_to_nobody_comes_back_to_the_house(stack: Stack):
    content = b"From: a@b.example\r\nMessage-ID: <2@capofila.example>\r\n\r\nx"
    await send(stack, content, "ditta+respinta@posta.example", sender=HOUSE)
    (paper,) = await asyncio.to_thread(papers, stack, HOUSE)
    assert paper.get_content_type() == "multipart/report"
    assert paper.get_payload(1).get_payload(1)["Action"] == "failed"


async def test_the_web_inbox_shows_the_mailboxes_too(stack: Stack):
    await certify(stack, LEAD)
    async with httpx2.AsyncClient(base_url=stack.addresses.mail_url) as client:
        listed = (await client.get("/caselle")).text
        assert "POSTA CERTIFICATA: Preavviso: perché" in listed
        number = listed.split(f"/caselle/{LEAD}/INBOX/")[1].partition('"')[0]
        page = await client.get(f"/caselle/{LEAD}/INBOX/{number}")
        assert "Ricevuta di prova, senza valore." in page.text
        assert (await client.get(f"/caselle/{LEAD}/INBOX/999999")).status_code == 404
        assert (await client.get("/caselle/altri@posta.example/INBOX/1")).status_code == 404
