"""What becomes of a letter, whatever the mail server and the owners do."""

import asyncio
import hashlib
from collections.abc import Sequence

import pytest

from kit.ids import new_id
from services.notifications.models import Letter
from tests.notifications.conftest import Desk, Later
from tests.notifications.samples import card, facts


async def test_a_letter_is_accepted_by_the_mail_server(desk: Desk):
    letter = await desk.order(desk.owners.knows(facts(reason="Il limite è 50.")))
    await desk.sender.send_due()
    row = await desk.row(letter)
    assert (row.state, row.attempts, row.reason) == ("accepted", 1, "")
    assert await desk.facts(letter) == ["queued", "accepted"]
    assert desk.office.envelopes == [("noreply@capofila.example", ["impresa@esempio.example"])]
    assert desk.office.taken[0]["Message-ID"] == f"<{letter}@capofila.example>" == row.message_id


async def test_the_row_keeps_the_digest_of_the_text_and_not_the_text(desk: Desk):
    letter = await desk.order(desk.owners.knows(facts(name="Ditta Segreta")))
    await desk.sender.send_due()
    row, part = await desk.row(letter), desk.office.taken[0].get_body(("plain",))
    sent = part.get_content().replace("\r\n", "\n")
    assert row.body_sha256 == hashlib.sha256(sent.encode()).digest()
    assert "Segreta" not in row.model_dump_json(exclude={"body_sha256"})


async def test_the_mail_is_text_with_an_html_twin_over_ascii(desk: Desk):
    await desk.order(desk.owners.knows(facts()))
    await desk.sender.send_due()
    mail = desk.office.taken[0]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert mail["Subject"] == "Abbiamo deciso sulla Sua domanda 0000123/2016"
    assert mail["From"] == "ATS della Città Metropolitana di Milano <noreply@capofila.example>"
    assert (mail["To"], mail["Auto-Submitted"]) == ("impresa@esempio.example", "auto-generated")
    assert mail.as_bytes().isascii()


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("MAIL 421 busy", "mail-unavailable"),
        ("MAIL 550 who are you", "mail-unavailable"),
        ("hang up at MAIL", "mail-unavailable"),
        ("RCPT 450 mailbox busy", "recipient-deferred"),
        ("RCPT 421 going away", "mail-unavailable"),
        ("DATA 451 try later", "content-deferred"),
    ],
)
async def test_what_certainly_did_not_leave_is_tried_again(
    desk: Desk, later: Later, word: str, reason: str
):
    letter = await desk.order(desk.owners.knows(facts()))
    desk.office.script.append(word)
    await desk.sender.send_due()
    row = await desk.row(letter)
    assert (row.state, row.reason, await desk.facts(letter)) == ("retry", reason, ["queued"])
    assert await desk.sender.send_due() == 0
    later(seconds=3)
    await desk.sender.send_due()
    assert ((await desk.row(letter)).state, len(desk.office.taken)) == ("accepted", 1)


@pytest.mark.parametrize(
    ("word", "reason"),
    [("RCPT 550 no such user", "recipient-refused"), ("DATA 554 spam", "content-refused")],
)
async def test_a_permanent_no_ends_the_letter(desk: Desk, word: str, reason: str):
    letter = await desk.order(desk.owners.knows(facts()))
    desk.office.script.append(word)
    await desk.sender.send_due()
    row = await desk.row(letter)
    assert (row.state, row.reason) == ("failed", reason)
    assert await desk.facts(letter) == ["queued", f"failed {reason}"]


async def test_a_lost_answer_is_unknown_and_never_sent_again_blindly(desk: Desk, later: Later):
    letter = await desk.order(desk.owners.knows(facts()))
    desk.office.script.append("take and drop")
    await desk.sender.send_due()
    row = await desk.row(letter)
    assert (row.state, row.reason) == ("unknown", "answer-lost")
    assert await desk.facts(letter) == ["queued", "unresolved"]
    later(days=30)
    assert await desk.sender.send_due() == 0
    assert len(desk.office.taken) == 1


@pytest.mark.parametrize("word", ["hang up at MAIL", "MAIL 421 you were idle"])
async def test_a_kept_connection_that_was_given_up_costs_no_attempt(desk: Desk, word: str):
    await desk.order(desk.owners.knows(facts()))
    await desk.sender.send_due()
    letter = await desk.order(desk.owners.knows(facts(new_id())))
    desk.office.script.append(word)
    await desk.sender.send_due()
    assert ((await desk.row(letter)).state, (await desk.row(letter)).attempts) == ("accepted", 1)
    assert desk.office.connections == 2


async def test_a_refused_mail_leaves_the_connection_to_the_next(desk: Desk):
    ids = [new_id() for _ in range(12)]
    desk.office.script.extend(["RCPT 550 no", "DATA 554 no"] * 2)
    letters = [await desk.order(desk.owners.knows(facts(each))) for each in ids]
    await desk.sender.send_due()
    states = [(await desk.row(each)).state for each in letters]
    assert (states.count("failed"), states.count("accepted")) == (4, 8)
    assert desk.office.connections <= 4


async def test_no_mail_server_is_waited_for_at_most_72_hours(desk: Desk, later: Later):
    letter = await desk.order(desk.owners.knows(facts()))
    nobody = desk.new_sender("smtp://127.0.0.1:9")
    later(hours=71, minutes=59)
    await nobody.send_due()
    assert (await desk.row(letter)).state == "retry"
    later(minutes=2)
    await nobody.send_due()
    assert await desk.facts(letter) == ["queued", "failed mail-unavailable"]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, ladro@example.net",
        "a@b.example\r\nBcc: ladro@example.net",
        "a@b.example>\r\nRCPT TO:<ladro@example.net",
        '"a b"@b.example',
        "senza-chiocciola",
        "",
    ],
)
async def test_what_is_not_one_address_is_a_bad_address(desk: Desk, address: str):
    letter = await desk.order(desk.owners.knows(facts(email=address)))
    await desk.sender.send_due()
    assert await desk.facts(letter) == ["queued", "failed bad-address"]
    assert desk.office.connections == 0


