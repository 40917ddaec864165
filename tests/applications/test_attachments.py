"""Uploaded files: taken by their content, held, given to those who may read them, dropped."""

import asyncio
import hashlib
import os
import resource
import struct
import time as stopwatch
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from sqlalchemy import text

from kit.ids import new_id
from services.applications.rules.file_name import clean_name
from services.applications.usecases.store import Store
from services.applications.usecases.tending import tend_once
from tests.applications import files
from tests.applications.world import SERVICE, Answer, Desk, Form, Time, refusal, wrong
from tests.applications.world_register import call, desk_of, parent
from tests.conftest import FreshDatabase

PDF = "application/pdf"
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attachments")


@asynccontextmanager
async def desk_with(database: Any, folder: Path, scanner: str = "") -> AsyncIterator[Desk]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CAPOFILA_APPLICATIONS_ATTACHMENTS_PATH", str(folder))
        environment.setenv("CAPOFILA_APPLICATIONS_SCANNER", scanner)
        async with desk_of(database, call()) as desk:
            yield desk


@pytest.fixture(scope="module")
async def desk(
    fresh_database: FreshDatabase, clock_file: Path, folder: Path
) -> AsyncIterator[Desk]:
    Time(clock_file).is_("2015-11-02T10:00")
    async with fresh_database("applications") as database, desk_with(database, folder) as desk:
        yield desk


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def upload(desk: Desk, content: bytes, name: str = "carta.pdf", key: str = "") -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return await desk.door.post(
        "/v1/attachments", params={"name": name}, content=content, headers=headers
    )


async def uploaded(desk: Desk, content: bytes | None = None) -> str:
    answer = await upload(desk, content or files.pdf())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["attachment_id"])


async def opened(desk: Desk, attachment: str, **params: Any) -> Answer:
    path = f"/v1/attachments/{attachment}"
    return await desk.door.get(path, params=params, headers=SERVICE)


def with_documents(number: int, *pairs: tuple[str, str]) -> Form:
    documents = [{"document": name, "attachment_id": each} for name, each in pairs]
    return parent(number) | {"documents": documents}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.pdf(), PDF),
        (files.pdf(3), PDF),
        (files.picture("JPEG"), "image/jpeg"),
        (files.picture("PNG"), "image/png"),
        (files.picture("JPEG", (8000, 6000)), "image/jpeg"),
    ],
    ids=["pdf", "pages", "jpeg", "png", "large"],
)
async def test_a_file_is_taken_by_its_content(desk: Desk, content: bytes, media_type: str):
    receipt = (await upload(desk, content, "qualunque.exe")).json()
    assert receipt["sha256"] == hashlib.sha256(content).hexdigest()
    assert (receipt["size"], receipt["media_type"]) == (len(content), media_type)
    assert receipt["state"] == "accepted"


async def test_a_file_is_kept_under_its_hash_and_under_no_name(desk: Desk, folder: Path):
    content = files.picture("PNG", (77, 33))
    digest = hashlib.sha256(content).hexdigest()
    for name in ("../../fuori.png", "uno.png", "due.png"):
        await upload(desk, content, name)
    kept = [path for path in stored(folder) if digest in path.name]
    assert kept == [folder / digest[:2] / digest]
    assert kept[0].read_bytes() == content
    assert kept[0].stat().st_mode & 0o777 == 0o600
    assert not list((folder / "incoming").iterdir())


REFUSED = {
    "file-empty": (422, bytes),
    "file-format": (415, files.archive),
    "file-mixed": (422, lambda: files.picture("JPEG") + files.archive(100)),
    "file-unreadable": (422, lambda: files.picture("JPEG")[:200]),
    "image-too-large": (422, files.flood),
    "pdf-too-many-objects": (422, files.crowd),
    "pdf-encrypted": (422, lambda: files.pdf(password="segreta")),
    "pdf-script": (422, files.with_script),
    "pdf-launch": (422, lambda: files.pdf(OpenAction=files.names(S="/Launch", F="calc.exe"))),
    "pdf-embedded-file": (422, files.with_attachment),
    "pdf-empty": (422, lambda: files.pdf(0)),
}


