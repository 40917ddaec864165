"""One total order per body and year: strictly increasing instants, chained to the last."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.intake import RegisterEntry
from kit import clock
from kit.ids import new_id
from services.applications.rules import register as rules
from services.applications.usecases.register import Entering, enter_register
from tests.applications.conftest import opened
from tests.applications.world import SERVICE, Desk, Time, family, refusal
from tests.applications.world_register import BODY, YEAR, held, is_genuine, register
from tests.conftest import FreshDatabase

HASH = "ab" * 32


async def entered(desk: Desk, application: UUID, kind: str = "amendment") -> RegisterEntry:
    entering = Entering(BODY, kind, application, HASH, clock.now())
    return await desk.do(lambda session: enter_register(session, entering))


async def test_a_receipt_bears_its_entry_of_the_register(desk: Desk):
    receipt = (await desk.file(family())).json()
    (entry,) = await register(desk)
    assert RegisterEntry.model_validate(receipt["entry"]) == entry
    assert (entry.book, entry.protocol) == (f"{BODY}/{YEAR}", "0000001/2015")
    assert entry.previous_link == rules.genesis(f"{BODY}/{YEAR}")
    assert entry.link == rules.link(entry)
    assert receipt["place"] == 1


async def test_everything_that_comes_in_stands_in_one_chain(desk: Desk):
    first = await desk.filed(family(1))
    await entered(desk, first)
    await desk.filed(family(2))
    await entered(desk, first, "withdrawal")
    entries = await register(desk)
    assert [entry.protocol[:7] for entry in entries] == [f"{n:07}" for n in range(1, 5)]
    assert rules.fault(entries) is None
    assert all(before.registered_at < after.registered_at for before, after in pairwise(entries))
    kinds = await desk.rows("select kind from register_entry order by number")
    assert [row.kind for row in kinds] == ["application", "amendment", "application", "withdrawal"]


async def test_a_clock_that_goes_back_does_not_take_the_register_with_it(desk: Desk, time: Time):
    await desk.filed(family(1))
    time.is_("2015-11-01T10:00")
    receipt = (await desk.file(family(2))).json()
    first, second = await register(desk)
    assert second.registered_at - first.registered_at == timedelta(microseconds=1)
    assert RegisterEntry.model_validate(receipt["entry"]) == second
    assert rules.fault([first, second]) is None


async def test_the_entries_of_a_year_follow_no_other_year(desk: Desk, time: Time):
    await desk.filed(family(1))
    time.is_("2016-01-01T00:30")
    await desk.filed(family(2))
    (entry,) = await register(desk, 2016)
    assert entry.previous_link == rules.genesis(f"{BODY}/2016")


async def test_a_register_is_read_page_by_page_and_followed_from_anywhere(desk: Desk):
    for number in range(5):
        await desk.filed(family(number))
    entries = await register(desk)
    head = await register(desk, limit=2)
    tail = await register(desk, after=2, limit=3)
    assert [*head, *tail] == entries
    assert rules.fault(tail, after=head[-1]) is None
    assert rules.fault(tail) == f"Dopo il numero 0 del registro {BODY}/{YEAR} viene 3."


async def test_the_register_holds_hashes_and_nobodys_data(desk: Desk):
    await desk.filed(family())
    answer = await desk.door.get(f"/v1/registers/{BODY}/{YEAR}", headers=SERVICE)
    (item,) = answer.json()["items"]
    assert set(item) == {
        "book", "protocol", "registered_at", "content_hash", "previous_link", "link",
    }  # fmt: skip
    assert answer.json()["next"] is None


async def test_the_register_is_for_the_service_key_alone(refusing: Desk):
    answer = await refusing.door.get(f"/v1/registers/{BODY}/{YEAR}")
    assert refusal(answer) == (401, "service-key")


CHANGES = {
    "book": "comune-cernusco/2016",
    "protocol": "0000001/2015",
    "registered_at": "2015-11-02T09:00:00Z",
    "content_hash": HASH,
    "previous_link": HASH,
    "link": HASH,
}


async def test_a_receipt_is_genuine_only_as_it_was_given(desk: Desk):
    await desk.filed(family(1))
    entry = (await desk.file(family(2))).json()["entry"]
    assert await is_genuine(desk, entry)
    for field, value in CHANGES.items():
        assert not await is_genuine(desk, entry | {field: value}), field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("book", "x\x00/2015"),
        ("protocol", f"{10**12}/2015"),
        ("protocol", "-1/2015"),
        ("link", "\ud800"),
    ],
)
async def test_an_entry_that_cannot_be_is_not_genuine(desk: Desk, field: str, value: str):
    entry = (await desk.file(family())).json()["entry"]
    assert not await is_genuine(desk, entry | {field: value})


INSERT = (
    "insert into register_entry (body, year, number, at, kind, application_id, content_hash, "
    "previous_link, link) select body, year, number + {step}, at + {later}, 'amendment', "
    "application_id, content_hash, {previous}, register_link({previous}, number + {step}, year, "
    "at + {later}, content_hash) from register_entry"
)
SECOND = "interval '1 second'"
BROKEN = {
    "follow the chain": [
        {"step": 1, "later": "interval '0'", "previous": "link"},
        {"step": 1, "later": "interval '-1 second'", "previous": "link"},
        {"step": 1, "later": SECOND, "previous": "previous_link"},
    ],
    "no number before": [{"step": 2, "later": SECOND, "previous": "link"}],
}


@pytest.mark.parametrize(
    ("reason", "parts"), [(reason, parts) for reason, all_ in BROKEN.items() for parts in all_]
)
async def test_the_database_takes_no_entry_that_breaks_the_chain(desk: Desk, reason, parts):
    await desk.filed(family())
    with pytest.raises(DBAPIError, match=reason):
        await desk.do(lambda session: session.execute(text(INSERT.format(**parts))))
    assert len(await register(desk)) == 1


async def test_the_database_takes_an_entry_that_follows(desk: Desk):
    await desk.filed(family())
    statement = INSERT.format(step=1, later=SECOND, previous="link")
    await desk.do(lambda session: session.execute(text(statement)))
    assert rules.fault(await register(desk)) is None


@pytest.mark.parametrize(
    "statement",
    ["update register_entry set link = link", "delete from register_entry"],
)
async def test_no_service_changes_the_register(desk: Desk, statement: str):
    await desk.filed(family())
    with pytest.raises(DBAPIError, match="permission denied"):
        await desk.do(lambda session: session.execute(text(statement)))


async def test_no_application_stands_outside_the_register(desk: Desk):
    await desk.filed(family())
    statement = text("update application set register_number = 7")
    with pytest.raises(DBAPIError, match="registered_in_the_chain"):
        await desk.do(lambda session: session.execute(statement))


@pytest.mark.parametrize(
    ("field", "value"),
    [("content_hash", HASH), ("previous_link", HASH), ("link", HASH), ("registered_at", None)],
)
async def test_an_altered_entry_is_found(desk: Desk, field: str, value: str | None):
    for number in range(3):
        await desk.filed(family(number))
    entries = await register(desk)
    altered = value or entries[1].registered_at - timedelta(microseconds=1)
    entries[1] = entries[1].model_copy(update={field: altered})
    said = f"Il numero 0000002/2015 del registro {BODY}/{YEAR} non è più com'era."
    assert rules.fault(entries) == said


async def test_a_removed_entry_is_found(desk: Desk):
    for number in range(3):
        await desk.filed(family(number))
    entries = await register(desk)
    said = f"Dopo il numero 1 del registro {BODY}/{YEAR} viene 3."
    assert rules.fault([entries[0], entries[2]]) == said


async def test_an_id_of_the_client_is_the_id_of_the_case(desk: Desk):
    wanted = str(new_id())
    receipt = (await desk.file(family() | {"application_id": wanted})).json()
    assert receipt["application_id"] == wanted
    again = await desk.file(family(2) | {"application_id": wanted})
    assert refusal(again) == (409, "application-id-taken")
    assert again.json()["detail"] == "Questa domanda è già stata presentata."


async def test_of_two_that_file_under_one_id_at_once_one_is_registered(desk: Desk):
    form = {"application_id": str(new_id())}
    answers = await asyncio.gather(*(desk.file(family(n) | form) for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(await register(desk)) == 1


async def test_documents_of_every_kind_that_come_at_once_make_one_chain(desk: Desk):
    first = await desk.filed(family(0))
    kinds = ["amendment", "supplement", "withdrawal"]
    filings = [desk.file(family(number)) for number in range(1, 10)]
    await asyncio.gather(*filings, *(entered(desk, first, kind) for kind in kinds * 3))
    entries = await register(desk)
    assert len(entries) == 19
    assert rules.fault(entries) is None


async def test_an_act_of_this_very_moment_lets_nobody_in(desk: Desk):
    before = await desk.stored()
    stop = text("update call_line set admits = false")
    await desk.do(lambda session: session.execute(stop))
    answer = await desk.file(family())
    assert refusal(answer) == (409, "call-suspended")
    assert answer.json()["detail"] == "Il bando è sospeso: per ora non si presentano domande."
    assert await desk.stored() == before


@settings(
    max_examples=4, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.integers(6, 30))
async def test_who_arrived_in_time_is_never_late_however_long_the_register_is_held(
    fresh_database: FreshDatabase, time: Time, forms: int
):
    async with fresh_database("applications") as database, opened(database) as desk:
        time.is_("2015-12-09T23:59:50")
        await desk.filed(family(99))
        async with held(database) as until_wait:
            tasks = [asyncio.create_task(desk.file(family(number))) for number in range(forms)]
            await until_wait(min(forms, 10))
            time.is_("2015-12-10T00:00:30")
        answers = [answer.json() for answer in await asyncio.gather(*tasks)]
        entries = await register(desk)
        assert not any(answer["late"] for answer in answers)
        assert rules.fault(entries) is None
        assert sorted(answer["place"] for answer in answers) == list(range(2, forms + 2))
        assert [int(each.protocol[:7]) for each in entries] == list(range(1, forms + 2))
        assert all(one.registered_at < two.registered_at for one, two in pairwise(entries))
        assert (await desk.file(family(98))).json()["late"]