async def test_a_name_cannot_add_a_header(desk: Desk):
    evil = "Rossi\r\nBcc: ladro@example.net\r\n\r\n<script>alert(1)</script>"
    letter = await desk.order(desk.owners.knows(facts(name=evil, body_name=evil)))
    await desk.sender.send_due()
    mail = desk.office.taken[0]
    assert (await desk.row(letter)).state == "accepted"
    assert mail["Bcc"] is None
    assert desk.office.envelopes[0][1] == ["impresa@esempio.example"]
    assert "<script>" not in mail.get_body(("html",)).get_content()


async def test_owners_that_do_not_answer_only_delay(desk: Desk, later: Later):
    letter = await desk.order(desk.owners.knows(facts()))
    desk.owners.down = True
    await desk.sender.send_due()
    assert (await desk.row(letter)).reason == "owner-unavailable"
    desk.owners.down = False
    later(seconds=3)
    await desk.sender.send_due()
    assert await desk.facts(letter) == ["queued", "accepted"]


async def test_an_application_that_its_owner_does_not_know_yet_only_delays(desk: Desk):
    letter = await desk.order(new_id())
    await desk.sender.send_due()
    assert ((await desk.row(letter)).state, (await desk.row(letter)).reason) == (
        "retry", "facts-missing",
    )  # fmt: skip


async def test_an_answer_that_breaks_its_contract_holds_up_nobody_else(desk: Desk):
    desk.owners.broken.append({"protocol": "1/2016"})
    letter = await desk.order(desk.owners.knows(facts()))
    await desk.sender.send_due()
    assert await desk.facts(letter) == ["queued", "accepted"]


async def test_a_voucher_letter_waits_for_its_card(desk: Desk, later: Later):
    application = desk.owners.knows(facts())
    letter = await desk.order(application, "voucher")
    await desk.sender.send_due()
    assert (await desk.row(letter)).reason == "facts-missing"
    desk.owners.knows(facts(), card(application))
    later(seconds=3)
    await desk.sender.send_due()
    assert "7Q2M-X4KD" in desk.office.taken[0].get_body(("plain",)).get_content()


async def test_many_letters_leave_with_one_question_and_few_connections(desk: Desk):
    ids = [new_id() for _ in range(60)]
    letters = [await desk.order(desk.owners.knows(facts(each))) for each in ids]
    assert [await desk.sender.send_due() for _ in range(3)] == [50, 10, 0]
    assert [(name, len(asked)) for name, asked in desk.owners.asked] == [
        ("letter-facts", 50), ("letter-facts", 10),
    ]  # fmt: skip
    assert desk.office.connections <= 4
    assert {(await desk.row(each)).state for each in letters} == {"accepted"}
    assert len({mail["Message-ID"] for mail in desk.office.taken}) == 60


async def test_one_bad_letter_leaves_the_others_of_its_round_alone(desk: Desk):
    ids = [new_id() for _ in range(8)]
    letters = [await desk.order(desk.owners.knows(facts(each))) for each in ids]
    desk.owners.knows(facts(ids[0], email="nessuno"))
    await desk.sender.send_due()
    states = [(await desk.row(each)).state for each in letters]
    assert states == ["failed", *["accepted"] * 7]


async def test_two_senders_never_send_the_same_letter(desk: Desk):
    for _ in range(20):
        await desk.order(desk.owners.knows(facts(new_id())))
    other = desk.new_sender(desk.office.url)
    await asyncio.gather(desk.sender.send_due(), other.send_due())
    await other.close()
    assert len({mail["Message-ID"] for mail in desk.office.taken}) == 20
    assert len(desk.office.taken) == 20


async def test_a_letter_that_was_not_handed_over_goes_again_after_a_sudden_death(desk: Desk):
    letter = await desk.order(desk.owners.knows(facts()))
    await desk.left_in_the_air(letter, handed_over=False)
    await desk.sender.recover()
    assert (await desk.row(letter)).reason == "interrupted"
    await desk.sender.send_due()
    assert await desk.facts(letter) == ["queued", "accepted"]


async def test_a_letter_that_was_handed_over_is_unresolved_after_a_sudden_death(desk: Desk):
    letter = await desk.order(desk.owners.knows(facts()))
    await desk.left_in_the_air(letter, handed_over=True)
    await desk.sender.recover()
    await desk.sender.send_due()
    assert await desk.facts(letter) == ["queued", "unresolved"]
    assert desk.office.taken == []


async def test_an_attempt_that_was_taken_away_hands_nothing_over(desk: Desk):
    """A sender that lost its lock may not send what its successor already decided on."""
    letter = await desk.order(desk.owners.knows(facts()))
    ask = desk.asker.material

    async def meanwhile(letters: Sequence[Letter]):
        await desk.new_sender(desk.office.url).recover()
        return await ask(letters)

    desk.asker.material = meanwhile
    await desk.sender.send_due()
    assert ((await desk.row(letter)).state, desk.office.taken) == ("retry", [])


async def test_the_loop_sends_what_is_ordered_and_an_orderly_stop_writes_it_down(desk: Desk):
    running = asyncio.create_task(desk.sender.run())
    letter = await desk.order(desk.owners.knows(facts()))
    async with asyncio.timeout(10):
        await desk.office.took.wait()
        running.cancel()
        await asyncio.wait({running})
    assert running.cancelled()
    assert await desk.facts(letter) == ["queued", "accepted"]
