"""What happens to a procedure, a voucher or a payment makes its letter, once each time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.applications.procedure import IntegrationRequested, NoticeGiven, ObservationsReceived
from contracts.applications.ranking import AcceptanceRequested, RankingPublished
from contracts.vouchers.issue import VouchersIssued
from contracts.vouchers.life import (
    VoucherReadmitted,
    VoucherReminded,
    VoucherReplaced,
    VoucherRevoked,
    VoucherSuspended,
    WithdrawalFollowed,
)
from contracts.vouchers.offers import BudgetOffered
from contracts.vouchers.payments import PaymentBounced, PaymentOrdered
from contracts.vouchers.providers import ProviderMoved
from contracts.vouchers.recoveries import RecoveryDemanded, RecoveryReminded
from contracts.vouchers.reports import ReportExamined
from contracts.vouchers.spending import VoucherRedeemed
from kit.ids import new_id
from kit.messages import Event
from kit.wake import Bell
from services.notifications import streams
from services.notifications.streams.mailer import Mailer
from tests.notifications.conftest import CAUSE, Desk
from tests.notifications.samples import FIRM, OFFER, ORDERED, USED, card, facts, money, provider
from tests.notifications.test_reactions import letters

Reaction = Callable[..., Awaitable[None]]
V, R, ON = new_id(), new_id(), date(2016, 12, 12)
AT = datetime(2016, 12, 1, tzinfo=UTC)
IDS = {"application_id": FIRM, "voucher_id": V}
PAID = {"application_id": FIRM, "order_id": R, "batch_id": R, "amount_cents": 1}
REMINDER = {**IDS, "days": 30, "due": True}
LATE = {"recovery_id": R, "application_id": FIRM, "next_due_on": None, "at": AT}
TOLD: dict[str, tuple[Reaction, Event, str, str]] = {
    "what is missing": (
        streams.ask_for_what_is_missing,
        IntegrationRequested(
            application_id=FIRM, integration_id=R, answer_by_on=ON, due_on=ON
        ),
        "integration", f"{R}",
    ),
    "the reasons against": (
        streams.tell_the_reasons_against,
        NoticeGiven(application_id=FIRM, notice_id=R, register_year=2016, register_number=7),
        "refusal_notice", f"{R}",
    ),
    "observations": (
        streams.send_receipt_of_observations,
        ObservationsReceived(
            application_id=FIRM, observation_id=R, register_year=2016, register_number=8
        ),
        "observations_received", f"{R}",
    ),
    "money to be accepted": (
        streams.ask_to_accept,
        AcceptanceRequested(
            application_id=FIRM, accept_by_on=ON, at=AT
        ),
        "acceptance", "",
    ),
    "a voucher that ends soon": (
        streams.remind_the_holder, VoucherReminded(of="expiry", **REMINDER),
        "voucher_expiry", f"voucher:{V} 30",
    ),
    "a voucher that is not active": (
        streams.remind_the_holder, VoucherReminded(of="activation", **REMINDER),
        "voucher_activation", f"voucher:{V} 30",
    ),
    "a use": (
        streams.tell_of_a_use, VoucherRedeemed(**IDS, amount_cents=1, residual_cents=2),
        "voucher_used", f"voucher:{V} fact-1",
    ),
    "a suspension": (
        streams.tell_of_a_suspension, VoucherSuspended(**IDS),
        "voucher_suspended", f"voucher:{V} fact-1",
    ),
    "a readmission": (
        streams.tell_of_a_readmission, VoucherReadmitted(**IDS),
        "voucher_readmitted", f"voucher:{V} fact-1",
    ),
    "a revocation": (
        streams.tell_of_a_revocation, VoucherRevoked(**IDS, returned_cents=1),
        "voucher_revoked", f"voucher:{V} fact-1",
    ),
    "a new code": (
        streams.send_the_new_code, VoucherReplaced(**IDS, by_voucher_id=R, residual_cents=1),
        "voucher_replaced", f"voucher:{R}",
    ),
    "an employer who left": (
        streams.tell_that_the_employer_left,
        WithdrawalFollowed(application_id=FIRM, effect="keep_to_expiry", voucher_ids=[]),
        "employer_left", "fact-1",
    ),
    "an accreditation": (
        streams.tell_the_provider,
        ProviderMoved(provider_id=FIRM, state="accredited", act="51/2016"),
        "provider_moved", "fact-1",
    ),
    "an offer": (
        streams.offer_a_part,
        BudgetOffered(
            application_id=FIRM, call_id="ADM-2015", line="I", amount_cents=1, wanted_cents=2,
            answer_by_on=ON, at=AT,
        ),
        "offer", "2016-12-12",
    ),
    "a report": (
        streams.tell_what_is_admitted,
        ReportExamined(report_id=R, application_id=FIRM, admitted_cents=1),
        "report_examined", f"{R}",
    ),
    "a bounced payment": (
        streams.tell_of_a_bounced_payment, PaymentBounced(**PAID), "payment_bounced", f"{R}",
    ),
    "a recovery": (
        streams.ask_money_back,
        RecoveryDemanded(recovery_id=R, application_id=FIRM, amount_cents=1, due_on=[ON], at=AT),
        "recovery", f"{R}",
    ),
    "a late recovery": (
        streams.remind_of_a_recovery, RecoveryReminded(overdue_cents=1, **LATE),
        "recovery_reminder", "fact-1",
    ),
}  # fmt: skip
SILENT: dict[str, tuple[Reaction, Event]] = {
    "a reminder that no longer matters": (
        streams.remind_the_holder, VoucherReminded(of="expiry", **{**REMINDER, "due": False}),
    ),
    "a suspension that tells of itself": (
        streams.tell_that_the_employer_left,
        WithdrawalFollowed(application_id=FIRM, effect="suspend", voucher_ids=[V]),
    ),
    "a payment of a provider": (
        streams.tell_of_a_bounced_payment, PaymentBounced(**{**PAID, "application_id": None}),
    ),
    "a provider that applied": (
        streams.tell_the_provider, ProviderMoved(provider_id=FIRM, state="applied", act=""),
    ),
    "a recovery in time": (
        streams.remind_of_a_recovery, RecoveryReminded(overdue_cents=0, **LATE),
    ),
}  # fmt: skip


async def told(desk: Desk, reaction: Reaction, fact: Any, id_: str = "fact-1") -> None:
    async with desk.database.transaction(replace(CAUSE, causation=id_)) as session:
        await reaction(session, fact)


def text_of(desk: Desk) -> str:
    (mail,) = desk.office.taken
    return " ".join(mail.get_body(("plain",)).get_content().split())


@pytest.mark.parametrize("what", TOLD)
async def test_who_is_concerned_hears_of_it_once(desk: Desk, what: str):
    reaction, fact, name, about = TOLD[what]
    await told(desk, reaction, fact)
    await told(desk, reaction, fact)
    assert await letters(desk) == [(FIRM, name, about)]


@pytest.mark.parametrize("what", SILENT)
async def test_nobody_hears_of_what_changes_nothing(desk: Desk, what: str):
    await told(desk, *SILENT[what])
    assert await letters(desk) == []


async def test_every_use_of_a_voucher_has_its_letter(desk: Desk):
    fact = VoucherRedeemed(**IDS, amount_cents=1, residual_cents=2)
    for id_ in ("fact-1", "fact-2"):
        await told(desk, streams.tell_of_a_use, fact, id_)
    assert len(await letters(desk)) == 2


async def test_a_letter_about_one_voucher_tells_of_no_other(desk: Desk):
    used = card(voucher_id=V, residual_cents=18_000, last_use=USED)
    desk.owners.knows(facts(), card(residual_cents=1), used, card(residual_cents=2))
    fact = VoucherRedeemed(**IDS, amount_cents=12_000, residual_cents=18_000)
    await told(desk, streams.tell_of_a_use, fact)
    await desk.sender.send_due()
    assert "Somma usata: 120,00 euro - Resta da spendere: 180,00 euro" in text_of(desk)


async def test_the_voucher_of_a_letter_is_the_whole_and_not_its_part(desk: Desk):
    part = card(code="PARTE", parent_id=V)
    application = desk.owners.knows(facts(), card(voucher_id=V), part)
    await desk.order(application, "voucher")
    await desk.sender.send_due()
    assert "7Q2M-X4KD" in text_of(desk)


async def test_an_offer_tells_both_sums_and_the_day(desk: Desk):
    desk.owners.knows(facts(), money=money(offer=OFFER))
    await told(desk, streams.offer_a_part, TOLD["an offer"][1])
    await desk.sender.send_due()
    said = text_of(desk)
    assert "Somma offerta: 2.000,00 euro" in said
    assert "per intero: 4.500,00 euro" in said


async def test_what_vouchers_does_not_tell_yet_is_waited_for(desk: Desk):
    desk.owners.knows(facts(), money=money(payment=ORDERED))
    letter = await desk.order(FIRM, "offer")
    await desk.sender.send_due()
    assert ((await desk.row(letter)).state, (await desk.row(letter)).reason) == (
        "retry", "cannot-compose",
    )  # fmt: skip


async def test_every_holder_of_a_list_is_sent_the_voucher(desk: Desk):
    ids = sorted(new_id() for _ in range(3))
    fact = VouchersIssued(batch_id=R, application_ids=ids)
    await told(desk, streams.send_vouchers, fact)
    assert await letters(desk) == [(each, "voucher", "") for each in ids]


async def test_every_beneficiary_of_a_batch_hears_once_of_the_payment(desk: Desk):
    desk.owners.audience = sorted(new_id() for _ in range(5))
    fact = PaymentOrdered(batch_id=R, call_id="ADM-2015", orders=6, amount_cents=1)
    for _ in range(2):
        await told(desk, streams.tell_of_payments, fact)
        await Mailer(desk.database, desk.asker, Bell(), Bell()).serve()
    expected = [(each, "payment_ordered", str(R)) for each in desk.owners.audience]
    assert await letters(desk) == expected


@pytest.mark.parametrize(
    ("kind", "name"), [("provisional", "ranking_provisional"), ("final", "ranking_final")]
)
async def test_everybody_in_a_list_hears_where_they_stand(desk: Desk, kind: Any, name: str):
    desk.owners.audience = sorted(new_id() for _ in range(3))
    fact = RankingPublished(
        ranking_id=R, call_id="ADM-2015", line="I", kind=kind, placed=2, below=0, excluded=1,
        observations_until_on=ON, public_until_on=ON,
    )  # fmt: skip
    await told(desk, streams.tell_of_a_list, fact)
    await Mailer(desk.database, desk.asker, Bell(), Bell()).serve()
    assert await letters(desk) == [(each, name, str(R)) for each in desk.owners.audience]


async def test_a_provider_is_written_to_at_its_own_address(desk: Desk):
    desk.owners.providers[str(FIRM)] = provider()
    await told(desk, streams.tell_the_provider, TOLD["an accreditation"][1])
    await desk.sender.send_due()
    assert desk.office.envelopes[0][1] == ["aurora@esempio.example"]
    assert "L'atto è il numero 51/2016, adottato lunedì 28 novembre 2016." in text_of(desk)


async def test_a_reminder_names_the_last_day_in_its_subject(desk: Desk):
    desk.owners.knows(facts(), card(voucher_id=V, valid_until_on=ON))
    await told(desk, streams.remind_the_holder, TOLD["a voucher that ends soon"][1])
    await desk.sender.send_due()
    assert desk.office.taken[0]["Subject"] == "Il Suo voucher scade lunedì 12 dicembre 2016"
