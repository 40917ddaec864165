"""Documents are taken at once, judged by their content, and named in the receipt by their hash."""

import hashlib
import io

import pytest
from PIL import Image

from tests.portal.world import Portal, errors, hidden, words


def photo(color: str = "red") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(made, "JPEG")
    return made.getvalue()


async def attach(portal: Portal, document: str, name: str, content: bytes, **more: str):
    shown = await portal.open(portal.at("passo/documenti"))
    files = {f"file.{document}": (name, content, "application/octet-stream")}
    typed = {**hidden(shown), "azione": "carica", **more}
    return await portal.browser.post(portal.at("documenti"), data=typed, files=files)


async def test_a_document_is_listed_and_taken_away_again(portal: Portal):
    await portal.begin()
    page = await attach(portal, "identity", "carta d'identità.jpg", photo())
    assert page.status_code == 200, errors(page)
    assert "carta d'identità.jpg" in words(page)
    [kept] = (await portal.data())["documents"]["identity"]
    assert kept["sha256"] == hashlib.sha256(photo()).hexdigest()
    page = await portal.fill("documenti", {}, action=f"togli-identity.{kept['attachment_id']}")
    assert (await portal.data())["documents"]["identity"] == []


async def test_the_receipt_names_the_documents_by_their_hash(portal: Portal):
    await portal.begin()
    await portal.fill_all()
    await attach(portal, "identity", "carta.jpg", photo())
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303, errors(sent)
    told = words(await portal.open(sent.headers["location"]))
    assert f"File «carta.jpg» {hashlib.sha256(photo()).hexdigest()}" in told


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("virus.exe", b"MZ" + b"\0" * 100, "virus.exe: "),
        ("vuoto.pdf", b"", "vuoto.pdf: Il file è vuoto."),
        ("grande.jpg", b"\xff\xd8" + b"0" * 11_000_000, "grande.jpg: Il file è troppo grande"),
    ],
)  # fmt: skip
async def test_a_file_that_is_none_of_those_taken_is_told(portal: Portal, name, content, told):
    await portal.begin()
    page = await attach(portal, "identity", name, content)
    assert page.status_code == 422
    [error] = errors(page)
    assert error.startswith(told)
    assert (await portal.data()).get("documents", {}).get("identity", []) == []


async def test_a_name_that_leads_elsewhere_is_only_a_name(portal: Portal):
    await portal.begin()
    page = await attach(portal, "identity", "..\\..\\<b>etc\u202e/passwd.jpg", photo())
    assert page.status_code == 200
    [kept] = (await portal.data())["documents"]["identity"]
    assert kept["name"] == "passwd.jpg"


async def test_no_more_files_than_a_document_may_have(portal: Portal):
    await portal.begin()
    for color in ("red", "green", "blue", "white"):
        await attach(portal, "cost", f"{color}.jpg", photo(color))
    assert len((await portal.data())["documents"]["cost"]) == 3
    page = await portal.open(portal.at("passo/documenti"))
    assert 'name="file.cost"' not in page.text


async def test_a_file_that_is_uploaded_twice_is_there_once(portal: Portal):
    await portal.begin()
    for _ in range(2):
        await attach(portal, "cost", "ricevuta.jpg", photo())
    assert len((await portal.data())["documents"]["cost"]) == 1


async def test_a_document_that_nobody_asked_for_is_left_alone(portal: Portal):
    await portal.begin()
    await attach(portal, "altro", "x.jpg", photo())
    assert (await portal.data()).get("documents", {}) == {}
