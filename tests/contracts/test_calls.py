from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from contracts.calls import Call, CallDraft, Limit, LineDraft, Payment
from programmes.files import load_programmes
from programmes.publication import complete

DRAFT = load_programmes().calls["ADM-2015"].latest
CALL = complete(DRAFT)


def stored(**changes: object) -> dict[str, Any]:
    return CALL.model_dump(mode="json") | changes


def refusal(model: type[BaseModel], fields: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(fields)
    error = caught.value.errors()[0]
    return ".".join(map(str, error["loc"])), error["type"]


def said(model: type[BaseModel], fields: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """What is refused: the slug, the sentence, and where the author mends it."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(fields)
    error = caught.value.errors()[0]
    return error["type"], error["msg"], error["ctx"]["at"]


def test_a_call_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        CALL.version = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("colore", 1, "extra_forbidden"),
        ("version", "1", "int_type"),
        ("version", True, "int_type"),
        ("review_days", 0, "greater_than_equal"),
        ("review_days", None, "int_type"),
        ("procedure", "asta", "literal_error"),
        ("procedure", None, "literal_error"),
        ("opens_at", "2016-05-02T09:00:00", "timezone_aware"),
        ("opens_at", None, "datetime_type"),
        ("lines", [], "too_short"),
        ("reminder_days", 61, "less_than_equal"),
        ("reserve_cents", -1, "greater_than_equal"),
        ("stamp_duty", "16", "literal_error"),
    ],
)
def test_a_stored_call_of_the_wrong_shape_is_refused(field: str, value: object, kind: str) -> None:
    assert refusal(Call, stored(**{field: value})) == (field, kind)


def test_a_call_that_closes_before_it_opens_is_refused() -> None:
    assert refusal(Call, stored(closes_at="2015-01-01T07:00:00Z")) == ("", "window")


@pytest.mark.parametrize("budget", [60000.0, "60000.00", True])
def test_a_budget_is_whole_cents_and_nothing_else(budget: object) -> None:
    fields = stored()
    fields["lines"][0]["budget_cents"] = budget
    assert refusal(Call, fields) == ("lines.0.budget_cents", "int_type")


@pytest.mark.parametrize("gap", ["amount", "payment"])
def test_a_draft_may_have_gaps_that_a_call_may_not(gap: str) -> None:
    fields = stored()
    fields["lines"][0][gap] = None
    draft = CallDraft.model_validate(fields)
    assert getattr(draft.lines[0], gap) is None
    assert refusal(Call, fields)[0] == f"lines.0.{gap}"


def test_a_section_of_a_published_call_has_money_of_its_own_or_of_another() -> None:
    fields = stored()
    fields["lines"][1]["budget_cents"] = None
    assert CallDraft.model_validate(fields).lines[1].budget_cents is None
    assert refusal(Call, fields) == ("lines.1", "budget")
    fields["lines"][1]["budget_of"] = "I"
    call = Call.model_validate(fields)
    assert (call.fund_of("II").id, [line.id for line in call.funds]) == ("I", ["I"])


def test_a_section_with_two_budgets_is_refused() -> None:
    assert refusal(LineDraft, stored()["lines"][1] | {"budget_of": "I"}) == ("", "budget")


@pytest.mark.parametrize("other", ["III", "II"])
def test_a_section_spends_money_that_another_has(other: str) -> None:
    fields = stored()
    fields["lines"][1] |= {"budget_cents": None, "budget_of": other}
    sentence = f"«{other}» non è una sezione con fondi suoi"
    assert said(CallDraft, fields) == ("fund", sentence, ("lines", "II", "budget_of"))


def test_a_section_without_a_window_has_that_of_its_call() -> None:
    fields = stored()
    fields["lines"][1]["closes_at"] = "2015-11-30T22:59:59Z"
    call = Call.model_validate(fields)
    assert call.window("I") == (CALL.opens_at, CALL.closes_at)
    assert call.window("II") == (CALL.opens_at, datetime(2015, 11, 30, 22, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("key", "instant"),
    [("opens_at", "2015-10-12T06:59:59Z"), ("closes_at", "2015-12-09T23:00:00Z")],
)
def test_a_window_of_a_section_lies_within_that_of_the_call(key: str, instant: str) -> None:
    fields = stored()
    fields["lines"][0][key] = instant
    sentence = "il periodo della sezione «I» esce da quello del bando"
    assert said(CallDraft, fields) == ("window", sentence, ("lines", "I", key))


def test_a_section_closes_after_it_opens() -> None:
    window = {"opens_at": "2015-11-01T08:00:00Z", "closes_at": "2015-11-01T08:00:00Z"}
    line = stored()["lines"][0] | window
    assert said(LineDraft, line) == (
        "window",
        "la sezione si chiude prima di aprirsi",
        ("closes_at",),
    )


@pytest.mark.parametrize("code", ["20060x", "20060", "01507", "Italia"])
def test_a_territory_is_made_of_istat_codes(code: str) -> None:
    fields = stored()["lines"][0] | {"territory": [code]}
    assert refusal(LineDraft, fields) == ("territory.0", "string_pattern_mismatch")


def test_instants_are_kept_in_universal_time() -> None:
    call = Call.model_validate(stored(opens_at="2015-10-12T09:00:00+02:00"))
    assert call.opens_at == datetime(2015, 10, 12, 7, tzinfo=UTC)
    assert call.opens_at.tzinfo is UTC


def test_a_line_its_questions_and_its_groups_are_found_by_name() -> None:
    line = CALL.line("II")
    assert line.question("cost_cents") is not None
    assert (line.question("cap"), line.group("children")) == (None, None)
    with pytest.raises(LookupError, match="ADM-2015 has no line III"):
        CALL.line("III")
    with pytest.raises(LookupError, match="ADM-2015 has no line III"):
        DRAFT.line("III")


def test_shares_of_a_payment_make_a_hundred() -> None:
    share = {"id": "a", "label": "Prima", "percent": 70}
    assert refusal(Payment, {"scheme": "on_result", "instalments": [share]}) == (
        "instalments",
        "instalments",
    )


def test_the_last_share_of_a_payment_is_paid_without_asking() -> None:
    shares = [
        {"id": "a", "label": "Anticipo", "percent": 70, "on_request": True},
        {"id": "b", "label": "Saldo", "percent": 30, "on_request": True},
    ]
    fields = {"scheme": "advance_and_balance", "instalments": shares}
    sentence = "l'ultima rata non può essere a richiesta"
    assert said(Payment, fields) == ("instalments", sentence, ("b", "on_request"))


@pytest.mark.parametrize(
    "fields",
    [
        {"unit": "applicant"},
        {"unit": "child", "at_most_applications": 1},
        {"unit": "applicant", "key": "tax_code", "at_most_applications": 1},
    ],
)
def test_a_limit_says_how_much_and_for_whom(fields: dict[str, Any]) -> None:
    assert refusal(Limit, {"id": "a", "article": "1", **fields}) == ("", "limit")


def test_a_line_that_gives_a_voucher_describes_it() -> None:
    fields = stored()["lines"][1] | {"voucher": None}
    assert refusal(LineDraft, fields) == ("", "voucher")
