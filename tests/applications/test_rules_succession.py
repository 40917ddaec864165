"""What a later version may not do to those who applied."""

from datetime import timedelta

import pytest

from contracts.calls import Call
from kit.money import euro
from kit.refusal import Refusal
from programmes.files import load_programmes
from programmes.publication import complete
from services.applications.rules.succession import check_succession, refunded
from tests.applications.world_calls import budgets

CALL = complete(load_programmes().calls["ADM-2015"].latest)
NOBODY, SOMEBODY = {"I": 0, "II": 0}, {"I": 0, "II": 3}
MOVED = {"opens_at": CALL.opens_at - timedelta(hours=1)}
WITHOUT = {"lines": CALL.lines[:1]}
LOWERED = "budget-lowered: La sezione II ha già domande: i fondi non scendono sotto"
LOWER = budgets(CALL, II=1_999_999)


@pytest.mark.parametrize("changes", [MOVED, WITHOUT, LOWER])
def test_before_anybody_applies_everything_may_change(changes: dict[str, object]):
    check_succession(CALL, CALL.model_copy(update=changes), NOBODY)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (MOVED, "opening-moved: Ci sono già domande: l'apertura del bando non si sposta."),
        (WITHOUT, "line-removed: La sezione II ha già domande: non si toglie."),
        (
            LOWER,
            f"{LOWERED} {euro(2_000_000)}.",
        ),
    ],
)
def test_after_somebody_applied_trust_is_kept(changes: dict[str, object], said: str):
    with pytest.raises(Refusal) as refused:
        check_succession(CALL, CALL.model_copy(update=changes), SOMEBODY)
    assert (str(refused.value), refused.value.status) == (said, 409)


@pytest.mark.parametrize(
    "changes",
    [
        {"closes_at": CALL.opens_at + timedelta(days=90)},
        budgets(CALL, I=1, II=2_000_000),
        budgets(CALL, II=9_000_000),
        {"lines": CALL.lines[1:]},
    ],
)
def test_what_touches_nobody_who_applied_may_change(changes: dict[str, object]):
    check_succession(CALL, CALL.model_copy(update=changes), SOMEBODY)


def shared(**budgets: int | None) -> Call:
    """Two lines on the budget of the first one; II opens later than the call."""
    later = CALL.opens_at + timedelta(days=5)
    made = [
        {"budget_cents": budgets.get("I", 2_000_000)},
        {"budget_cents": budgets.get("II"), "budget_of": None if "II" in budgets else "I",
         "opens_at": later},
    ]  # fmt: skip
    pairs = zip(CALL.lines, made, strict=True)
    lines = tuple(line.model_copy(update=update) for line, update in pairs)
    return CALL.model_copy(update={"lines": lines})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            shared(), shared(I=1_999_999),
            f"{LOWERED} 20.000,00 euro.",
        ),
        (
            shared(), shared(II=9_000_000),
            "budget-moved: La sezione II ha già domande: non passa ai fondi di un'altra.",
        ),
        (
            shared(II=9_000_000), CALL,
            "opening-moved: La sezione II ha già domande: la sua apertura non si sposta.",
        ),
    ],
)  # fmt: skip
def test_a_line_that_somebody_applied_to_keeps_its_budget_and_its_opening(
    before: Call, after: Call, said: str
):
    check_succession(before, after, NOBODY)
    with pytest.raises(Refusal) as refused:
        check_succession(before, after, SOMEBODY)
    assert (str(refused.value), refused.value.status) == (said, 409)


def test_a_line_that_spends_another_budget_is_never_refunded_itself():
    assert refunded(shared(), shared(I=2_000_001)) == {"I"}
    assert refunded(CALL, shared(I=CALL.lines[0].budget_cents)) == frozenset()


def test_a_line_is_refunded_when_it_gets_more_or_is_new():
    assert refunded(CALL, CALL) == frozenset()
    assert refunded(CALL, CALL.model_copy(update=budgets(CALL, I=1, II=2_000_001))) == {"II"}
    assert refunded(CALL.model_copy(update=WITHOUT), CALL) == {"II"}
