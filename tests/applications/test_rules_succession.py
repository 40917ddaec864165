"""What a later version may not do to those who applied."""

from datetime import timedelta

import pytest

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
            "budget-lowered: La sezione II ha già domande: i fondi non scendono sotto "
            + euro(2_000_000)
            + ".",
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


def test_a_line_is_refunded_when_it_gets_more_or_is_new():
    assert refunded(CALL, CALL) == frozenset()
    assert refunded(CALL, CALL.model_copy(update=budgets(CALL, I=1, II=2_000_001))) == {"II"}
    assert refunded(CALL.model_copy(update=WITHOUT), CALL) == {"II"}
