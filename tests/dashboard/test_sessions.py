"""Sessions end when they should, and nobody can use what was left behind."""

from datetime import timedelta

import pytest
from sqlmodel import select

from kit.database import Cause, Database
from kit.refusal import Refusal
from services.dashboard.models import Staff, StaffSession
from services.dashboard.rules import sessions
from services.dashboard.usecases.sessions import log_in, log_out, resume
from tests.dashboard.conftest import EMAIL, PASSWORD, T0, hire

PUBLIC = Cause(actor="public")


@pytest.fixture
async def token(database: Database, manager: Staff):
    async with database.transaction(PUBLIC) as session:
        return await log_in(session, EMAIL, PASSWORD, T0)


async def seen(database: Database, token: str, after: timedelta, *, touch: bool = True):
    async with database.transaction(PUBLIC) as session:
        return await resume(session, token, T0 + after, touch=touch)


async def test_a_session_knows_its_person(database: Database, manager: Staff, token: str):
    signed = await seen(database, token, timedelta(minutes=1))
    assert (signed.id, signed.name, signed.role) == (manager.id, "Ada Prova", "manager")


async def test_a_session_ends_after_thirty_idle_minutes(database: Database, token: str):
    assert await seen(database, token, timedelta(minutes=29, seconds=59), touch=False)
    assert await seen(database, token, timedelta(minutes=30)) is None


async def test_work_keeps_a_session_awake_for_eight_hours_and_not_longer(
    database: Database, token: str
):
    for quarter in range(1, 32):
        assert await seen(database, token, timedelta(minutes=15 * quarter))
    assert await seen(database, token, timedelta(hours=8)) is None


async def test_what_a_page_asks_by_itself_does_not_keep_a_session_awake(
    database: Database, token: str
):
    assert await seen(database, token, timedelta(minutes=20), touch=False)
    assert await seen(database, token, timedelta(minutes=31), touch=False) is None


async def test_a_closed_session_is_dead_for_whoever_stole_it(database: Database, token: str):
    async with database.transaction(PUBLIC) as session:
        await log_out(session, token, T0)
    assert await seen(database, token, timedelta(seconds=1)) is None


async def test_a_person_who_left_has_no_session(database: Database, manager: Staff, token: str):
    async with database.transaction(PUBLIC) as session:
        (await session.get_one(Staff, manager.id)).active = False
    assert await seen(database, token, timedelta(seconds=1)) is None


async def test_only_a_digest_of_the_token_is_kept(database: Database, token: str):
    async with database.reading() as session:
        kept = (await session.exec(select(StaffSession))).one()
    assert kept.digest == sessions.digest(token)
    assert len(token) * 6 >= 128


async def test_each_login_has_its_own_token(database: Database, token: str):
    async with database.transaction(PUBLIC) as session:
        assert await log_in(session, EMAIL, PASSWORD, T0) != token


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "sbagliata"), ("nessuno@capofila.test", PASSWORD)]
)
async def test_a_wrong_login_is_refused_alike(
    database: Database, manager: Staff, email: str, password: str
):
    with pytest.raises(Refusal) as refused:
        async with database.transaction(PUBLIC) as session:
            await log_in(session, email, password, T0)
    assert (refused.value.slug, refused.value.status) == ("login-failed", 403)


async def test_an_account_made_twice_is_one_account(database: Database, manager: Staff):
    again = await hire(database, EMAIL.upper(), "reader")
    assert (again.id, again.role) == (manager.id, "reader")
    assert again.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("site", "origin", "ours"),
    [
        ("same-origin", "https://a.it", True),
        (None, "https://a.it", True),
        (None, None, True),
        ("cross-site", None, False),
        ("same-site", "https://a.it", False),
        (None, "https://b.it", False),
        (None, "null", False),
    ],
)
def test_a_form_of_another_site_is_told_from_ours(site: str | None, origin: str | None, ours: bool):
    assert sessions.comes_from_own_page(site, origin, "a.it") is ours


@pytest.mark.parametrize("path", ["https://b.it", "//b.it", "/\\b.it", "domande", "/a\nb"])
def test_a_login_never_leads_to_another_site(path: str):
    assert sessions.inside_path(path) == "/domande"
