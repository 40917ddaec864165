"""The papers of a case: read by those who work on it, as their owner gives them."""

from uuid import UUID

import httpx2
import pytest

from kit.ids import new_id
from services.dashboard.api.desk import Desk
from tests.dashboard.conftest import CALL, PASSWORD, card, hire, log_in, plain, waiting_case
from tests.dashboard.peers import Owner

JSON = {"Accept": "application/json"}


def paper(attachment: UUID, document: str = "durc", **changed: object):
    return {
        "attachment_id": attachment,
        "document": document,
        "label": "DURC" if document == "durc" else "Documento d'identità",
        "name": "allegato è.pdf",
        "media_type": "application/pdf",
        "size": 1_340_000,
        "sha256": "ab" * 32,
        "state": "accepted",
        **changed,
    }


@pytest.fixture
async def papers(desk: Desk, owner: Owner) -> tuple[UUID, UUID, UUID]:
    """A case with a certificate and an identity paper: its id and theirs."""
    case, durc, identity = await waiting_case(desk), new_id(), new_id()
    documents = [paper(durc), paper(identity, "identity")]
    desk.cards.cards[case] = card(case, call_id=CALL, line="A", documents=documents)
    for each in (durc, identity):
        owner.files[str(each)] = (b"%PDF-1.7", "application/pdf")
    return case, durc, identity


async def test_papers_are_listed_with_size_state_and_hash(
    papers: tuple[UUID, UUID, UUID], signed: httpx2.AsyncClient
):
    case, durc, _ = papers
    page = await signed.get(f"/domande/{case}")
    assert f'<a href="/domande/{case}/documenti/{durc}">DURC</a>' in page.text
    text = plain(page)
    assert "DURC allegato è.pdf · 1,2 MB Impronta SHA-256 di DURC" in text
    assert "Documento d'identità allegato è.pdf · 1,2 MB · con filigrana" in text


async def test_a_paper_is_handed_on_to_be_saved_and_nothing_of_it_runs(
    papers: tuple[UUID, UUID, UUID], signed: httpx2.AsyncClient
):
    case, durc, _ = papers
    answer = await signed.get(f"/domande/{case}/documenti/{durc}")
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    named = "attachment; filename*=UTF-8''allegato%20%C3%A8.pdf"
    assert answer.headers["content-disposition"] == named
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_an_identity_paper_is_asked_with_its_watermark(
    papers: tuple[UUID, UUID, UUID], signed: httpx2.AsyncClient
):
    case, _, identity = papers
    answer = await signed.get(f"/domande/{case}/documenti/{identity}")
    assert answer.content == b"%PDF-1.7 with watermark"


async def test_a_paper_of_a_line_that_nobody_knows_is_treated_as_an_identity_paper(
    desk: Desk, papers: tuple[UUID, UUID, UUID], signed: httpx2.AsyncClient
):
    case, durc, _ = papers
    desk.cards.cards[case] = desk.cards.cards[case].model_copy(update={"line": "Z"})
    answer = await signed.get(f"/domande/{case}/documenti/{durc}")
    assert answer.content == b"%PDF-1.7 with watermark"


async def test_a_paper_of_another_case_is_none_of_this_one(
    desk: Desk, papers: tuple[UUID, UUID, UUID], signed: httpx2.AsyncClient
):
    other = await waiting_case(desk, 2)
    answer = await signed.get(f"/domande/{other}/documenti/{papers[1]}", headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (404, "no-document")
    assert answer.json()["detail"] == "Questo documento non è della pratica."


@pytest.mark.parametrize("state", ["quarantined", "infected"])
async def test_a_paper_that_is_not_accepted_has_no_link(
    desk: Desk, signed: httpx2.AsyncClient, state: str
):
    case, attachment = await waiting_case(desk), new_id()
    desk.cards.cards[case] = card(case, documents=[paper(attachment, state=state)])
    assert f"/documenti/{attachment}" not in (await signed.get(f"/domande/{case}")).text


async def test_what_the_owner_refuses_of_a_paper_is_told(
    desk: Desk, owner: Owner, papers: tuple[UUID, UUID, UUID], signed: httpx2.AsyncClient
):
    owner.files.clear()
    answer = await signed.get(f"/domande/{papers[0]}/documenti/{papers[1]}", headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (404, "unknown-attachment")


async def test_a_reader_sees_that_there_are_papers_and_opens_none(
    desk: Desk, papers: tuple[UUID, UUID, UUID], browser: httpx2.AsyncClient
):
    case, durc, _ = papers
    await hire(desk.database, "lettura@capofila.test", "reader")
    await log_in(browser, email="lettura@capofila.test", password=PASSWORD)
    page = await browser.get(f"/domande/{case}")
    assert "DURC" in page.text
    assert "/documenti/" not in page.text
    answer = await browser.get(f"/domande/{case}/documenti/{durc}", headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (403, "not-allowed")
