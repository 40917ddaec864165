from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.applications.rules.windows import (
    Admission,
    admission,
    counted_at,
    list_until,
    of_line,
)
from tests.applications.drafts import call, line

ROME = ZoneInfo("Europe/Rome")
YEARS = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(ROME))  # noqa: DTZ001
OPENS = datetime(2015, 10, 12, 9, tzinfo=ROME)
NOON = datetime(2015, 12, 9, 12, tzinfo=ROME)
CHANNELS = [
    {"id": "pec", "kind": "pec", "counts": "sending"},
    {"id": "counter", "kind": "counter", "counts": "arrival"},
    {"id": "post", "kind": "post", "counts": "postmark"},
]
CALL = call(line(), opens_at=OPENS, closes_at=NOON, channels=CHANNELS)
ENDLESS = call(line(), opens_at=OPENS, ends_with_funds=True)
AFTER = NOON + timedelta(days=3)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - timedelta.resolution, "not_open"),
        (OPENS, "in_time"),
        (NOON, "in_time"),
        (NOON + timedelta(microseconds=999_999), "in_time"),
        (NOON + timedelta(seconds=1), "late"),
        (AFTER, "late"),
    ],
)
def test_an_application_is_early_in_time_or_late(at: datetime, expected: Admission) -> None:
    assert admission(CALL, at) == expected


def test_a_call_without_an_opening_is_not_open() -> None:
    assert admission(call(line()), AFTER) == "not_open"


@given(YEARS)
def test_a_call_that_ends_with_its_funds_is_never_late(at: datetime) -> None:
    assert admission(ENDLESS, at) != "late"


@given(YEARS, st.timedeltas(timedelta(0), timedelta(days=2000)))
def test_time_only_moves_forward_through_the_window(at: datetime, later: timedelta) -> None:
    order = ["not_open", "in_time", "late"]
    assert order.index(admission(CALL, at)) <= order.index(admission(CALL, at + later))


@pytest.mark.parametrize(
    ("channel", "sent_at", "postmarked_on", "expected"),
    [
        ("pec", NOON, None, "in_time"),
        ("pec", NOON + timedelta(seconds=1), None, "late"),
        ("pec", None, None, "late"),
        ("counter", NOON, date(2015, 12, 9), "late"),
        ("post", NOON, date(2015, 12, 10), "late"),
        ("post", None, date(2015, 12, 9), "in_time"),
        ("post", None, date(2015, 10, 12), "in_time"),
        ("post", None, date(2015, 10, 11), "not_open"),
        ("post", None, None, "late"),
        ("email", NOON, date(2015, 12, 9), "late"),
    ],
)
def test_the_call_says_what_proves_that_it_came_in_time(
    channel: str, sent_at: datetime | None, postmarked_on: date | None, expected: Admission
) -> None:
    at = counted_at(CALL, channel, AFTER, sent_at, postmarked_on)
    assert admission(CALL, at) == expected


@given(YEARS, YEARS | st.none(), st.dates(date(2010, 1, 1), date(2029, 1, 1)) | st.none())
def test_nothing_counts_later_than_it_arrived(
    arrived_at: datetime, sent_at: datetime | None, postmarked_on: date | None
) -> None:
    for channel in ("pec", "counter", "post", "web"):
        assert counted_at(CALL, channel, arrived_at, sent_at, postmarked_on) <= arrived_at


def test_a_call_that_names_no_closing_goes_by_the_day_of_the_postmark() -> None:
    post = call(line(), opens_at=OPENS, channels=CHANNELS)
    at = counted_at(post, "post", AFTER, None, date(2015, 12, 11))
    assert at == datetime(2015, 12, 11, 23, 59, 59, 999_999, tzinfo=ROME)


def test_the_list_lasts_the_days_of_the_call_or_as_long_as_the_call() -> None:
    assert list_until(call(line(), list_days=365), OPENS) == OPENS + timedelta(days=365)
    assert list_until(CALL, OPENS) is None


def test_a_line_sees_its_own_window_and_what_it_does_not_say_of_the_call() -> None:
    early = line(id="A", closes_at=NOON - timedelta(days=9))
    written = call(early, line(), opens_at=OPENS, closes_at=NOON, channels=CHANNELS)
    seen = of_line(written, "A")
    assert (seen.opens_at, seen.closes_at) == (OPENS, NOON - timedelta(days=9))
    assert of_line(written, "L") is written
    with pytest.raises(LookupError):
        of_line(written, "B")


def test_a_postmark_counts_until_the_last_second_of_the_line() -> None:
    written = call(line(closes_at=OPENS + timedelta(days=3)), opens_at=OPENS, closes_at=NOON,
                   channels=CHANNELS)  # fmt: skip
    seen = of_line(written, "L")
    days = (date(2015, 10, 15), date(2015, 10, 16))
    counted = [counted_at(seen, "post", AFTER, None, on) for on in days]
    assert [admission(seen, at) for at in counted] == ["in_time", "late"]
