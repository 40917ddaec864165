"""What a beneficiary accounts for, and the act that turns it into a debt."""

from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.money import ReportReturn
from contracts.vouchers.reports import ReportReturned
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.expenses import Spending, Window, findings
from services.vouchers.usecases.reports import return_report
from tests.vouchers.conftest import Time
from tests.vouchers.world_money import REVIEWER, RUP, Treasury, expense


@pytest.fixture(autouse=True)
async def opened(treasury: Treasury) -> None:
    await treasury.open(1_000_000)


async def test_a_report_is_examined_by_one_and_closed_by_another(treasury: Treasury):
    award = await treasury.signed(300_000)
    report = await treasury.report(award.application_id, expense(200_000), expense(100_000, "2"))
    examined = await treasury.examine(report, (200_000, ""), (40_000, "IVA detraibile"))
    assert examined.admitted_cents == 240_000
    closing = {"kind": "balance", "report_id": report, "cut_cents": 60_000}
    with pytest.raises(Refusal) as no:
        await treasury.liquidate(award.application_id, 240_000, official=REVIEWER, **closing)
    sentence = "Chi firma non può essere chi ha esaminato il rendiconto."
    assert no.value.args == ("same-official", sentence, 409)
    owed = await treasury.liquidate(award.application_id, 240_000, **closing)
    assert (owed.amount_cents, owed.withheld_cents, owed.cut_cents) == (240_000, 0, 60_000)
    figures = await treasury.figures()
    assert (figures.owed_cents, figures.committed_cents) == (240_000, 0)
    assert figures.available_cents == 760_000
    assert await treasury.faults() == []


async def test_the_same_invoice_in_two_calls_is_flagged_and_not_refused(treasury: Treasury):
    first, second = await treasury.signed(100), await treasury.signed(100)
    await treasury.report(first.application_id, expense(100, "7/A"))
    again = await treasury.report(second.application_id, expense(100, "7/A"))
    (line,) = (await treasury.card(again)).expenses
    assert line.findings == ["La stessa fattura è già stata presentata in un altro rendiconto."]


async def test_what_was_cut_serves_who_waits(treasury: Treasury):
    award = await treasury.signed(900_000)
    waiting = await treasury.register(300_000)
    report = await treasury.report(award.application_id, expense(600_000))
    await treasury.examine(report, (600_000, ""))
    await treasury.liquidate(
        award.application_id, 600_000, kind="balance", report_id=report, cut_cents=300_000
    )
    assert await treasury.state(waiting) == "reserved"
    assert await treasury.faults() == []


async def test_a_firm_gets_its_grant_less_four_per_cent(treasury: Treasury):
    award = await treasury.signed(200_000)
    owed = await treasury.liquidate(award.application_id, 200_000, withholding=True)
    assert owed.withheld_cents == 8_000
    rows = await treasury.rows(
        "select payee, credits_cents from account where kind = 'payable' order by 2"
    )
    payee = f"application:{award.application_id}"
    assert [tuple(row) for row in rows] == [("treasury", 8_000), (payee, 192_000)]
    assert await treasury.faults() == []


async def test_an_award_is_not_liquidated_beyond_itself(treasury: Treasury):
    award = await treasury.signed(1_000)
    await treasury.liquidate(award.application_id, 700)
    with pytest.raises(Refusal) as no:
        await treasury.liquidate(award.application_id, 301)
    assert no.value.args == ("award-exceeded", "Del contributo restano 3,00 euro.", 409)


async def test_a_balance_needs_its_own_report(treasury: Treasury):
    award, other = await treasury.signed(1_000), await treasury.signed(1_000)
    with pytest.raises(Refusal) as no:
        await treasury.liquidate(award.application_id, 1_000, kind="balance")
    assert no.value.args == ("report-missing", "Un saldo ha bisogno del suo rendiconto.", 422)
    report = await treasury.report(other.application_id, expense(1_000))
    with pytest.raises(Refusal) as no:
        await treasury.liquidate(award.application_id, 1_000, kind="balance", report_id=report)
    assert no.value.args == ("report-of-another", "Il rendiconto è di un'altra domanda.", 422)


async def test_a_report_that_was_not_examined_cannot_be_closed(treasury: Treasury):
    award = await treasury.signed(1_000)
    report = await treasury.report(award.application_id, expense(1_000))
    with pytest.raises(Refusal) as no:
        await treasury.liquidate(award.application_id, 1_000, kind="balance", report_id=report)
    sentence = "Il rendiconto è presentato: si può fare l'esame, la restituzione."
    assert no.value.args == ("move-not-allowed", sentence, 409)


async def test_a_returned_report_makes_room_for_another(treasury: Treasury):
    award = await treasury.signed(1_000)
    report = await treasury.report(award.application_id, expense(1_000))
    with pytest.raises(Refusal) as no:
        await treasury.report(award.application_id, expense(1_000))
    sentence = "Un altro rendiconto di questa domanda è in corso."
    assert no.value.args == ("report-open", sentence, 409)
    await give_back(treasury, report)
    again = await treasury.report(award.application_id, expense(1_000))
    (line,) = (await treasury.card(again)).expenses
    assert line.findings == []


