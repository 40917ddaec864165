"""What may still be done with an application, and until when."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from contracts.calls import Call
from kit.refusal import Refusal
from programmes.publication import complete
from services.applications.rules.lifecycle import Standing
from services.applications.rules.revision import (
    Chance,
    Filed,
    Moment,
    chance,
    check_withdrawable,
    words,
)
from services.applications.rules.states import MOVES, State
from tests.applications.conftest import PROGRAMMES
from tests.applications.world_calls import act

CLOSES = datetime(2015, 12, 9, 22, 59, 59, tzinfo=UTC)
DURING = datetime(2015, 11, 2, 9, 0, tzinfo=UTC)
AFTER = datetime(2015, 12, 20, 9, 0, tzinfo=UTC)
FIRST = complete(PROGRAMMES.calls["ADM-2015"].versions[0])
OPEN = Standing("open", "window", FIRST.opens_at, 1)


def version(number: int = 2, until: datetime | None = None, **changes: Any) -> Call:
    kind = "extension_with_supplement" if until else "extension"
    made = {"version": number, "act": act(kind, supplement_until=until)}
    return FIRST.model_copy(update=made | changes)


def filed(state: State = "under_review", filed_version: int = 1, **changes: Any) -> Filed:
    given = {"stopped": "", "call_version": filed_version} | changes
    return Filed(state=state, filed_version=filed_version, **given)


def at(moment: datetime, *versions: Call) -> Moment:
    history = (FIRST, *versions)
    return Moment(history[-1], OPEN, history, moment)


def test_an_application_may_be_amended_until_its_call_closes():
    assert chance(filed(), at(DURING)) == Chance("amendment", 1, CLOSES)


def test_a_call_that_ends_with_its_funds_names_no_last_day():
    endless = FIRST.model_copy(update={"closes_at": None})
    moment = Moment(endless, OPEN, [endless], AFTER)
    assert chance(filed(), moment) == Chance("amendment", 1, None)


def test_the_later_of_the_two_terms_is_told():
    until = CLOSES + timedelta(days=30)
    assert chance(filed(), at(DURING, version(until=until))) == Chance("supplement", 2, until)
    sooner = version(until=DURING + timedelta(days=1))
    assert chance(filed(), at(DURING, sooner)) == Chance("supplement", 2, CLOSES)


def test_the_last_supplement_that_stands_open_counts():
    until = AFTER + timedelta(days=1)
    versions = version(2, until), version(3, until), version(4)
    assert chance(filed(), at(AFTER, *versions)) == Chance("supplement", 3, until)


def test_a_supplement_takes_nobody_back_to_an_earlier_version():
    until = AFTER + timedelta(days=1)
    moved = filed(call_version=3)
    assert chance(moved, at(AFTER, version(2, until), version(3))).version == 3


@pytest.mark.parametrize("state", sorted(set(MOVES) - {"registered", "under_review"}))
def test_what_was_decided_or_ended_is_not_amended(state: State):
    with pytest.raises(Refusal) as no:
        chance(filed(state), at(DURING))
    assert no.value.slug == "too-late-to-amend"


@pytest.mark.parametrize("state", get_args(State))
def test_an_application_may_be_withdrawn_before_it_is_awarded(state: State):
    try:
        check_withdrawable(state, "")
    except Refusal as no:
        assert no.slug == "too-late-to-withdraw"
        assert state not in ("registered", "under_review", "waitlisted")
    else:
        assert state in ("registered", "under_review", "waitlisted")


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_words_for_who_applied(state: State):
    assert words(state, "")
    assert words(state, "withdrawn") == "ritirata"
    assert words(state, "call_revoked") == "chiusa per revoca del bando"
