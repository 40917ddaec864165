"""Addresses, dates and pauses."""

import re
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.rules.addresses import is_one_address
from services.notifications.rules.fates import Fate, Hitch, fate, pause
from services.notifications.rules.wording import clean, day, stop

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@given(st.emails())
def test_usual_addresses_are_addresses(address: str):
    local, _, _ = address.rpartition("@")
    assert is_one_address(address) or len(local) > 64 or len(address) > 254


@given(st.text(max_size=40) | st.from_regex(r"\A[a-z@.,;<>\"\s]{1,30}\Z"))
def test_what_passes_is_read_as_one_and_the_same_address(text: str):
    if is_one_address(text):
        message = EmailMessage(policy=SMTP)
        message["To"] = Address(addr_spec=text)
        assert [each.addr_spec for each in message["To"].addresses] == [text]


@given(st.text())
def test_cleaned_text_is_one_line_that_any_header_takes(text: str):
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(clean(text)[:120], addr_spec="a@b.example")
    assert re.match(rb"From:(\r\n)? ", message.as_bytes())
    assert list(message) == ["From"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 3, 30), "lunedì 30 marzo 2026"),
        (date(2026, 11, 1), "domenica 1° novembre 2026"),
    ],
)
def test_a_day_is_written_in_full(value: date, written: str):
    assert day(value) == written


def test_a_sentence_has_one_end():
    assert (stop("Fatto"), stop("Fatto."), stop("Fatto?")) == ("Fatto.", "Fatto.", "Fatto?")


def test_pauses_double_from_two_seconds_to_an_hour():
    assert [pause(each).total_seconds() for each in (1, 2, 3, 12, 500)] == [2, 4, 8, 3600, 3600]


def test_after_72_hours_a_letter_is_given_up_with_its_last_reason():
    hitch = Hitch("retry", "owner-unavailable")
    assert fate(hitch, 9, AT, AT + timedelta(hours=72)) == Fate("failed", "owner-unavailable")
    assert fate(hitch, 1, AT, AT + timedelta(hours=71)).state == "retry"
