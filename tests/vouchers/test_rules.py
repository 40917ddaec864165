"""Days, parts and turns."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.applications.checks import Instalment
from kit.refusal import Refusal
from services.vouchers.rules.instalments import divided
from services.vouchers.rules.turns import Resize, Turn, admit, resized, scroll
from services.vouchers.rules.validity import has_ended, last_day

amounts = st.lists(st.integers(0, 500), max_size=20)
money = st.integers(0, 5_000)


def turns(cents: list[int]) -> list[Turn]:
    return [Turn(UUID(int=place), place, each) for place, each in enumerate(cents, 1)]


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-05-10", 60, "2031-05-10"),
    ],
)
def test_a_voucher_lasts_to_the_same_day_or_the_end_of_a_shorter_month(
    issued: str, months: int, last: str
):
    assert last_day(date.fromisoformat(issued), months) == date.fromisoformat(last)


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_the_last_day_is_in_the_right_month_and_never_a_later_day(issued: date, months: int):
    last = last_day(issued, months)
    assert (last.year - issued.year) * 12 + last.month - issued.month == months
    assert last.day == issued.day or (last + timedelta(days=1)).day == 1


def test_a_voucher_can_be_spent_on_its_last_day_and_not_after():
    assert not has_ended(date(2026, 5, 31), date(2026, 5, 31))
    assert has_ended(date(2026, 5, 31), date(2026, 6, 1))


def test_an_award_without_parts_is_paid_at_once():
    assert divided(700, []) == [Instalment(label="Unica soluzione", amount_cents=700)]


def test_parts_that_are_not_the_amount_are_refused():
    parts = [Instalment(label="Acconto", amount_cents=100_000)]
    with pytest.raises(Refusal) as no:
        divided(125_050, parts)
    sentence = "Le rate fanno 1.000,00 euro e il contributo è di 1.250,50 euro."
    assert no.value.args == ("instalments", sentence, 422)


@given(amounts, money)
def test_scrolling_serves_a_beginning_of_the_list_and_as_much_of_it_as_fits(
    cents: list[int], available: int
):
    served = scroll(turns(cents), available)
    assert served == turns(cents)[: len(served)]
    assert sum(turn.amount_cents for turn in served) <= available
    assert sum(cents[: len(served) + 1]) > available or len(served) == len(cents)


@given(amounts, money, st.booleans())
def test_nobody_is_served_behind_one_that_waits(
    cents: list[int], available: int, somebody_waits: bool
):
    asking = [each for each in cents if each]
    outcome = admit(turns(asking), 1, available, somebody_waits=somebody_waits)
    assert outcome.reserved + outcome.waiting == turns(asking)
    assert outcome.next_place == len(asking) + 1
    assert not (somebody_waits and outcome.reserved)


def test_who_asks_for_nothing_never_waits():
    first, second, third = turns([10, 0, 5])
    outcome = admit([first, second, third], 1, 0, somebody_waits=False)
    assert (outcome.reserved, outcome.waiting) == ([second], [first, third])


@pytest.mark.parametrize(
    ("resize", "state"),
    [
        (Resize("queued", 100, 900, 0, True), "queued"),
        (Resize("reserved", 100, 40, 0, True), "reserved"),
        (Resize("reserved", 100, 150, 50, False), "reserved"),
        (Resize("reserved", 100, 151, 50, False), "waiting"),
        (Resize("reserved", 100, 101, 50, True), "waiting"),
        (Resize("waiting", 100, 10, 50, False), "waiting"),
        (Resize("waiting", 100, 0, 0, True), "reserved"),
    ],
)
def test_an_application_holds_what_it_asks_for_or_waits_for_it(resize: Resize, state: str):
    assert resized(resize) == state


def test_a_gap_stops_the_service_until_it_is_filled():
    present = [turn for turn in turns([10, 10, 10, 10]) if turn.place != 3]
    outcome = admit(present, 1, 1_000, somebody_waits=False)
    assert ([turn.place for turn in outcome.reserved], outcome.next_place) == ([1, 2], 3)


def test_a_released_place_is_passed_without_money():
    first, second = turns([10, 10])
    freed = Turn(first.application_id, 1, 10, released=True)
    outcome = admit([freed, second], 1, 10, somebody_waits=False)
    assert (outcome.reserved, outcome.waiting, outcome.next_place) == ([second], [], 3)
