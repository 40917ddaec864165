"""What is owed is ordered by who did not sign it, and paid or bounced by the bank."""

from xml.etree import ElementTree as ET

import pytest

from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.queries.batches import batch_card, payables
from services.vouchers.rules.outcomes import read_outcomes
from services.vouchers.rules.pain import NAMESPACE, end_to_end
from services.vouchers.usecases.outcomes import take_file
from services.vouchers.usecases.payments import payees_of
from tests.vouchers.world_money import ACCOUNTANT, CUP, RUP, Treasury

OTHER_IBAN = "IT60X0542811101000000123456"


@pytest.fixture(autouse=True)
async def opened(treasury: Treasury) -> None:
    await treasury.open(100_000_000)


async def owed(treasury: Treasury, cents: int, *, published: bool = True) -> str:
    """Somebody to whom so much is owed."""
    application = (await treasury.signed(cents)).application_id
    if published:
        await treasury.publish_award(application)
    await treasury.liquidate(application, cents)
    return f"application:{application}"


async def test_what_is_owed_is_ordered_sent_and_paid(treasury: Treasury):
    await owed(treasury, 200_000)
    ordered = await treasury.order()
    assert (ordered.orders, ordered.amount_cents) == (1, 200_000)
    assert (await treasury.figures()).ordered_cents == 200_000
    await treasury.file(ordered.batch_id)
    await treasury.send(ordered.batch_id)
    assert await treasury.outcome(ordered.batch_id, paid=True) == 1
    assert await treasury.outcome(ordered.batch_id, paid=True) == 0
    figures = await treasury.figures()
    assert (figures.ordered_cents, figures.owed_cents, figures.paid_cents) == (0, 0, 200_000)
    assert (await treasury.rows("select state from payment_batch"))[0].state == "settled"
    assert await treasury.faults() == []


async def test_a_bounced_order_is_owed_again_and_ordered_anew(treasury: Treasury):
    await owed(treasury, 90_000)
    batch = await treasury.sent()
    await treasury.outcome(batch, paid=False, reason="AC04 conto chiuso")
    figures = await treasury.figures()
    assert (figures.ordered_cents, figures.owed_cents) == (0, 90_000)
    assert await treasury.faults() == []
    again = await treasury.sent()
    await treasury.outcome(again, paid=True)
    assert (await treasury.figures()).paid_cents == 90_000
    assert await treasury.faults() == []


async def test_who_signs_does_not_pay(treasury: Treasury):
    await owed(treasury, 50_000)
    with pytest.raises(Refusal) as no:
        await treasury.order(official=RUP)
    sentence = "Chi ha firmato il contributo non può ordinarne il pagamento."
    assert no.value.args == ("signer-pays", sentence, 409)
    assert (await treasury.order(official=ACCOUNTANT)).orders == 1


@pytest.mark.parametrize(("cents", "refused"), [(100_000, False), (100_001, True)])
async def test_a_grant_above_a_thousand_euro_is_published_before_it_is_paid(
    treasury: Treasury, cents: int, refused: bool
):
    payee = await owed(treasury, cents, published=False)
    if refused:
        with pytest.raises(Refusal) as no:
            await treasury.order(payee)
        sentence = (
            "Contributi ancora da pubblicare: 1. Con essi il beneficiario supera 1.000,00 euro "
            "nell'anno, e prima della pubblicazione non si pagano."
        )
        assert no.value.args == ("not-published", sentence, 409)
        await treasury.publish_award((await treasury.rows("select * from award"))[0].application_id)
    assert (await treasury.order(payee)).amount_cents == cents


