"""Ids, days, money and envelopes."""

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.days import civil_day, end_of_day, until
from kit.envelope import Malformed, pack, unpack
from kit.ids import new_id
from kit.money import euro, share


def test_ids_are_ordered_in_time():
    ids = [new_id() for _ in range(1000)]
    assert [each.version for each in ids] == [7] * 1000
    assert len(set(ids)) == 1000
    assert sorted(str(each)[:13] for each in ids) == [str(each)[:13] for each in ids]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 29, 23, tzinfo=UTC)),
    ],
)
def test_a_day_ends_in_rome_also_when_the_clocks_change(day, end):
    assert end_of_day(day) == end
    assert civil_day(end - timedelta(seconds=1)) == day
    assert civil_day(end) == day + timedelta(days=1)


def test_a_term_that_is_past_is_waited_for_one_second():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert until(now - timedelta(days=3), now) == timedelta(seconds=1)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0,00 euro"), (5, "0,05 euro"), (125050, "1.250,50 euro"), (-100, "-1,00 euro")],
)
def test_amounts_are_written_as_italian_letters_do(cents, text):
    assert euro(cents) == text


@given(st.integers(0, 10**12), st.integers(0, 100))
def test_a_share_and_its_rest_make_the_whole(cents, percent):
    assert 0 <= share(cents, percent) <= cents
    assert cents - share(cents, percent) - share(cents, 100 - percent) in (0, 1)


@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers(-(2**50), 2**50)))
def test_an_envelope_is_read_as_it_was_written(data):
    raw = pack({"id": "Società", "source": "/s", "type": "t"}, orjson.dumps(data))
    assert unpack(raw).data == data
    assert unpack(raw).id == "Società"


@given(st.binary(max_size=300))
def test_no_bytes_surprise_the_envelope(raw):
    try:
        unpack(raw)
    except Malformed as reason:
        assert str(reason)
