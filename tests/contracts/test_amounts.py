from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.amounts import AmountRule, EachItem, FixedAmount, Match, PercentOf, Window

RULE: TypeAdapter[AmountRule] = TypeAdapter(AmountRule)
ONE_EURO = {"kind": "fixed", "amount_cents": 100}


def refusal(fields: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        RULE.validate_python(fields)
    return caught.value.errors()[0]["type"]


def test_rules_hold_each_other() -> None:
    rule = RULE.validate_python(
        {"kind": "each", "of": "children", "rule": {"kind": "percent", "of": "fee", "percent": 20}}
    )
    assert isinstance(rule, EachItem)
    assert rule.rule == PercentOf(kind="percent", of="fee", percent=20)


def test_what_a_rule_reads_is_a_name_or_another_rule() -> None:
    rule = RULE.validate_python({"kind": "percent", "of": ONE_EURO, "percent": 50})
    assert isinstance(rule, PercentOf)
    assert rule.of == FixedAmount(kind="fixed", amount_cents=100)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"kind": "gratis"}, "union_tag_invalid"),
        ({"amount_cents": 1}, "union_tag_not_found"),
        ({"kind": "fixed", "amount_cents": -1}, "greater_than_equal"),
        ({"kind": "fixed", "amount_cents": 1.5}, "int_type"),
        ({**ONE_EURO, "cap_cents": 0}, "greater_than"),
        ({"kind": "percent", "of": "a", "percent": 0}, "greater_than_equal"),
        ({"kind": "percent", "of": "a", "percent": 101}, "less_than_equal"),
        ({"kind": "sum", "rules": [ONE_EURO]}, "too_short"),
        ({"kind": "lowest", "rules": [ONE_EURO]}, "too_short"),
        ({"kind": "each", "of": "a", "rule": ONE_EURO, "unit": "b"}, "unit"),
        ({"kind": "each", "of": "a", "rule": ONE_EURO, "cap_unit_cents": 5}, "unit"),
        ({"kind": "table", "by": ["a"], "rows": []}, "too_short"),
        ({"kind": "table", "by": [], "rows": [{"where": {}, "amount_cents": 1}]}, "too_short"),
        ({"kind": "table", "by": ["a"], "rows": [{"where": {}}]}, "row"),
        (
            {
                "kind": "table",
                "by": ["a"],
                "rows": [{"where": {}, "amount_cents": 1, "rule": ONE_EURO}],
            },
            "row",
        ),
    ],
)
def test_a_rule_of_the_wrong_shape_is_refused(fields: dict[str, Any], kind: str) -> None:
    assert refusal(fields) == kind


def test_a_row_says_for_which_values_it_is() -> None:
    with pytest.raises(ValidationError, match="non dice per quali valori vale"):
        Match()


def test_a_period_ends_after_its_start() -> None:
    with pytest.raises(ValidationError, match="finisce prima di cominciare"):
        Window.model_validate({"from_on": "2026-07-02", "to_on": "2026-07-01"})
    assert Window.model_validate({"from_on": "2026-07-01", "to_on": "2026-07-01"})