async def test_above_five_thousand_euro_the_collector_is_asked(treasury: Treasury):
    payee = await owed(treasury, 500_001)
    with pytest.raises(Refusal) as no:
        await treasury.order(payee)
    sentence = "Oltre 5.000,00 euro serve la verifica presso l'agente della riscossione."
    assert no.value.args == ("collector-not-asked", sentence, 409)
    await treasury.collector(payee, clear=True, days_ago=31)
    with pytest.raises(Refusal) as no:
        await treasury.order(payee)
    assert no.value.slug == "collector-not-asked"
    await treasury.collector(payee, clear=False)
    with pytest.raises(Refusal) as no:
        await treasury.order(payee)
    sentence = "L'agente della riscossione segnala un debito: il pagamento è sospeso."
    assert no.value.args == ("collector-blocks", sentence, 409)
    await treasury.collector(payee, clear=True)
    assert (await treasury.order(payee)).orders == 1


async def test_nothing_is_ordered_twice(treasury: Treasury):
    await owed(treasury, 90_000)
    await treasury.order()
    with pytest.raises(Refusal) as no:
        await treasury.order()
    assert no.value.args == ("nothing-owed", "Non c'è nulla da pagare.", 409)


async def test_the_file_says_what_the_orders_say(treasury: Treasury):
    await owed(treasury, 12_345)
    batch = (await treasury.order()).batch_id
    root = ET.fromstring(await treasury.file(batch))
    say = {each.tag.removeprefix(f"{{{NAMESPACE}}}"): each.text for each in root.iter()}
    (order,) = await treasury.rows("select id from payment_order")
    assert (say["NbOfTxs"], say["CtrlSum"], say["InstdAmt"]) == ("1", "123.45", "123.45")
    assert say["EndToEndId"] == end_to_end(order.id)
    assert say["Ustrd"] == f"CUP {CUP} - atto 33/2026"
    assert say["Nm"] == "Rossi & Figli"


async def test_a_file_made_again_is_the_same_file_or_is_refused(treasury: Treasury):
    await owed(treasury, 12_345)
    batch = (await treasury.order()).batch_id
    assert await treasury.file(batch) == await treasury.file(batch)
    with pytest.raises(Refusal) as no:
        await treasury.file(batch, OTHER_IBAN)
    sentence = "Un conto corrente è cambiato dopo il primo file."
    assert no.value.args == ("file-changed", sentence, 409)


async def test_no_bank_account_is_kept(treasury: Treasury):
    await owed(treasury, 12_345)
    await treasury.sent()
    tables = ("payment_batch", "payment_order", "event_log", "inbox", "operation", "account")
    for table in tables:
        query = f"select count(*) from {table} t where t::text like '%IT27L%'"
        assert (await treasury.rows(query))[0][0] == 0


async def test_an_outcome_does_not_change(treasury: Treasury):
    await owed(treasury, 90_000)
    batch = await treasury.sent()
    await treasury.outcome(batch, paid=True)
    with pytest.raises(Refusal) as no:
        await treasury.outcome(batch, paid=False, reason="tardi")
    sentence = "Questo mandato ha già avuto l'esito contrario."
    assert no.value.args == ("outcome-contradicts", sentence, 409)


async def test_a_batch_that_did_not_leave_has_no_outcome(treasury: Treasury):
    await owed(treasury, 90_000)
    batch = (await treasury.order()).batch_id
    with pytest.raises(Refusal) as no:
        await treasury.outcome(batch, paid=True)
    sentence = (
        "La distinta è composta: si può fare la conferma di un'altra persona, l'annullamento."
    )
    assert no.value.args == ("move-not-allowed", sentence, 409)
    await treasury.confirm(batch)
    with pytest.raises(Refusal) as no:
        await treasury.send(batch)
    sentence = "Il file della distinta non è ancora stato composto."
    assert no.value.args == ("no-file", sentence, 409)


async def test_a_batch_that_is_not_there_is_not_found(treasury: Treasury):
    with pytest.raises(Refusal) as no:
        await treasury.send(new_id())
    assert no.value.args == ("batch-unknown", "La distinta non esiste.", 404)


async def test_a_provider_is_paid_what_was_spent_there(treasury: Treasury):
    voucher = await treasury.voucher(30_000)
    await treasury.spend(voucher.voucher_id, 12_000)
    (row,) = await treasury.rows("select payee from account where kind = 'payable'")
    await treasury.outcome(await treasury.sent(row.payee), paid=True)
    figures = await treasury.figures()
    assert (figures.paid_cents, figures.redeemed_cents, figures.issued_cents) == (
        12_000, 12_000, 18_000,
    )  # fmt: skip
    assert await treasury.faults() == []


