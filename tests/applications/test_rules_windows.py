from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.files import load_programmes
from services.applications.rules.windows import Admission, admission

ROME = ZoneInfo("Europe/Rome")
CALLS = load_programmes().calls
YEARS = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(ROME))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2015, 10, 12, 8, 59, 59, 999_999, tzinfo=ROME), "not_open"),
        (datetime(2015, 10, 12, 9, tzinfo=ROME), "in_time"),
        (datetime(2015, 12, 9, 23, 59, 59, 999_999, tzinfo=ROME), "in_time"),
        (datetime(2015, 12, 10, tzinfo=ROME), "late"),
        (datetime(2017, 7, 20, tzinfo=ROME), "late"),
    ],
)
def test_an_application_is_early_in_time_or_late(at: datetime, expected: Admission) -> None:
    assert admission(CALLS["ADM-2015"], at) == expected


@given(YEARS)
def test_a_call_that_ends_with_its_funds_is_never_late(at: datetime) -> None:
    assert admission(CALLS["ATSMI-CC-2016"], at) != "late"


@given(YEARS, st.timedeltas(timedelta(0), timedelta(days=2000)))
def test_time_only_moves_forward_through_the_window(at: datetime, later: timedelta) -> None:
    order = ["not_open", "in_time", "late"]
    call = CALLS["ADM-2015"]
    assert order.index(admission(call, at)) <= order.index(admission(call, at + later))