async def give_back(treasury: Treasury, report: UUID, days: int = 10) -> ReportReturned:
    body = ReportReturn(reason="Manca la seconda pagina", official=RUP, days=days)
    return await treasury.do(lambda session: return_report(session, report, body))


@pytest.mark.parametrize(("passed", "late"), [(15, False), (16, True)])
async def test_a_returned_report_is_completed_within_its_own_term(
    treasury: Treasury, time: Time, passed: int, late: bool
):
    award = await treasury.signed(1_000)
    report = await treasury.report(award.application_id, expense(1_000))
    returned = await give_back(treasury, report, 15)
    assert returned.answer_by_on == clock.today() + timedelta(days=15)
    first = await treasury.card(report)
    assert (first.returned_why, first.answer_by_on) == (
        "Manca la seconda pagina", returned.answer_by_on,
    )  # fmt: skip
    time.pass_days(passed)
    again = await treasury.report(award.application_id, expense(1_000))
    second = await treasury.card(again)
    assert (second.completes, second.late) == (report, late)
    assert (await treasury.card(report)).completed_by == again
    facts = [data for name, _, data in await treasury.told() if name == "report.filed"]
    assert [(each["completes"], each["late"]) for each in facts] == [
        (None, False), (str(report), late),
    ]  # fmt: skip


async def test_an_act_that_closes_a_report_is_told(treasury: Treasury):
    award = await treasury.signed(1_000)
    report = await treasury.report(award.application_id, expense(900))
    await treasury.examine(report, (800, "Una spesa è di un altro"))
    closing = {"kind": "balance", "report_id": report, "cut_cents": 150}
    await treasury.liquidate(award.application_id, 800, **closing)
    (told,) = [data for name, _, data in await treasury.told() if name == "report.closed"]
    assert told == {
        "report_id": str(report), "application_id": str(award.application_id),
        "admitted_cents": 800, "left_cents": 50,
    }  # fmt: skip
    assert (await treasury.card(report)).state == "closed"


async def test_a_report_is_closed_by_an_act_where_the_advance_was_enough(treasury: Treasury):
    award = await treasury.signed(1_000)
    await treasury.liquidate(award.application_id, 700)
    report = await treasury.report(award.application_id, expense(700))
    await treasury.examine(report, (700, ""))
    closing = {"kind": "balance", "report_id": report, "cut_cents": 300}
    owed = await treasury.liquidate(award.application_id, 0, **closing)
    assert (owed.amount_cents, owed.cut_cents) == (0, 300)
    assert (await treasury.card(report)).state == "closed"
    assert await treasury.faults() == []


async def test_only_a_balance_is_of_nothing(treasury: Treasury):
    award = await treasury.signed(1_000)
    with pytest.raises(ValidationError, match="Solo un saldo può essere di zero euro"):
        await treasury.liquidate(award.application_id, 0)


CUTS = {
    ((1_001, ""),): ("admits-more", "La fattura 1 è di 10,00 euro: non si ammette di più.", 422),
    ((999, " "),): (
        "cut-without-reason", "Scriva perché la fattura 1 non è ammessa per intero.", 422,
    ),
    ((500, "x"), (1, "x")): ("not-every-invoice", "Ogni fattura va giudicata una volta.", 422),
}  # fmt: skip


@pytest.mark.parametrize("cut", CUTS, ids=str)
async def test_an_examination_that_does_not_say_all_is_refused(
    treasury: Treasury, cut: tuple[tuple[int, str], ...]
):
    award = await treasury.signed(1_000)
    report = await treasury.report(award.application_id, expense(1_000))
    with pytest.raises(Refusal) as no:
        await treasury.examine(report, *cut)
    assert no.value.args == CUTS[cut]


async def test_nothing_is_accounted_for_without_an_award(treasury: Treasury):
    with pytest.raises(Refusal) as no:
        await treasury.report(await treasury.register(100), expense(100))
    assert no.value.args == ("no-award", "La domanda non ha un contributo concesso.", 409)


async def test_a_report_that_is_not_there_is_not_found(treasury: Treasury):
    with pytest.raises(Refusal) as no:
        await treasury.examine(new_id(), (1, ""))
    assert no.value.args == ("report-unknown", "Il rendiconto non esiste.", 404)


def test_an_invoice_out_of_its_window_paid_in_cash_says_so():
    today = clock.today()
    spending = Spending(today, today - timedelta(days=1), "cash")
    window = Window(today + timedelta(days=1), today - timedelta(days=1))
    assert findings(spending, window) == (
        f"La fattura è anteriore al {today + timedelta(days=1):%d/%m/%Y}.",
        f"La fattura è posteriore al {today - timedelta(days=1):%d/%m/%Y}.",
        "Il pagamento è anteriore alla fattura.",
        "Il pagamento non è tracciabile.",
    )
    assert findings(Spending(today, None, "card"), Window()) == ("Manca la prova del pagamento.",)