ORDER = "0198a3b0c4d57e6f8a9b0c1d2e3f4a5b"
PAIN_002 = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><CreDtTm>2026-03-02T08:00:00</CreDtTm></GrpHdr><OrgnlPmtInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>{ORDER}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>{ORDER}</OrgnlEndToEndId><TxSts>PDNG</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
CAMT_054 = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">
<BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><BookgDt><Dt>2026-03-03</Dt></BookgDt><NtryDtls>
<TxDtls><Refs><EndToEndId>{ORDER}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Ntfctn>
</BkToCstmrDbtCdtNtfctn></Document>"""
CSV = f"ordine;esito;data;motivo\n{ORDER};respinto;2026-03-04;conto chiuso\n"
READ = {
    PAIN_002: [(False, "2026-03-02", "AC04", "il conto è chiuso")],
    CAMT_054: [(True, "2026-03-03", "", "")],
    CSV: [(False, "2026-03-04", "", "conto chiuso")],
    CSV.replace("conto", "AC06: conto"): [(False, "2026-03-04", "AC06", "conto chiuso")],
    CSV.replace("conto chiuso", "XY12"): [(False, "2026-03-04", "XY12", "codice XY12")],
    CSV.replace("conto chiuso", ""): [(False, "2026-03-04", "", "la banca non dice il motivo")],
}


@pytest.mark.parametrize(
    "content", READ, ids=["pain.002", "camt.054", "csv", "csv code", "csv unknown", "csv silent"]
)
def test_what_the_bank_says_is_read_from_its_file(content: str):
    read = read_outcomes(content.encode())
    assert [(each.paid, each.on.isoformat(), each.code, each.reason) for each in read] == READ[
        content
    ]
    assert {end_to_end(each.order_id) for each in read} == {ORDER}


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b\n", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><Document/>", b"<Document>", b"\xff",
     b"ordine;esito;data;motivo\nx;pagato;2026-03-04;\n", b"ordine;esito;data;motivo\nx;pagato\n",
     b"ordine;esito;data;motivo\n\0;pagato;2026-03-04;\n", PAIN_002.encode("utf-16-le")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_whole(content: bytes):
    with pytest.raises(Refusal) as no:
        read_outcomes(content)
    sentence = "Il file degli esiti non si può leggere."
    assert no.value.args == ("outcome-file", sentence, 422)


def test_today_is_a_day_of_the_file():
    content = f"ordine;esito;data;motivo\n{ORDER};pagato;{clock.today()};\n"
    assert read_outcomes(content.encode())[0].on == clock.today()


async def test_a_batch_leaves_when_a_second_person_confirmed_it(treasury: Treasury):
    await owed(treasury, 90_000)
    batch = (await treasury.order()).batch_id
    for official, slug, sentence in (
        (ACCOUNTANT, "same-official", "Chi conferma non può essere chi ha disposto il pagamento."),
        (RUP, "signer-pays", "Chi ha firmato il contributo non può confermarne il pagamento."),
    ):
        with pytest.raises(Refusal) as no:
            await treasury.confirm(batch, official)
        assert no.value.args == (slug, sentence, 409)
    assert (await treasury.confirm(batch)).amount_cents == 90_000
    with pytest.raises(Refusal) as no:
        await treasury.confirm(batch)
    sentence = "La distinta è confermata: si può fare lo scarico del file, l'invio, l'annullamento."
    assert no.value.args == ("move-not-allowed", sentence, 409)
    assert await treasury.faults() == []


@pytest.mark.parametrize("confirmed", [False, True])
async def test_what_a_declined_batch_paid_is_owed_again(treasury: Treasury, confirmed: bool):
    await owed(treasury, 90_000)
    batch = (await treasury.order()).batch_id
    if confirmed:
        await treasury.confirm(batch)
    assert (await treasury.decline(batch, ACCOUNTANT)).amount_cents == 90_000
    async with treasury.database.reading() as session:
        card = await batch_card(session, batch)
    (order,) = card.orders
    assert (card.state, order.state) == ("declined", "bounced")
    assert order.reason == "Distinta annullata: CUP sbagliato"
    assert [name for name, _, _ in await treasury.told()][-1] == "payment.declined"
    assert await treasury.outcome(await treasury.sent(), paid=True) == 1
    assert await treasury.faults() == []


async def test_a_declined_batch_goes_nowhere(treasury: Treasury):
    await owed(treasury, 90_000)
    batch = (await treasury.order()).batch_id
    await treasury.decline(batch)
    for step in (treasury.confirm, treasury.send, treasury.decline):
        with pytest.raises(Refusal) as no:
            await step(batch)
        sentence = "La distinta è annullata: non si può fare altro."
        assert no.value.args == ("move-not-allowed", sentence, 409)


async def test_a_batch_whose_file_was_given_out_is_not_declined(treasury: Treasury):
    await owed(treasury, 90_000)
    batch = (await treasury.order()).batch_id
    await treasury.file(batch)
    with pytest.raises(Refusal) as no:
        await treasury.decline(batch)
    sentence = "Il file della distinta è già stato scaricato: la banca potrebbe averlo."
    assert no.value.args == ("file-made", sentence, 409)
    assert await treasury.faults() == []


async def test_an_order_of_another_total_than_was_shown_is_not_made(treasury: Treasury):
    await owed(treasury, 90_000)
    with pytest.raises(Refusal) as no:
        await treasury.order(expected_cents=80_000)
    sentence = "Il totale nel frattempo è cambiato: ora è 900,00 euro. Lo ricontrolli."
    assert no.value.args == ("total-changed", sentence, 409)
    assert (await treasury.order(expected_cents=90_000)).amount_cents == 90_000


async def test_the_reason_of_a_bounce_stays_on_its_row_and_its_code_is_told(treasury: Treasury):
    await owed(treasury, 90_000)
    batch = await treasury.sent()
    (row,) = await treasury.rows("select id from payment_order")
    file = PAIN_002.replace(ORDER, end_to_end(row.id)).encode()
    taken = [
        await treasury.do(lambda session: take_file(session, batch, file, ACCOUNTANT))
        for _ in range(2)
    ]
    assert taken[1] == taken[0].model_copy(update={"again": True})
    assert [(each.did, each.code, each.reason) for each in taken[0].rows] == [
        ("bounced", "AC04", "il conto è chiuso")
    ]
    (told,) = [data for name, _, data in await treasury.told() if name == "payment.bounced"]
    assert told["code"] == "AC04"
    async with treasury.database.reading() as session:
        card = await batch_card(session, batch)
    (order,) = card.orders
    assert (order.code, order.reason, order.state) == ("AC04", "il conto è chiuso", "bounced")
    assert [(each.official, each.news) for each in card.files] == [(ACCOUNTANT, 1)]


async def test_a_provider_is_paid_at_the_account_that_was_in_force_when_it_was_ordered(
    treasury: Treasury,
):
    voucher = await treasury.voucher(30_000)
    await treasury.spend(voucher.voucher_id, 12_000)
    await treasury.account("nido", OTHER_IBAN)
    batch = (await treasury.order()).batch_id
    assert await treasury.do(lambda session: payees_of(session, batch)) == []
    content = await treasury.file(batch)
    assert OTHER_IBAN.encode() in content
    await treasury.account("nido", "IT60E0760101600000099887766")
    assert await treasury.file(batch) == content


async def test_what_a_call_owes_is_shown_before_it_is_ordered(treasury: Treasury):
    first, second = await owed(treasury, 90_000), await owed(treasury, 10_000)
    async with treasury.database.reading() as session:
        found = await payables(session, treasury.call)
    assert found.total_cents == 100_000
    assert {each.payee for each in found.items} == {first, second}
    await treasury.order()
    async with treasury.database.reading() as session:
        assert (await payables(session, treasury.call)).items == []
