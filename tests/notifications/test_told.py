"""What happens to a procedure, a voucher or a payment makes its letter, once each time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.applications.controls import ControlStarted
from contracts.applications.decisions import ApplicationReopened
from contracts.applications.filing import EmployerLeft
from contracts.applications.procedure import IntegrationRequested, NoticeGiven, ObservationsReceived
from contracts.applications.ranking import AcceptanceAnswered, AcceptanceRequested, RankingPublished
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
from services.notifications.streams import cases, vouchers
from services.notifications.streams import money as sums
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
        cases.ask_for_what_is_missing,
        IntegrationRequested(
            application_id=FIRM, integration_id=R, answer_by_on=ON, due_on=ON
        ),
        "integration", f"{R}",
    ),
    "the reasons against": (
        cases.tell_the_reasons_against,
        NoticeGiven(application_id=FIRM, notice_id=R, register_year=2016, register_number=7),
        "refusal_notice", f"{R}",
    ),
    "observations": (
        cases.send_receipt_of_observations,
        ObservationsReceived(
            application_id=FIRM, observation_id=R, register_year=2016, register_number=8
        ),
        "observations_received", f"{R}",
    ),
    "money to be accepted": (
        cases.ask_to_accept,
        AcceptanceRequested(
            application_id=FIRM, accept_by_on=ON, at=AT
        ),
        "acceptance", "2016-12-12",
    ),
    "money that nobody accepted": (
        cases.tell_that_nobody_accepted,
        AcceptanceAnswered(application_id=FIRM, answer="lapsed"),
        "acceptance_lapsed", "",
    ),
    "money that nobody accepted once more": (
        cases.tell_that_nobody_accepted,
        AcceptanceAnswered(application_id=FIRM, answer="lapsed", round=2),
        "acceptance_lapsed", "2",
    ),
    "a case that is opened again": (
        cases.tell_that_it_is_open_again,
        ApplicationReopened(
            application_id=FIRM, call_id="ADM-2015", call_version=1, line="I", act_year=2017,
            act_number=3,
        ),
        "reopened", "3/2017",
    ),
    "a control": (
        cases.tell_what_a_control_found,
        ControlStarted(
            application_id=FIRM, control_id=R, answer_days=15, register_year=2017,
            register_number=9,
        ),
        "revocation_started", f"{R}",
    ),
    "an employer who left before the voucher": (
        cases.tell_who_has_no_voucher_yet,
        EmployerLeft(application_id=FIRM, adhesion_id=R, until_on=ON, state="waitlisted"),
        "employer_left", f"{R}",
    ),
    "a voucher that ends soon": (
        vouchers.remind_the_holder, VoucherReminded(of="expiry", **REMINDER),
        "voucher_expiry", f"voucher:{V} 30",
    ),
    "a voucher that is not active": (
        vouchers.remind_the_holder, VoucherReminded(of="activation", **REMINDER),
        "voucher_activation", f"voucher:{V} 30",
    ),
    "a use": (
        vouchers.tell_of_a_use, VoucherRedeemed(**IDS, amount_cents=1, residual_cents=2),
        "voucher_used", f"voucher:{V} fact-1",
    ),
    "a suspension": (
        vouchers.tell_of_a_suspension, VoucherSuspended(**IDS),
        "voucher_suspended", f"voucher:{V} fact-1",
    ),
    "a readmission": (
        vouchers.tell_of_a_readmission, VoucherReadmitted(**IDS),
        "voucher_readmitted", f"voucher:{V} fact-1",
    ),
    "a revocation": (
        vouchers.tell_of_a_revocation, VoucherRevoked(**IDS, returned_cents=1),
        "voucher_revoked", f"voucher:{V} fact-1",
    ),
    "a new code": (
        vouchers.send_the_new_code, VoucherReplaced(**IDS, by_voucher_id=R, residual_cents=1),
        "voucher_replaced", f"voucher:{R}",
    ),
    "an employer who left": (
        vouchers.tell_that_the_employer_left,
        WithdrawalFollowed(application_id=FIRM, effect="keep_to_expiry", voucher_ids=[]),
        "employer_left", "fact-1",
    ),
    "an accreditation": (
        vouchers.tell_the_provider,
        ProviderMoved(provider_id=FIRM, state="accredited", act="51/2016"),
        "provider_moved", "fact-1",
    ),
    "an offer": (
        sums.offer_a_part,
        BudgetOffered(
            application_id=FIRM, call_id="ADM-2015", line="I", amount_cents=1, wanted_cents=2,
            answer_by_on=ON, at=AT,
        ),
        "offer", "2016-12-12",
    ),
    "a report": (
        sums.tell_what_is_admitted,
        ReportExamined(report_id=R, application_id=FIRM, admitted_cents=1),
        "report_examined", f"{R}",
    ),
    "a bounced payment": (
        sums.tell_of_a_bounced_payment, PaymentBounced(**PAID), "payment_bounced", f"{R}",
    ),
    "a recovery": (
        sums.ask_money_back,
        RecoveryDemanded(recovery_id=R, application_id=FIRM, amount_cents=1, due_on=[ON], at=AT),
        "recovery", f"{R}",
    ),
    "a late recovery": (
        sums.remind_of_a_recovery, RecoveryReminded(overdue_cents=1, **LATE),
        "recovery_reminder", "fact-1",
    ),
}  # fmt: skip
SILENT: dict[str, tuple[Reaction, Event]] = {
    "money that was accepted": (
        cases.tell_that_nobody_accepted, AcceptanceAnswered(application_id=FIRM, answer="accepted"),
    ),
    "an employer whose vouchers tell of themselves": (
        cases.tell_who_has_no_voucher_yet,
        EmployerLeft(application_id=FIRM, adhesion_id=R, until_on=ON, state="awarded"),
    ),
    "a reminder that no longer matters": (
        vouchers.remind_the_holder, VoucherReminded(of="expiry", **{**REMINDER, "due": False}),
    ),
    "a suspension that tells of itself": (
        vouchers.tell_that_the_employer_left,
        WithdrawalFollowed(application_id=FIRM, effect="suspend", voucher_ids=[V]),
    ),
    "a payment of a provider": (
        sums.tell_of_a_bounced_payment, PaymentBounced(**{**PAID, "application_id": None}),
    ),
    "a provider that applied": (
        vouchers.tell_the_provider, ProviderMoved(provider_id=FIRM, state="applied", act=""),
    ),
    "a recovery in time": (
        sums.remind_of_a_recovery, RecoveryReminded(overdue_cents=0, **LATE),
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
        await told(desk, vouchers.tell_of_a_use, fact, id_)
    assert len(await letters(desk)) == 2


async def test_a_letter_about_one_voucher_tells_of_no_other(desk: Desk):
    used = card(voucher_id=V, residual_cents=18_000, last_use=USED)
    desk.owners.knows(facts(), card(residual_cents=1), used, card(residual_cents=2))
    fact = VoucherRedeemed(**IDS, amount_cents=12_000, residual_cents=18_000)
    await told(desk, vouchers.tell_of_a_use, fact)
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
    await told(desk, sums.offer_a_part, TOLD["an offer"][1])
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


async def test_a_letter_that_lacks_a_day_holds_no_other_one_up(desk: Desk):
    desk.owners.knows(facts())
    lacking = await desk.order(FIRM, "integration")
    whole = await desk.order(FIRM, "withdrawn")
    await desk.sender.send_due()
    assert (await desk.row(lacking)).reason == "cannot-compose"
    assert (await desk.row(whole)).state == "accepted"


async def test_every_holder_of_a_list_is_sent_the_voucher(desk: Desk):
    ids = sorted(new_id() for _ in range(3))
    fact = VouchersIssued(batch_id=R, application_ids=ids)
    await told(desk, vouchers.send_vouchers, fact)
    assert await letters(desk) == [(each, "voucher", "") for each in ids]


async def test_every_beneficiary_of_a_batch_hears_once_of_the_payment(desk: Desk):
    desk.owners.audience = sorted(new_id() for _ in range(5))
    fact = PaymentOrdered(batch_id=R, call_id="ADM-2015", orders=6, amount_cents=1)
    for _ in range(2):
        await told(desk, sums.tell_of_payments, fact)
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
    await told(desk, cases.tell_of_a_list, fact)
    await Mailer(desk.database, desk.asker, Bell(), Bell()).serve()
    assert await letters(desk) == [(each, name, str(R)) for each in desk.owners.audience]


@pytest.mark.parametrize("effect", ["keep_to_expiry", "suspend", "revoke"])
async def test_those_where_a_voucher_is_used_hear_that_the_employer_left(desk: Desk, effect: Any):
    one, other = sorted(new_id() for _ in range(2))
    fact = WithdrawalFollowed(
        application_id=FIRM, effect=effect, voucher_ids=[], adhesion_id=R,
        provider_ids=[one, other],
    )  # fmt: skip
    for worker in (FIRM, new_id()):
        colleague = fact.model_copy(update={"application_id": worker})
        await told(desk, vouchers.tell_that_the_employer_left, colleague, str(worker))
    to_providers = [each for each in await letters(desk) if each[1] == "provider_told"]
    assert to_providers == [(each, "provider_told", f"{effect} {R}") for each in (one, other)]


async def test_a_provider_hears_what_becomes_of_the_vouchers_and_of_no_person(desk: Desk):
    desk.owners.providers[str(FIRM)] = provider()
    fact = WithdrawalFollowed(
        application_id=V, effect="suspend", voucher_ids=[], adhesion_id=R, provider_ids=[FIRM]
    )
    await told(desk, vouchers.tell_that_the_employer_left, fact)
    await desk.sender.send_due()
    assert "I voucher sono sospesi: per ora non può accettarli" in text_of(desk)
    assert "Quello che ha già incassato resta Suo." in text_of(desk)


async def test_a_provider_is_written_to_at_its_own_address(desk: Desk):
    desk.owners.providers[str(FIRM)] = provider()
    await told(desk, vouchers.tell_the_provider, TOLD["an accreditation"][1])
    await desk.sender.send_due()
    assert desk.office.envelopes[0][1] == ["aurora@esempio.example"]
    assert "L'atto è il numero 51/2016, adottato lunedì 28 novembre 2016." in text_of(desk)


@pytest.mark.usefixtures("by_day")
async def test_a_reminder_names_the_last_day_in_its_subject(desk: Desk):
    desk.owners.knows(facts(), card(voucher_id=V, valid_until_on=ON))
    await told(desk, vouchers.remind_the_holder, TOLD["a voucher that ends soon"][1])
    await desk.sender.send_due()
    assert desk.office.taken[0]["Subject"] == "Il Suo voucher scade lunedì 12 dicembre 2016"
