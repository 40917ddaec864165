"""A firm that joined the network applies, and the money of a line is told while it is known."""

from contracts.applications.calls import BudgetLine, CallPublished
from kit.database import Cause
from services.network.usecases import publish_alliance
from services.vouchers.usecases.calls import open_call
from tests.portal.conftest import PROGRAMMES
from tests.portal.world import DECLARED, IBAN, Portal, heading, words

ALFA = "99000010159"
FIRM = {
    "a.applicant.vat_number": ALFA, "a.applicant.name": "Alfa S.r.l.",
    "a.applicant.municipality": "Melzo", "a.applicant.email": "info@alfa.example",
}  # fmt: skip
ANSWERS = {
    "a.size": "small", "a.intervention": "Orari flessibili", "a.care_priority": "si",
    "a.monitoring": "si", "a.cost_cents": "5.000",
}  # fmt: skip


async def join(portal: Portal) -> None:
    """Alfa joins the alliance, as an official confirms it."""
    sheet = {
        "name": "Alfa S.r.l.", "vat_number": ALFA, "municipality": "015070",
        "alliance": "adda-martesana", "since_on": "2015-03-01",
    }  # fmt: skip
    async with portal.databases["network"].transaction(Cause(actor="test")) as session:
        await publish_alliance(session, PROGRAMMES.alliances["adda-martesana"])
    answer = await portal.network.post("/v1/adhesions", json=sheet)
    assert answer.status_code == 201, answer.text


async def test_what_the_network_knows_need_not_be_typed(portal: Portal):
    await join(portal)
    await portal.begin("ADM-2015/I")
    found = await portal.fill("chi", {"a.applicant.vat_number": ALFA}, action="cerca")
    page = await portal.open(found.headers["location"])
    assert "Abbiamo riempito i campi con i dati dell'adesione alla rete" in words(page)
    assert 'value="Alfa S.r.l."' in page.text
    assert 'value="Cernusco sul Naviglio"' in page.text


async def test_who_is_not_in_the_network_writes_all_and_applies_all_the_same(portal: Portal):
    await portal.begin("ADM-2015/I")
    found = await portal.fill("chi", {"a.applicant.vat_number": ALFA}, action="cerca")
    page = await portal.open(found.headers["location"])
    assert "Può fare domanda lo stesso." in words(page)
    assert f'value="{ALFA}"' in page.text


async def test_a_firm_applies_from_the_start_to_the_receipt(portal: Portal):
    await portal.begin("ADM-2015/I")
    for step, form in {
        "chi": FIRM, "domande-1": ANSWERS, "documenti": {}, "pagamento": IBAN,
        "dichiarazioni": DECLARED,
    }.items():  # fmt: skip
        await portal.fill(step, form)
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    receipt = await portal.open(sent.headers["location"])
    assert heading(receipt) == "La domanda è registrata"
    assert "Importo calcolato 4.000,00" in words(receipt)
    kept = await portal.desk.one("select kind, name, municipality from applicant")
    assert tuple(kept) == ("firm", "Alfa S.r.l.", "015142")


async def test_the_money_that_is_left_is_told_when_it_is_known(portal: Portal):
    before = words(await portal.open("/bandi/ADM-2015"))
    assert "I fondi della sezione sono 20.000,00" in before
    lines = [BudgetLine(line=name, budget_cents=2_000_000) for name in ("I", "II")]
    fact = CallPublished(call_id="ADM-2015", call_version=1, lines=lines)
    await _tell_vouchers(portal, fact)
    told = words(await portal.open("/bandi/ADM-2015"))
    assert "Restano 20.000,00 € dei 20.000,00 € della sezione." in told


async def _tell_vouchers(portal: Portal, fact: CallPublished) -> None:
    async with portal.databases["vouchers"].transaction(Cause(actor="test")) as session:
        await open_call(session, fact)
