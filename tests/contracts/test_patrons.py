"""The day of a body's patron saint, as its file writes it."""

import pytest
from pydantic import ValidationError

from contracts.places import Body


def body(patron_on: str | None) -> Body:
    return Body(slug="comune", name="Comune", kind="comune", patron_on=patron_on)


@pytest.mark.parametrize("day", ["11-05", "12-07", "02-29", None])
def test_a_patron_has_a_day_of_the_year_or_none(day: str | None) -> None:
    assert body(day).patron_on == day


@pytest.mark.parametrize("day", ["5-11", "11-31", "02-30", "13-01", "00-10", "2026-11-05", ""])
def test_a_day_that_no_year_has_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        body(day)
