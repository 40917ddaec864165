"""The paper of a voucher can be read by everybody and kept for ever, and says no more than it
must."""

import io
import re
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from contracts.purchases import PaperForm
from contracts.vouchers.issue import VoucherIssued
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.queries.papers import rendered, voucher_sheet
from services.vouchers.rules.paper import Sheet
from tests.vouchers.world import CODES
from tests.vouchers.world_vouchers import ESTATE, NIDO, Shop, terms

MADE_ON = date(2026, 3, 2)
METADATA = {
    r"<pdfaid:part>2</pdfaid:part>", r"<pdfaid:conformance>A</pdfaid:conformance>",
    r"<pdfuaid:part>1</pdfuaid:part>", r"<rdf:li>it-IT</rdf:li>",
}  # fmt: skip


async def asked(shop: Shop, voucher: VoucherIssued, **others: Any) -> Sheet:
    usual: dict[str, Any] = {
        "voucher_id": voucher.voucher_id, "body_name": "Comune di Cernusco sul Naviglio",
        "call_title": "Bando interdistrettuale", "protocol": "0001234/2026",
        "holder": "Giulia Colombo", "contacts": ["Ufficio Piano, telefono 02 0000 0000"],
    }  # fmt: skip
    form = PaperForm(**{**usual, **others})
    async with shop.database.reading() as session:
        return await voucher_sheet(session, form, CODES)


@pytest.fixture
async def voucher(shop: Shop) -> VoucherIssued:
    return await shop.given(30_000, terms(activate_within_days=40))


@pytest.fixture
async def pdf(shop: Shop, voucher: VoucherIssued) -> PdfReader:
    return PdfReader(io.BytesIO(rendered(await asked(shop, voucher), MADE_ON)))


def elements(node: Any) -> list[Any]:
    """The structure of a tagged document, flat."""
    node = node.get_object()
    if isinstance(node, list):
        return [each for part in node for each in elements(part)]
    if not isinstance(node, dict):
        return []
    return [node, *(elements(node["/K"]) if "/K" in node else [])]


async def test_it_says_what_it_is_worth_for_what_and_until_when(pdf: PdfReader, voucher: Any):
    text = " ".join(page.extract_text() for page in pdf.pages)
    groups = CODES.code(voucher.voucher_id).split("-")
    assert all(group in text for group in groups)
    assert "300,00 euro" in text
    assert NIDO in text.replace("’", "'")
    assert ESTATE in text
    assert f"{voucher.valid_until_on.day} " in text
    assert len(pdf.pages) == 1


async def test_it_declares_both_standards_its_language_and_its_title(pdf: PdfReader):
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert {each for each in METADATA if each in metadata} == METADATA
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "it-IT"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert "/Encrypt" not in pdf.trailer


async def test_its_structure_is_tagged_and_its_picture_described(pdf: PdfReader):
    found = elements(pdf.trailer["/Root"]["/StructTreeRoot"])
    kinds = [str(each.get("/S")) for each in found]
    assert kinds.count("/H1") == 1
    assert {"/H2", "/L", "/LI", "/Figure"} <= set(kinds)
    figures = [each for each in found if each.get("/S") == "/Figure"]
    assert [each["/Alt"] for each in figures] == [
        "Codice QR con il codice del voucher scritto qui accanto"
    ]


async def test_its_fonts_are_inside_and_it_runs_nothing(pdf: PdfReader):
    fonts = pdf.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        inner = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(inner)
        assert "/ToUnicode" in font
    assert not {"/OpenAction", "/AA", "/Names"} & set(pdf.trailer["/Root"])


async def test_it_shows_what_is_left_when_it_is_made(shop: Shop, voucher: VoucherIssued):
    await shop.buy(voucher.voucher_id, 12_000)
    sheet = await asked(shop, voucher)
    assert sheet.amount == "180,00 euro"
    assert not any("attivi" in each for each in sheet.facts)


async def test_its_square_holds_the_code_and_nothing_else(shop: Shop, voucher: VoucherIssued):
    sheet = await asked(shop, voucher)
    assert sheet.code == CODES.code(voucher.voucher_id)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){5}", sheet.code)


async def test_no_paper_is_made_of_what_cannot_be_spent(shop: Shop, voucher: VoucherIssued):
    await shop.order("suspend", voucher.voucher_id)
    sentence = "Il voucher non si può spendere: non se ne stampa il foglio."
    with pytest.raises(Refusal) as no:
        await asked(shop, voucher)
    assert no.value.args == ("voucher-state", sentence, 409)
    with pytest.raises(Refusal) as no:
        await asked(shop, voucher, voucher_id=new_id())
    assert no.value.args == ("voucher-unknown", "Il voucher non esiste.", 404)


def test_the_same_sheet_is_the_same_file():
    sheet = Sheet(
        title="Il Suo voucher", body_name="Comune", call_title="Bando", code=CODES.code(new_id()),
        amount="300,00 euro", facts=("uno",), steps=("due",), care=("tre",), contacts=(),
        footer="Comune.",
    )  # fmt: skip
    assert rendered(sheet, MADE_ON) == rendered(sheet, MADE_ON)
