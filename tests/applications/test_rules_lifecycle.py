"""The state machine of a call, state by state and step by step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from contracts.applications.calls import CallState
from contracts.calls import Act, Call
from contracts.publishing import CallStep
from kit.refusal import Refusal
from programmes.files import load_programmes
from programmes.publication import complete
from services.applications.rules.lifecycle import (
    Standing,
    admitted,
    allowed,
    check_step,
    closing,
    due,
    moved,
    renewed,
    wake_at,
)

CALL = complete(load_programmes().calls["ADM-2015"].latest)
SECOND = timedelta(seconds=1)
OPENS, CLOSES = CALL.opens_at, CALL.closes_at or CALL.opens_at
INSIDE, AFTER = OPENS + SECOND, CLOSES + SECOND
SINCE = datetime(2015, 10, 1, tzinfo=UTC)
FUNDED = CALL.model_copy(update={"ends_with_funds": True, "closes_at": None})
LINES = frozenset({"I", "II"})
STATES = ("draft", *get_args(CallState))
ACTS = ("suspend", "resume", "close", "revoke")
# From each state, where each act leads while the window is open.
LEADS = {
    ("published", "suspend"): "suspended",
    ("published", "revoke"): "revoked",
    ("open", "suspend"): "suspended",
    ("open", "close"): "closed",
    ("open", "revoke"): "revoked",
    ("suspended", "resume"): "open",
    ("suspended", "close"): "closed",
    ("suspended", "revoke"): "revoked",
    ("closed", "revoke"): "revoked",
}


def standing(state: str, **more: object) -> Standing:
    version = None if state == "draft" else 1
    return Standing(**{"state": state, "since": SINCE, "version": version, **more})


def extended(kind: str = "extension", **changes: object) -> Call:
    act = Act(kind=kind, number="950", on=SINCE.date(), reason="R.")
    return CALL.model_copy(update={"version": 2, "act": act, **changes})


@pytest.mark.parametrize(("state", "step"), list(product(STATES, ACTS)))
def test_every_act_in_every_state(state: str, step: CallStep):
    before = standing(state)
    if (state, step) not in LEADS:
        with pytest.raises(Refusal, match="step-not-allowed"):
            check_step(before, {1: "published"}, step, 1)
        return
    check_step(before, {1: "published"}, step, 1)
    after = moved(before, CALL, step, INSIDE)
    assert (after.state, after.since) == (LEADS[state, step], INSIDE)


@pytest.mark.parametrize(("state", "version_state"), list(product(STATES, ("draft", "checked"))))
def test_a_version_is_prepared_in_any_state_but_a_revoked_call(state: str, version_state: str):
    step = {"draft": "check", "checked": "approve"}[version_state]
    steps = allowed(standing(state), {1: version_state, 2: version_state})
    of_versions = [each for each in steps if each[0] in ("check", "approve")]
    assert of_versions == ([] if state == "revoked" else [(step, 1), (step, 2)])


@pytest.mark.parametrize("in_force", [None, 1, 2])
def test_only_the_version_after_the_one_in_force_is_published(in_force: int | None):
    here = standing("open" if in_force else "draft", version=in_force)
    next_one = (in_force or 0) + 1
    waiting = dict.fromkeys(range(next_one, 5), "approved")
    published = [each for each in allowed(here, waiting) if each[0] == "publish"]
    assert published == [("publish", next_one)]
    with pytest.raises(Refusal) as refused:
        check_step(here, waiting, "publish", 4)
    assert (
        str(refused.value)
        == f"predecessor-unpublished: Prima va pubblicata la versione {next_one}."
    )


def test_a_version_that_is_not_there_is_unknown():
    with pytest.raises(Refusal) as refused:
        check_step(standing("open"), {1: "published"}, "check", 9)
    assert (refused.value.slug, refused.value.status) == ("unknown-version", 404)


def test_a_refused_step_names_what_may_be_done():
    with pytest.raises(Refusal) as refused:
        check_step(standing("closed"), {1: "published", 2: "draft"}, "close", 1)
    assert refused.value.sentence == (
        "Ora non si può chiudere la versione 1 del bando. "
        "Si può: controllare la versione 2, revocare la versione 1."
    )


def test_nothing_is_done_with_a_revoked_call():
    with pytest.raises(Refusal) as refused:
        check_step(standing("revoked"), {1: "published"}, "resume", 1)
    assert refused.value.sentence == (
        "Ora non si può riprendere la versione 1 del bando. Non resta altro da fare."
    )


@pytest.mark.parametrize("state", ["published", "open", "closed"])
@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (OPENS - timedelta(microseconds=1), "published"),
        (OPENS, "open"),
        (CLOSES, "open"),
        (CLOSES + timedelta(microseconds=999_999), "open"),
        (CLOSES + SECOND, "closed"),
    ],
)
def test_the_window_says_where_a_call_is_to_the_instant(state: str, at: datetime, wanted: str):
    before = standing(state, by="window")
    after = due(before, CALL, at)
    since = SINCE if state == wanted else at
    assert after == replace(before, state=wanted, since=since)


@pytest.mark.parametrize("state", ["draft", "suspended", "revoked", "closed"])
@pytest.mark.parametrize("at", [OPENS - SECOND, INSIDE, AFTER])
def test_what_an_act_holds_the_window_does_not_move(state: str, at: datetime):
    before = standing(state, by="act", exhausted=LINES)
    assert due(before, FUNDED, at) == before


@pytest.mark.parametrize("exhausted", [(), ("I",), ("II",), ("I", "II"), ("I", "II", "old")])
def test_a_call_that_ends_with_its_funds_ends_with_the_last_line(exhausted: tuple[str, ...]):
    before = standing("open", exhausted=frozenset(exhausted))
    spent = LINES.issubset(exhausted)
    assert due(before, FUNDED, INSIDE).state == ("closed" if spent else "open")
    assert due(before, CALL, INSIDE).state == "open"
    assert due(before, FUNDED, INSIDE).by == ("funds" if spent else "act")


def test_a_call_moves_by_itself_at_its_first_instant_and_after_its_last_second():
    assert wake_at(standing("published"), CALL) == OPENS
    assert wake_at(standing("open"), CALL) == CLOSES + SECOND
    assert wake_at(standing("open"), FUNDED) is None
    held = ("suspended", "closed", "revoked")
    assert [wake_at(standing(state), CALL) for state in held] == [None] * 3


@pytest.mark.parametrize(
    ("at", "wanted"), [(OPENS - SECOND, "published"), (INSIDE, "open"), (AFTER, "closed")]
)
def test_a_resumed_call_is_where_its_window_puts_it(at: datetime, wanted: str):
    assert moved(standing("suspended"), CALL, "resume", at).state == wanted


def test_a_resumed_call_without_money_is_closed():
    without = standing("suspended", exhausted=LINES)
    assert moved(without, FUNDED, "resume", INSIDE) == replace(
        without, state="closed", by="funds", since=INSIDE
    )


def test_an_extension_opens_again_what_the_window_or_an_act_closed():
    longer = extended(closes_at=CLOSES + timedelta(days=9))
    for by in ("window", "act"):
        after = renewed(standing("closed", by=by), CALL, longer, AFTER)
        assert (after.state, after.version) == ("open", 2)


def test_a_correction_does_not_lift_an_early_closing():
    assert renewed(standing("closed"), CALL, extended("correction"), INSIDE).state == "closed"


def test_more_money_opens_again_what_the_funds_closed():
    lines = (CALL.lines[0], CALL.lines[1].model_copy(update={"budget_cents": 3_000_000}))
    after = FUNDED.model_copy(update={"version": 2, "lines": lines})
    before = standing("closed", by="funds", exhausted=LINES)
    assert renewed(before, FUNDED, after, INSIDE) == replace(
        before, state="open", by="window", since=INSIDE, version=2, exhausted=frozenset({"I"})
    )


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_a_version_does_not_lift_what_an_act_holds(state: str):
    longer = extended(closes_at=CLOSES + timedelta(days=9))
    assert renewed(standing(state), CALL, longer, AFTER).state == state


@pytest.mark.parametrize(
    ("state", "at", "late"),
    [
        ("published", OPENS, False), ("open", CLOSES, False), ("open", AFTER, True),
        ("closed", INSIDE, True), ("closed", AFTER, True),
    ],
)  # fmt: skip
def test_what_comes_after_the_end_is_late(state: str, at: datetime, late: bool):
    assert admitted(CALL, standing(state), at) is late


@pytest.mark.parametrize(
    ("state", "at", "said"),
    [
        ("published", OPENS - SECOND, "not-open: Il bando apre il 12/10/2015 alle 09:00."),
        (
            "suspended",
            INSIDE,
            "call-suspended: Il bando è sospeso: per ora non si presentano domande.",
        ),
        (
            "revoked",
            AFTER,
            "call-revoked: Il bando è stato revocato: non si presentano domande.",
        ),
    ],
)
def test_what_cannot_be_admitted_is_refused(state: str, at: datetime, said: str):
    with pytest.raises(Refusal) as refused:
        admitted(CALL, standing(state), at)
    assert (str(refused.value), refused.value.status) == (said, 409)


def test_a_call_that_an_act_or_its_funds_ended_closed_when_they_did():
    ended = [standing("closed"), standing("closed", by="funds"), standing("revoked")]
    assert [closing(each, CALL) for each in ended] == [SINCE] * 3
    lasting = [standing("open"), standing("suspended"), standing("closed", by="window")]
    assert [closing(each, CALL) for each in lasting] == [CLOSES] * 3
