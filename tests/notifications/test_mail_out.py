"""Letters with legal effect leave as certified mail, and only their receipts prove anything."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from capofila.servers.pec.paper import Kind
from capofila.supervisor import Stack
from kit.weather import BadWeather
from tests.conftest import FreshDatabase
from tests.notifications.certified import BODY, HOUSE, NIGHT, OTHER, CertifiedDesk, open_desk
from tests.notifications.owners import open_owners

FIRM, SILENT = "impresa@pec.example", "impresa+muto@pec.example"


@pytest.fixture
async def desk(
    fresh_database: FreshDatabase, servers: Stack, tmp_path: Path
) -> AsyncIterator[CertifiedDesk]:
    async with (
        fresh_database("notifications") as database,
        open_owners() as owners,
        open_desk(database, servers, owners, tmp_path) as desk,
    ):
        yield desk


async def test_a_legal_notice_leaves_as_certified_mail_of_the_body(desk: CertifiedDesk):
    letter = await desk.sends(FIRM)
    assert (letter.state, letter.sent_from, letter.reason) == ("accepted", BODY, "")
    mails = await desk.collect()
    paper = message_from_bytes(await desk.originals.read(mails[-1].sha256))
    sent = paper.get_payload(2).get_payload(0)
    assert (sent["To"], sent["Bcc"]) == (FIRM, None)
    assert sent["From"].endswith(f"<{BODY}>")
    assert sent["Message-ID"] == letter.message_id == f"<{letter.id}@capofila.example>"


async def test_the_receipt_of_delivery_serves_the_letter(desk: CertifiedDesk):
    before = datetime.now(UTC).replace(microsecond=0)
    letter = await desk.sends(FIRM)
    mails = await desk.collect()
    assert [(mail.kind, mail.state, mail.letter_id) for mail in mails] == [
        ("accettazione", "matched", letter.id), ("consegna", "matched", letter.id),
    ]  # fmt: skip
    assert await desk.told(letter.id) == ["queued", "accepted", "served"]
    served = (await desk.log(letter.id))[-1]
    assert served.data["mail_id"] == str(mails[-1].id)
    assert before <= datetime.fromisoformat(served.data["served_at"]) <= datetime.now(UTC)
    assert served.correlation == "application/test"


@pytest.mark.parametrize(
    ("pec", "name", "others"),
    [
        (FIRM, "received", {}),
        ("", "refused", {}),
        ("non un indirizzo", "refused", {}),
        (FIRM, "refused", {"body_pec": "altro@pec.example"}),
        (FIRM, "refused", {"body_pec": ""}),
    ],
)
async def test_everything_else_leaves_as_ordinary_mail(
    desk: CertifiedDesk, pec: str, name: str, others: dict[str, str]
):
    letter = await desk.sends(pec, name, **others)
    assert (letter.state, letter.sent_from) == ("accepted", HOUSE)
    assert await desk.collect() == []


async def test_a_failed_delivery_is_told_with_its_reason_and_serves_nothing(desk: CertifiedDesk):
    letter = await desk.sends("impresa+errore@pec.example")
    mails = await desk.collect()
    assert [mail.kind for mail in mails] == ["accettazione", "mancata-consegna"]
    assert await desk.told(letter.id) == ["queued", "accepted", "undelivered no-such-address"]
    row = await desk.desk.row(letter.id)
    assert (row.undelivered, row.served_at) == ("no-such-address", None)


async def test_the_first_notice_of_delay_warns_and_the_second_ends_it(desk: CertifiedDesk):
    letter = await desk.sends("impresa+preavviso@pec.example")
    await desk.collect()
    assert await desk.told(letter.id) == ["queued", "accepted"]
    desk.receipt("preavviso-errore-consegna", letter)
    await desk.collect()
    assert await desk.told(letter.id) == ["queued", "accepted", "undelivered timed-out"]


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (["accettazione", "avvenuta-consegna"], ["served"]),
        (["avvenuta-consegna", "accettazione"], ["served"]),
        (["avvenuta-consegna", "avvenuta-consegna"], ["served"]),
        (["avvenuta-consegna", "errore-consegna"], ["served"]),
        (["errore-consegna", "errore-consegna"], ["undelivered no-such-address"]),
        (["errore-consegna", "avvenuta-consegna"], ["undelivered no-such-address", "served"]),
        (["non-accettazione"], ["undelivered not-accepted"]),
        (["accettazione"], []),
    ],
)
async def test_receipts_prove_the_same_in_any_order_and_however_often(
    desk: CertifiedDesk, kinds: list[Kind], told: list[str]
):
    letter = await desk.sends(SILENT)
    for kind in kinds:
        desk.receipt(kind, letter)
        await desk.collect()
    assert (await desk.told(letter.id))[2:] == told


async def test_a_letter_is_served_at_the_instant_that_the_receipt_certifies(desk: CertifiedDesk):
    letter = await desk.sends(SILENT)
    desk.receipt("avvenuta-consegna", letter)
    await desk.collect()
    assert (await desk.desk.row(letter.id)).served_at == NIGHT


async def test_the_very_same_receipt_twice_is_a_repetition(desk: CertifiedDesk):
    letter = await desk.sends(SILENT)
    desk.receipt("avvenuta-consegna", letter)
    (stored,) = [
        m for m in desk.boxes.folder(BODY).messages() if b"avvenuta" in m.path.read_bytes()
    ]
    desk.boxes.deliver(BODY, stored.path.read_bytes(), NIGHT)
    *_, first, second = await desk.collect()
    assert (first.state, second.state, second.repeats) == ("matched", "repeated", first.id)
    assert await desk.told(letter.id) == ["queued", "accepted", "served"]


@pytest.mark.parametrize("about", ["<1@altrove.example>", "", "<non un numero@capofila.example>"])
async def test_a_receipt_of_what_we_never_sent_waits_for_a_person(desk: CertifiedDesk, about: str):
    letter = await desk.sends(SILENT)
    desk.receipt("avvenuta-consegna", letter, about=about or f"<{BODY}>")
    *_, mail = await desk.collect()
    assert (mail.kind, mail.state, mail.letter_id) == ("consegna", "unmatched", None)
    assert await desk.told(letter.id) == ["queued", "accepted"]


@pytest.mark.parametrize("address", [OTHER, HOUSE])
async def test_a_receipt_in_another_mailbox_proves_nothing(desk: CertifiedDesk, address: str):
    letter = await desk.sends(SILENT)
    desk.receipt("avvenuta-consegna", letter, address=address)
    (mail,) = await desk.collect(address)
    assert mail.state == ("unmatched" if address == OTHER else "received")
    assert await desk.told(letter.id) == ["queued", "accepted"]


async def test_a_receipt_about_ordinary_mail_proves_nothing(desk: CertifiedDesk):
    letter = await desk.sends("")
    desk.receipt("avvenuta-consegna", letter)
    (mail,) = await desk.collect()
    assert (mail.state, await desk.told(letter.id)) == ("unmatched", ["queued", "accepted"])


async def test_a_receipt_tells_what_became_of_a_letter_whose_answer_was_lost(desk: CertifiedDesk):
    letter = await desk.sends(SILENT)
    await desk.forgets_the_answer(letter)
    await desk.collect()
    row = await desk.desk.row(letter.id)
    assert (row.state, row.reason) == ("accepted", "")
    assert await desk.told(letter.id) == ["queued", "accepted", "accepted"]


async def test_what_somebody_certifies_is_read_from_its_envelope(desk: CertifiedDesk):
    letter = await desk.sends(OTHER)
    (mail,) = await desk.collect(OTHER)
    assert (mail.kind, mail.sender, mail.message_id) == ("auto-reply", BODY, letter.message_id)
    assert mail.subject == "Abbiamo deciso sulla Sua domanda 0000123/2016"


async def test_a_mail_that_comes_back_is_undelivered(desk: CertifiedDesk):
    letter = await desk.sends(email="nessuno+respinta@posta.example")
    (mail,) = await desk.collect(HOUSE)
    assert (mail.kind, mail.state, mail.letter_id) == ("bounce", "matched", letter.id)
    assert await desk.told(letter.id) == ["queued", "accepted", "undelivered bounced"]


async def test_an_address_whose_mail_came_back_twice_is_not_written_to(desk: CertifiedDesk):
    for _ in range(2):
        letter = await desk.sends(email="nessuno+respinta@posta.example")
        assert letter.state == "accepted"
        await desk.collect(HOUSE)
    third = await desk.sends(email="Nessuno+Respinta@posta.example")
    assert (third.state, third.reason) == ("failed", "address-suppressed")
    other = await desk.sends(email="qualcuno@posta.example")
    assert other.state == "accepted"


async def test_a_provider_that_does_not_let_us_in_is_waited_for(
    desk: CertifiedDesk, tmp_path: Path
):
    (tmp_path / "wrong").write_text("x")
    for changes in ({"password_file": tmp_path / "wrong"}, {"password_file": tmp_path / "none"}):
        desk.with_mailboxes(tuple(m.model_copy(update=changes) for m in desk.mailboxes))
        letter = await desk.sends(FIRM)
        assert (letter.state, letter.reason) == ("retry", "mail-unavailable")


async def test_the_instant_of_a_receipt_is_read_in_its_own_zone(desk: CertifiedDesk):
    letter = await desk.sends(SILENT)
    summer = NIGHT - timedelta(days=150)
    desk.receipt("avvenuta-consegna", letter, at=summer)
    await desk.collect()
    assert (await desk.desk.row(letter.id)).served_at == summer


async def test_a_mailbox_whose_server_was_killed_is_opened_anew(
    desk: CertifiedDesk, servers: Stack
):
    assert await desk.collect() == []
    await servers.kill("mail")
    await servers.answering("mail")
    letter = await desk.sends(FIRM)
    with suppress(BadWeather):
        await desk.collect()
    assert len(await desk.collect()) == 2
    assert (await desk.desk.row(letter.id)).served_at is not None