@pytest.mark.parametrize("slug", REFUSED)
async def test_what_is_no_plain_document_is_refused(desk: Desk, folder: Path, slug: str):
    status, make = REFUSED[slug]
    before = stored(folder)
    assert refusal(await upload(desk, make())) == (status, slug)
    assert stored(folder) == before


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (files.declared_crowd(), "pdf-too-many-objects"),
        (files.disguised_script(), "pdf-script"),
        (files.packed_script(), "pdf-script"),
        (files.pdf(AcroForm=files.names(XFA="<xdp/>")), "pdf-script"),
        (files.pdf(OpenAction=files.names(S="/ImportData")), "pdf-launch"),
        (files.pdf(Names=files.names(EmbeddedFiles=DictionaryObject())), "pdf-embedded-file"),
        (files.pdf() + files.archive(100), "file-mixed"),
        (b"\x89PNG\r\n\x1a\n" + files.pdf(), "file-mixed"),
        (b"\xff\xd8\xff" + b"x" * 50, "file-unreadable"),
        (files.PDF_HEAD + b"[" * 200_000, "file-unreadable"),
        (files.PDF_HEAD + b"trailer<</Root 1 0 R>>", "file-unreadable"),
        (files.picture("GIF"), "file-format"),
        (b"<html><script>", "file-format"),
        (b" " + files.pdf(), "file-format"),
    ],
)
async def test_a_disguise_is_seen_through(desk: Desk, content: bytes, slug: str):
    assert refusal(await upload(desk, content))[1] == slug


def cpu_seconds() -> float:
    """What this process and those that it started and that ended have spent."""
    return sum(os.times()[:4])


def peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("bomb", ["archive", "flood", "crowd", "declared_crowd"])
async def test_a_bomb_is_refused_within_a_second_and_in_little_room(desk: Desk, bomb: str):
    content = getattr(files, bomb)()
    await upload(desk, files.pdf())
    room, spent = peak_kib(), cpu_seconds()
    answer = await upload(desk, content)
    assert answer.status_code in (415, 422)
    assert cpu_seconds() - spent < 1
    assert peak_kib() - room < 64 * 1024


async def test_ten_megabytes_are_taken_and_no_byte_more(desk: Desk):
    page = files.pdf()
    assert (await upload(desk, page + b" " * (10 * MIB - len(page)))).status_code == 201
    answer = await upload(desk, page + b" " * (10 * MIB - len(page) + 1))
    assert refusal(answer) == (413, "too-large")
    assert answer.json()["detail"] == "Il file supera 10 MB."


async def test_a_body_that_says_or_turns_out_to_be_much_larger_is_not_read(desk: Desk):
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * MIB

    assert refusal(await upload(desk, b"x" * 12 * MIB)) == (413, "too-large")
    assert refusal(await upload(desk, endless())) == (413, "too-large")


async def test_other_doors_still_take_one_mebibyte(desk: Desk):
    assert refusal(await desk.send(b" " * (MIB + 1))) == (413, "too-large")


async def test_the_same_key_and_file_are_one_attachment(desk: Desk):
    content = files.picture("PNG", (5, 5))
    first = await upload(desk, content, key="the-same-key")
    again = await upload(desk, content, key="the-same-key")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    other = await upload(desk, files.picture("PNG", (6, 6)), key="the-same-key")
    assert refusal(other) == (422, "command-reused")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("carta d'identità.pdf", "carta d'identità.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("/etc/shadow.pdf", "shadow.pdf"),
        ("\\\\server\\share\\atto.pdf", "atto.pdf"),
        ("C:\\Users\\io\\atto.PDF", "atto.pdf"),
        ("atto\x00.pdf", "atto.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("visura.exe", "visura.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("..", "documento.pdf"),
        ("", "documento.pdf"),
        (".pdf", "documento.pdf"),
        ("\ud800.pdf", "documento.pdf"),
        ("è" * 300, "è" * 125 + ".pdf"),
    ],
)
def test_the_name_of_a_file_is_only_shown(name: str, kept: str):
    found = clean_name(name, PDF)
    assert found == kept
    assert len(found.encode()) <= 255


async def test_a_file_is_given_to_be_saved(desk: Desk):
    content = files.pdf(2)
    receipt = (await upload(desk, content, "carta d'identità.pdf")).json()
    answer = await opened(desk, receipt["attachment_id"])
    assert (answer.content, answer.headers["content-type"]) == (content, PDF)
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''carta")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_file_is_for_the_service_key_alone(desk: Desk):
    attachment = await uploaded(desk)
    assert refusal(await desk.door.get(f"/v1/attachments/{attachment}")) == (401, "service-key")
    assert refusal(await opened(desk, str(new_id()))) == (404, "unknown-attachment")


