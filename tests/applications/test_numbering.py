"""Numbers and places are given once, in order, and none is lost."""

import asyncio
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.applications.conftest import opened
from tests.applications.world import Answer, Desk, Time, family
from tests.conftest import FreshDatabase

NUMBERS = "select register_number, place, line, late from application order by register_number"
STATUS = {"good": 201, "bad answer": 422, "bad code": 422, "unknown line": 422, "again": 201}
BROKEN = {
    "bad answer": {"answers": {"work": "rich"}},
    "bad code": {"applicant": {"tax_code": "RSSMRA85T10A562T"}},
    "unknown line": {"line": "IX"},
}


async def attempt(desk: Desk, kind: str, number: int) -> Answer:
    form = family(number, **BROKEN.get(kind, {}))
    return await desk.file(form, f"attempt-{number:05}")


async def test_thirty_at_once_leave_no_gap_and_no_double(desk: Desk):
    kinds = (["good"] * 3 + ["bad answer", "good", "unknown line"]) * 7
    attempts = [attempt(desk, kind, number) for number, kind in enumerate(kinds)]
    answers = await asyncio.gather(*attempts)
    assert [answer.status_code for answer in answers] == [STATUS[kind] for kind in kinds]
    rows = await desk.rows(NUMBERS)
    assert [row.register_number for row in rows] == list(range(1, 29))
    assert [row.place for row in rows] == list(range(1, 29))
    facts = await desk.told("application.registered")
    assert sorted(fact["register_number"] for fact in facts) == list(range(1, 29))
    assert all(fact["place"] == fact["register_number"] for fact in facts)


async def test_ten_who_press_twice_are_registered_once(desk: Desk):
    attempts = [attempt(desk, "good", number) for number in [*range(10), *range(10)]]
    answers = await asyncio.gather(*attempts)
    assert {answer.status_code for answer in answers} == {201}
    assert set(Counter(answer.content for answer in answers).values()) == {2}
    assert [row.register_number for row in await desk.rows(NUMBERS)] == list(range(1, 11))


class Register:
    """What the register must be after each attempt."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.filed: list[tuple[str, bytes, bool]] = []

    async def take(self, kind: str, late: bool, seen: int) -> None:
        if kind == "again":
            await self._again(seen)
            return
        number = 1 + int((await self.desk.stored())[2]) + 100 * (kind != "good")
        answer = await attempt(self.desk, kind, number)
        assert answer.status_code == STATUS[kind]
        if kind == "good":
            self.filed.append((f"attempt-{number:05}", answer.content, late))

    async def _again(self, seen: int) -> None:
        if self.filed:
            key, receipt, _ = self.filed[seen % len(self.filed)]
            answer = await attempt(self.desk, "good", int(key[-5:]))
            assert (answer.status_code, answer.content) == (201, receipt)

    async def holds(self) -> None:
        rows = await self.desk.rows(NUMBERS)
        wanted = [(n, n, "II", late) for n, (_, _, late) in enumerate(self.filed, 1)]
        assert [tuple(row) for row in rows] == wanted
        places = "select last_place from call_line where line = 'II'"
        assert (await self.desk.one(places)).last_place == len(self.filed)


steps = st.lists(
    st.tuples(st.sampled_from(list(STATUS)), st.booleans(), st.integers(0, 9)), max_size=8
)


@settings(
    max_examples=10, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps)
async def test_whatever_is_filed_keeps_the_register_gapless_and_receipts_stable(
    fresh_database: FreshDatabase, time: Time, steps: list[tuple[str, bool, int]]
):
    async with fresh_database("applications") as database, opened(database) as desk:
        register = Register(desk)
        for kind, late, seen in steps:
            time.is_("2015-12-20T10:00" if late else "2015-11-02T10:00")
            await register.take(kind, late, seen)
        await register.holds()
