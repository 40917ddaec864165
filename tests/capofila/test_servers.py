import asyncio
import sys
from email.message import EmailMessage

import aiosmtplib
import asyncpg
import httpx2
import pytest
from redis.asyncio import Redis
from temporalio.client import Client

from capofila.house import DOORS, SECRETS
from capofila.supervisor import Process, Stack, StartError
from tests.capofila.supervised import until


async def value(stack: Stack, query: str) -> object:
    connection = await asyncpg.connect(stack.addresses.admin_database_url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def letter(subject: str, html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "protocollo@comune.example", "Zoè <zoe@cittadini.example>"
    message["Subject"], message["Message-ID"] = subject, f"<{len(subject)}@capofila.example>"
    message.set_content("È stata accolta.")
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


async def send(stack: Stack, message: EmailMessage) -> None:
    host, port = stack.addresses.smtp_url.removeprefix("smtp://").split(":")
    await aiosmtplib.send(message, hostname=host, port=int(port))


async def get(stack: Stack, path: str) -> httpx2.Response:
    async with httpx2.AsyncClient() as client:
        return await client.get(f"{stack.addresses.mail_url}{path}")


async def last(stack: Stack) -> dict[str, object]:
    return (await get(stack, "/messages.json")).json()["messages"][-1]


async def test_postgresql_is_18_durable_and_sorts_the_same_everywhere(stack: Stack):
    locale = "select datlocprovider::text || ':' || datlocale from pg_database where datname="
    assert int(await value(stack, "select current_setting('server_version_num')::int")) >= 180000
    assert await value(stack, f"{locale}'capofila'") == "b:C.UTF-8"
    assert await value(stack, "show fsync") == "on"
    assert await value(stack, "show listen_addresses") == ""


async def redis(stack: Stack, *words: str) -> object:
    async with Redis.from_url(stack.addresses.redis_url, decode_responses=True) as client:
        return await client.execute_command(*words)


async def test_valkey_keeps_what_it_is_told_through_a_kill(stack: Stack):
    await redis(stack, "SET", "kept", "sì")
    assert await redis(stack, "CONFIG", "GET", "appendonly") == {"appendonly": "yes"}
    before = stack.pid("valkey")
    await stack.kill("valkey")
    await stack.answering("valkey")
    assert stack.pid("valkey") != before
    assert await redis(stack, "GET", "kept") == "sì"


async def test_a_wiped_valkey_comes_back_empty_on_the_same_port(stack: Stack):
    await redis(stack, "SET", "gone", "1")
    await stack.restart_server("valkey", wipe=True)
    assert await redis(stack, "GET", "gone") is None


async def test_a_killed_postgresql_comes_back_with_what_was_committed(stack: Stack):
    await value(stack, "create table kept as select 1 as fact")
    await stack.kill("postgres")
    await stack.answering("postgres")
    assert await value(stack, "select fact from kept") == 1


async def test_temporal_takes_a_workflow_at_once(stack: Stack):
    client = await Client.connect(stack.addresses.temporal_address)
    handle = await client.start_workflow("Nothing", id="application/1", task_queue="none")
    assert (await handle.describe()).id == "application/1"
    async with httpx2.AsyncClient() as http:
        assert (await http.get(stack.addresses.temporal_ui_url)).is_success


async def test_a_caught_message_is_listed_with_its_facts(stack: Stack):
    await send(stack, letter("Domanda accolta: perché sì"))
    caught = await last(stack)
    assert caught["subject"] == "Domanda accolta: perché sì"
    assert caught["to"] == "Zoè <zoe@cittadini.example>"
    assert caught["recipients"] == ["zoe@cittadini.example"]
    assert caught["message_id"] == "<26@capofila.example>"


BROKEN = (
    b"From: <<@,\r\nTo: \xff\xfe\r\nSubject: =?x-none?B?!?=\r\nMessage-ID: <[\r\n"
    b"Content-Type: text/plain; charset=x-none\r\n\r\nperch\xe9\r\n"
)


async def test_a_broken_message_is_caught_and_shown_all_the_same(stack: Stack):
    port = int(stack.addresses.smtp_url.rpartition(":")[2])
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
        await client.sendmail("a@b.example", ["c@d.example"], BROKEN)
    await stack.kill("mail")
    await stack.answering("mail")
    caught = await last(stack)
    assert caught["recipients"] == ["c@d.example"]
    page = await get(stack, f"/messages/{caught['id']}")
    assert "perché" in page.text


async def test_caught_messages_survive_the_kill_of_the_catcher(stack: Stack):
    await send(stack, letter("Da conservare"))
    await stack.kill("mail")
    await stack.answering("mail")
    assert (await last(stack))["subject"] == "Da conservare"


async def test_the_html_of_a_letter_can_neither_run_nor_fetch_anything(stack: Stack):
    await send(stack, letter("Lettera", "<h1>È tua</h1><script>alert(1)</script>"))
    name = (await last(stack))["id"]
    framed, page = await get(stack, f"/messages/{name}/html"), await get(stack, f"/messages/{name}")
    assert "<iframe sandbox title=" in page.text
    assert "È stata accolta." in page.text
    assert framed.headers["content-security-policy"].startswith("sandbox; default-src 'none';")
    assert (await get(stack, "/messages/../run.json")).status_code == 404


async def test_a_subject_is_shown_as_text(stack: Stack):
    await send(stack, letter("<script>alert(1)</script>"))
    page = await get(stack, "/")
    assert "&lt;script&gt;" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src")


async def test_every_process_is_told_its_role_its_door_its_peers_and_the_keys(stack: Stack):
    told = stack.environment("vouchers")
    assert told["CAPOFILA_DATABASE_URL"].startswith("postgresql://capofila_vouchers@/capofila?")
    assert told["CAPOFILA_HTTP_PORT"] == str(stack.ports["vouchers"])
    assert told["CAPOFILA_NETWORK_URL"] == stack.url("network")
    assert {f"CAPOFILA_{door.upper()}_URL" for door in DOORS} | set(SECRETS) <= set(told)
    assert (stack.data / "secrets.json").stat().st_mode & 0o777 == 0o600


async def test_a_process_that_ends_well_or_badly_is_started_again(stack: Stack):
    for name, code in (("tired", 0), ("broken", 3)):
        program = f"import sys; print('alive', flush=True); sys.exit({code})"
        await stack.start_process(Process(name, (sys.executable, "-c", program)))
        log = stack.data / "logs" / f"{name}.log"
        await until(lambda log=log: log.read_text().count("alive") >= 2)
        await stack.stop_process(name)


async def test_a_process_that_ignores_the_request_to_stop_is_ended(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("capofila.supervisor.keeper.GRACE", 0.2)
    deaf = "import signal; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); input()"
    waiting = deaf.replace("input()", "signal.pause(); signal.pause()")
    await stack.start_process(Process("deaf", (sys.executable, "-c", waiting)))
    await until(lambda: "deaf" in (stack.data / "logs" / "deaf.log").read_text())
    await asyncio.wait_for(stack.stop_process("deaf"), 5)


async def test_a_process_that_never_answers_is_named_with_its_last_words(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("capofila.supervisor.keeper.HOPELESS", 1)

    async def never() -> None:
        raise ConnectionError

    process = Process("mute", (sys.executable, "-c", "print('no key')"), ready=never)
    with pytest.raises(StartError, match=r"mute did not start: no key \(see .*mute\.log\)\."):
        await stack.start_process(process)
    await stack.stop_process("mute")