async def test_a_file_that_was_not_restored_is_told_to_be_lost(desk: Desk, folder: Path):
    receipt = (await upload(desk, files.pdf(4))).json()
    Store(folder).drop(receipt["sha256"])
    assert refusal(await opened(desk, receipt["attachment_id"])) == (410, "lost-attachment")


async def test_a_receipt_names_the_documents_by_their_hash(desk: Desk):
    attachment = await uploaded(desk)
    receipt = (await desk.file(with_documents(1, ("identity", attachment)))).json()
    (document,) = receipt["documents"]
    assert (document["document"], document["name"]) == ("identity", "carta.pdf")
    row = await desk.one("select sha256 from attachment where id = :id", id=UUID(attachment))
    assert row.sha256 == document["sha256"]


async def test_documents_that_are_due_are_asked_for(desk: Desk):
    answer = await desk.file(parent(2, answers={"alone": True}))
    assert refusal(answer) == (422, "missing-documents")
    assert wrong(answer) == (422, [("documents.sentence", "missing")])
    assert answer.json()["errors"][0]["detail"] == "Manca il documento: Sentenza."
    form = parent(2, answers={"alone": True})
    given = with_documents(2, ("sentence", await uploaded(desk)))["documents"]
    assert (await desk.file(form | {"documents": given})).status_code == 201


async def test_attachments_that_do_not_fit_are_named(desk: Desk):
    one, other = await uploaded(desk), await uploaded(desk)
    taken = await uploaded(desk)
    await desk.filed(with_documents(3, ("identity", taken)))
    form = with_documents(
        4, ("identity", one), ("identity", other), ("sentence", one), ("odd", taken),
        ("sentence", str(new_id())),
    )  # fmt: skip
    assert wrong(await desk.file(form)) == (422, [
        ("documents[1]", "too-many"), ("documents[3]", "unknown-document"),
        ("documents[2]", "repeated"), ("documents[3]", "taken-attachment"),
        ("documents[4]", "unknown-attachment"),
    ])  # fmt: skip


async def test_of_two_who_file_one_attachment_at_once_one_has_it(desk: Desk):
    attachment = await uploaded(desk)
    forms = [with_documents(number, ("identity", attachment)) for number in range(5, 9)]
    answers = await asyncio.gather(*(desk.file(form) for form in forms))
    assert sorted(answer.status_code for answer in answers) in (
        [201, 409, 409, 409], [201, 409, 409, 422], [201, 409, 422, 422], [201, 422, 422, 422],
    )  # fmt: skip


async def test_a_copy_says_of_which_case_it_is(desk: Desk):
    attachment = await uploaded(desk, files.pdf(2))
    protocol = (await desk.file(with_documents(9, ("identity", attachment)))).json()["protocol"]
    copy = PdfReader(BytesIO((await opened(desk, attachment, watermark=1)).content))
    said = f"Copia per la pratica {protocol} \N{EN DASH} Capofila"
    assert [said in page.extract_text() for page in copy.pages] == [True, True]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
async def test_a_copy_of_a_picture_is_a_marked_picture(desk: Desk, folder: Path, kind: str):
    attachment = await uploaded(desk, files.picture(kind, (3000, 2000)))
    await desk.filed(with_documents(10, ("identity", attachment)))
    answer = await opened(desk, attachment, watermark=1)
    assert answer.headers["content-disposition"].endswith('filename="carta.jpg"')
    with Image.open(BytesIO(answer.content)) as copy:
        assert len(copy.convert("L").getcolors() or ()) > 10
    assert not list((folder / "incoming").iterdir())


async def test_a_copy_of_what_nobody_filed_names_no_case(desk: Desk):
    answer = await opened(desk, await uploaded(desk), watermark=1)
    assert refusal(answer) == (409, "unfiled-attachment")


class Scanner:
    """A clamd as clamd(8) describes INSTREAM: what it is sent, and what it says of it."""

    def __init__(self) -> None:
        self.answers = True
        self.seen: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(size)
        self.seen.append(content)
        if self.answers:
            found = b"EICAR" in content
            writer.write(b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0")
        writer.close()


@pytest.fixture
async def scanned(
    fresh_database: FreshDatabase, tmp_path: Path
) -> AsyncIterator[tuple[Desk, Scanner, Any]]:
    """A desk whose files a scanner looks at; what is done to them as time goes by."""
    scanner = Scanner()
    server = await asyncio.start_server(scanner.serve, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with (
        server,
        fresh_database("applications") as database,
        desk_with(database, tmp_path, address) as desk,
    ):
        yield desk, scanner, lambda: tend_once(database, Store(tmp_path), address)


async def state(desk: Desk, attachment: str) -> str:
    query = "select state from attachment where id = :id"
    return (await desk.one(query, id=UUID(attachment))).state


async def test_a_clean_file_is_accepted_by_the_scanner(scanned):
    desk, scanner, _ = scanned
    content = files.picture("JPEG", (2000, 2000))
    assert (await upload(desk, content)).json()["state"] == "accepted"
    assert scanner.seen == [content]


async def test_an_infected_file_is_never_given_and_never_filed(scanned, tmp_path: Path):
    desk, _, _ = scanned
    infected = files.pdf(Note=files.names(T="EICAR"))
    receipt = (await upload(desk, infected)).json()
    assert receipt["state"] == "infected"
    answer = await opened(desk, receipt["attachment_id"])
    assert refusal(answer) == (409, "infected-attachment")
    form = with_documents(1, ("identity", receipt["attachment_id"]))
    assert wrong(await desk.file(form)) == (422, [("documents[0]", "infected-attachment")])
    assert not stored(tmp_path)


async def test_a_file_waits_in_quarantine_until_the_scanner_answers(scanned):
    desk, scanner, tend = scanned
    scanner.answers = False
    attachment = await uploaded(desk)
    assert refusal(await opened(desk, attachment)) == (409, "quarantined-attachment")
    await desk.filed(with_documents(1, ("identity", attachment)))
    await tend()
    assert await state(desk, attachment) == "quarantined"
    scanner.answers = True
    await tend()
    assert (await opened(desk, attachment)).status_code == 200


async def test_what_turns_out_infected_is_removed(scanned, tmp_path: Path):
    desk, scanner, tend = scanned
    scanner.answers = False
    attachment = await uploaded(desk, files.pdf(Note=files.names(T="EICAR")))
    scanner.answers = True
    await tend()
    assert await state(desk, attachment) == "infected"
    assert not stored(tmp_path)


async def test_no_scanner_at_all_is_quarantine_too(fresh_database, tmp_path: Path):
    nobody = "127.0.0.1:1"
    async with (
        fresh_database("applications") as database,
        desk_with(database, tmp_path, nobody) as desk,
    ):
        assert (await upload(desk, files.pdf())).json()["state"] == "quarantined"


async def test_what_nobody_files_is_dropped_after_thirty_days(scanned, time: Time, tmp_path: Path):
    desk, _, tend = scanned
    orphan, kept = await uploaded(desk), await uploaded(desk, files.pdf(2))
    shared = await uploaded(desk, files.pdf(2))
    await desk.filed(with_documents(1, ("identity", kept)))
    time.is_("2015-12-02T09:59")
    await tend()
    assert (await opened(desk, orphan)).status_code == 200
    time.is_("2015-12-02T10:01")
    await tend()
    assert refusal(await opened(desk, orphan)) == (404, "unknown-attachment")
    assert refusal(await opened(desk, shared)) == (404, "unknown-attachment")
    assert (await opened(desk, kept)).content == files.pdf(2)
    assert len(stored(tmp_path)) == 1


async def test_what_a_killed_process_left_on_the_desk_is_swept(scanned, tmp_path: Path):
    _, _, tend = scanned
    store = Store(tmp_path)
    left, fresh = store.scratch(), store.scratch()
    left.write_bytes(b"x")
    fresh.write_bytes(b"x")
    store.sweep(stopwatch.time() - 1)
    assert left.exists()
    store.sweep(stopwatch.time() + 1)
    assert not left.exists()
    await tend()


@pytest.mark.parametrize(
    "statement",
    [
        "update attachment set sha256 = repeat('a', 64)",
        "update attachment set state = 'quarantined', settled_at = null",
    ],
)
async def test_a_settled_file_never_changes(desk: Desk, statement: str):
    await uploaded(desk)
    with pytest.raises(Exception, match="is settled"):
        await desk.do(lambda session: session.execute(text(statement)))
