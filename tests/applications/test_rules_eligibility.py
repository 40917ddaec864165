from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.applications.rules.eligibility import evaluate, judge
from services.applications.rules.explanation import Finding, Outcome
from services.applications.rules.facts import Earlier
from tests.applications.drafts import (
    call,
    declared,
    facts,
    group,
    line,
    money,
    question,
    requirement,
)

EMPLOYEES = requirement(
    "answers.employees <= 50",
    "size",
    sentence_no="L'impresa ha {answers.employees} persone: il limite è 50.",
)
FIRM = line(
    questions=[
        question("employees"),
        question("agreement_months"),
        question("short_by_nature", "boolean"),
        question("status", "choice", choices=["registered", "requested", "none"]),
        money("fee_cents"),
    ],
    requirements=[
        requirement("applicant.kind == 'firm'", "kind"),
        requirement("applicant.in_territory", "seat"),
        EMPLOYEES,
        requirement("answers.status in ['registered', 'requested']", "chamber"),
        requirement("network.member", "network"),
        requirement("answers.agreement_months >= 12 || answers.short_by_nature", "agreement"),
        requirement("answers.fee_cents > eur('272.73')", "fee", when="answers.employees > 10"),
    ],
)
CALL = call(FIRM)
GOOD: dict[str, Any] = {
    "employees": 50, "agreement_months": 12, "short_by_nature": False, "status": "requested",
    "fee_cents": 27_274,
}  # fmt: skip


def outcome(answers: dict[str, Any] | None = None, **house: Any) -> Outcome:
    known = {"applicant_kind": "firm", "member": True, "in_territory": True} | house
    return evaluate(CALL, "L", facts(FIRM, GOOD | (answers or {}), **known))


def finding(of: Outcome, name: str) -> Finding:
    return next(each for each in of.findings if each.requirement == name)


def test_a_firm_with_everything_in_order_gets_a_yes() -> None:
    found = outcome()
    assert {each.answer for each in found.findings} == {"yes"}
    assert (found.call, found.version, found.line, found.answer) == ("CALL-1", 1, "L", "yes")


@pytest.mark.parametrize(
    ("answers", "house", "refused"),
    [
        ({}, {"applicant_kind": "person"}, "kind"),
        ({}, {"in_territory": False}, "seat"),
        ({"employees": 51}, {}, "size"),
        ({"status": "none"}, {}, "chamber"),
        ({}, {"member": False}, "network"),
        ({"agreement_months": 11}, {}, "agreement"),
        ({"fee_cents": 27_273}, {}, "fee"),
    ],
)
def test_each_unmet_requirement_alone_makes_a_no(
    answers: dict[str, Any], house: dict[str, Any], refused: str
) -> None:
    found = outcome(answers, **house)
    no = [each.requirement for each in found.findings if each.answer == "no"]
    assert (found.answer, no) == ("no", [refused])


def test_a_no_tells_the_article_the_sentence_and_the_data_read() -> None:
    assert finding(outcome({"employees": 51}), "size").model_dump(exclude_defaults=True) == {
        "requirement": "size",
        "article": "Articolo 1",
        "answer": "no",
        "sentence": "L'impresa ha 51 persone: il limite è 50.",
        "read": (
            {
                "path": "answers.employees", "label": "employees", "value": 51, "shown": "51",
                "source": "dichiarato nella domanda",
            },
        ),
    }  # fmt: skip


def test_every_value_says_where_it_comes_from() -> None:
    found = outcome()
    told = {
        name: [(each.shown, each.source) for each in finding(found, name).read]
        for name in ("kind", "seat", "network", "chamber", "fee")
    }
    assert told == {
        "kind": [("impresa", "dichiarato nella domanda")],
        "seat": [("sì", "territorio per codice ISTAT")],
        "network": [("sì", "rete dell'alleanza")],
        "chamber": [("Requested", "dichiarato nella domanda")],
        "fee": [("50", "dichiarato nella domanda"), ("272,74 euro", "dichiarato nella domanda")],
    }


def test_a_missing_datum_waits_to_be_completed() -> None:
    found = outcome({"status": None})
    chamber = finding(found, "chamber")
    assert (found.answer, chamber.answer) == ("to_complete", "to_complete")
    assert (chamber.missing, chamber.missing_labels) == (("answers.status",), ("status",))


def test_a_no_outweighs_what_is_still_missing() -> None:
    assert outcome({"employees": 51}, member=None).answer == "no"


def test_a_missing_datum_that_cannot_change_the_answer_does_not_matter() -> None:
    found = finding(outcome({"short_by_nature": None}), "agreement")
    assert (found.answer, found.missing) == ("yes", ("answers.short_by_nature",))


def test_a_requirement_that_does_not_concern_the_case_neither_refuses_nor_waits() -> None:
    found = outcome({"employees": 10, "fee_cents": None})
    fee = finding(found, "fee")
    assert (found.answer, fee.answer) == ("yes", "not_applicable")
    assert fee.sentence == "Questa condizione non riguarda il caso."


def test_while_it_is_not_known_whether_it_concerns_the_case_it_waits() -> None:
    assert finding(outcome({"employees": None}), "fee").answer == "to_complete"


def test_a_sentence_writes_values_as_people_read_them() -> None:
    told = (
        "{answers.fee_cents}, {answers.short_by_nature}, {filing.on}, {answers.status}, {answers.x}"
    )
    draft = line(questions=FIRM.questions, requirements=[requirement("true", sentence_yes=told)])
    found = evaluate(call(draft), "L", facts(draft, GOOD | {"short_by_nature": True}))
    assert found.findings[0].sentence == (
        "272,74 euro, sì, 5 maggio 2025, Requested, dato mancante"
    )  # fmt: skip


PLACES = line(requirements=[requirement("applicant.municipality in territory")])


@pytest.mark.parametrize(
    ("municipality", "answer"), [("015219", "yes"), ("015139", "no"), ("015081", "no")]
)
def test_residence_is_judged_by_istat_code(municipality: str, answer: str) -> None:
    found = facts(PLACES, municipality=municipality, territory=["015219", "015070"])
    outcome = evaluate(call(PLACES), "L", found)
    assert outcome.answer == answer
    assert outcome.findings[0].read[1].shown == "2 codici ISTAT"


def test_a_territory_that_is_not_known_is_missing() -> None:
    outcome = evaluate(call(PLACES), "L", facts(PLACES))
    assert (outcome.answer, outcome.findings[0].missing) == ("to_complete", ("territory",))


CHILDREN = line(
    questions=[question("single", "boolean")],
    groups=[
        group(
            "children",
            [question("birth_on", "date", age_at="filed_on"), question("hours"),
             money("cost_cents")],
            item_requirements=[
                requirement(
                    "item.birth_months >= 3 && item.birth_years <= 11", "age",
                    sentence_no="Ha {item.birth_years} anni.", sentence_missing="Manca la nascita.",
                ),
                requirement("item.hours >= 6", "hours", sentence_no="Meno di 6 ore."),
            ],
        )
    ],
    requirements=[requirement("computed.children_count > 0", "children")],
    amount={"kind": "each", "of": "children", "rule": {"kind": "declared", "of": "cost_cents"}},
)  # fmt: skip


def child(birth_on: str | None, hours: int = 8) -> dict[str, Any]:
    return {"birth_on": birth_on, "hours": hours, "cost_cents": 10_000}


def family(*children: dict[str, Any]) -> Outcome:
    return evaluate(call(CHILDREN), "L", facts(CHILDREN, {"children": list(children)}))


@pytest.mark.parametrize(
    ("birth_on", "counted"),
    [("2013-05-06", True), ("2013-05-05", False), ("2025-02-05", True), ("2025-02-07", False)],
)
def test_a_child_counts_from_three_months_to_the_day_before_twelve_years(
    birth_on: str, counted: bool
) -> None:
    found = family(child(birth_on))
    assert (found.items[0].counted, found.answer) == (counted, "yes" if counted else "no")


def test_an_item_that_does_not_count_says_why_and_refuses_nobody() -> None:
    found = family(child("2020-01-01"), child("2010-01-01", hours=5))
    second = found.items[1]
    assert (found.answer, found.amount_cents, second.counted) == ("yes", 10_000, False)
    assert second.sentence == "figlio 2: non conta. Ha 15 anni. Meno di 6 ore."


def test_what_is_read_of_an_item_is_named_after_it() -> None:
    age = family(child("2020-01-01"), child("2010-01-01")).items[1].findings[0]
    assert [(each.path, each.label, each.shown, each.source) for each in age.read] == [
        ("children[1].birth_months", "birth on: mesi compiuti", "184",
         "calcolato dalla data di nascita"),
        ("children[1].birth_years", "birth on: anni compiuti", "15",
         "calcolato dalla data di nascita"),
    ]  # fmt: skip


def test_an_item_without_a_datum_waits_and_so_does_the_case() -> None:
    found = family(child("2020-01-01"), child(None))
    assert (found.answer, found.amount_cents, found.items[1].counted) == ("to_complete", None, None)
    assert found.items[1].sentence == (
        "figlio 2: non si sa ancora se conta. Manca la nascita."
    )  # fmt: skip
    assert found.items[1].findings[0].missing == (
        "children[1].birth_months",
        "children[1].birth_years",
    )


def test_an_amount_that_cannot_be_computed_waits_though_every_requirement_is_met() -> None:
    found = family(child("2020-01-01") | {"cost_cents": None})
    assert (found.answer, found.amount_cents) == ("to_complete", None)


def limited(**limit: Any) -> Any:
    return line(
        questions=[money("cost_cents")],
        requirements=[requirement("true")],
        limits=[{"id": "per-year", "article": "Articolo 9", "unit": "applicant", **limit}],
        amount={"kind": "declared", "of": "cost_cents"},
    )


@pytest.mark.parametrize(
    ("limit", "earlier", "answer", "ceiling", "amount"),
    [
        ({"at_most_applications": 1}, Earlier(0, 0), "yes", None, 50_000),
        ({"at_most_applications": 1}, Earlier(1, 0), "no", None, 50_000),
        ({"at_most_cents": 80_000}, Earlier(1, 30_000), "yes", 50_000, 50_000),
        ({"at_most_cents": 80_000}, Earlier(1, 30_001), "yes", 49_999, 49_999),
        ({"at_most_cents": 80_000}, Earlier(1, 80_000), "no", 0, 0),
        ({"at_most_cents": 80_000}, Earlier(1, 90_000), "no", 0, 0),
        ({"at_most_cents": 80_000}, None, "to_complete", None, None),
        ({"at_most_applications": 1}, None, "to_complete", None, 50_000),
    ],
)
def test_a_limit_refuses_or_lowers_the_award(
    limit: dict[str, int], earlier: Earlier | None, answer: str, ceiling: int, amount: int
) -> None:
    draft = limited(**limit)
    known = {"per-year": earlier} if earlier else {}
    found = evaluate(call(draft), "L", facts(draft, {"cost_cents": 50_000}, earlier=known))
    assert (found.answer, found.ceiling_cents, found.amount_cents) == (answer, ceiling, amount)


def test_a_limit_is_told_with_its_article_and_what_was_had() -> None:
    draft = limited(at_most_applications=2, at_most_cents=80_000, across="call")
    known = facts(draft, {"cost_cents": 1}, earlier={"per-year": Earlier(1, 30_000)})
    found = evaluate(call(draft), "L", known).findings[1]
    assert (found.kind, found.article, found.sentence) == (
        "limit",
        "Articolo 9",
        (
            "Per chi presenta la domanda, in tutto il bando: al massimo 2 domande, già "
            "presentate 1; al massimo 800,00 euro, già avuti 300,00 euro, ne restano 500,00 euro."
        ),
    )
    assert [each.shown for each in found.read] == ["1", "300,00 euro"]


PER_CHILD = line(
    groups=[group("children", [question("code", "tax_code"), money("cost_cents")])],
    requirements=[requirement("true")],
    limits=[
        {"id": "per-child", "article": "Articolo 4", "unit": "child", "key": "children.code",
         "at_most_cents": 200_000},
    ],
    amount={"kind": "each", "of": "children", "rule": {"kind": "declared", "of": "cost_cents"}},
)  # fmt: skip


def vouchers(items: list[tuple[str, int]], had: dict[str, Earlier] | None) -> Outcome:
    children = [{"code": code, "cost_cents": cents} for code, cents in items]
    earlier = {"per-child": Earlier(units=had)}
    return evaluate(call(PER_CHILD), "L", facts(PER_CHILD, {"children": children}, earlier=earlier))


@pytest.mark.parametrize(
    ("items", "had", "amount"),
    [
        ([("a", 150_000)], {}, 150_000),
        ([("a", 150_000), ("b", 90_000)], {}, 240_000),
        ([("a", 150_000), ("a", 90_000)], {}, 200_000),
        ([("a", 90_000)], {"a": Earlier(1, 150_000)}, 50_000),
        ([("a", 90_000), ("b", 90_000)], {"a": Earlier(1, 200_000)}, 90_000),
    ],
)
def test_a_child_never_gets_more_than_its_limit_in_several_applications(
    items: list[tuple[str, int]], had: dict[str, Earlier], amount: int
) -> None:
    assert vouchers(items, had).amount_cents == amount


def test_a_child_that_has_had_everything_does_not_count() -> None:
    found = vouchers([("a", 1), ("b", 1)], {"a": Earlier(1, 200_000)})
    assert [item.counted for item in found.items] == [False, True]
    (had,) = found.items[0].findings[0].read
    assert (had.shown, had.source) == ("2.000,00 euro", "domande precedenti")
    assert found.answer == "yes"


def test_without_knowing_what_each_child_had_nothing_is_granted() -> None:
    found = vouchers([("a", 1)], None)
    assert (found.answer, found.amount_cents) == ("to_complete", None)


def test_an_outcome_is_kept_as_json_and_read_back() -> None:
    found = family(child("2020-01-01"), child(None))
    assert Outcome.model_validate_json(found.model_dump_json()) == found


def test_a_line_that_the_call_does_not_have_has_no_outcome() -> None:
    with pytest.raises(LookupError, match="CALL-1 has no line III"):
        evaluate(CALL, "III", {})


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
ANSWERS = st.dictionaries(st.sampled_from([*GOOD, "children", "single"]), VALUES)


@given(ANSWERS, st.sampled_from(["firm", "person", "x"]), st.none() | st.booleans())
def test_evaluating_arbitrary_or_missing_data_never_breaks(
    answers: dict[str, Any], kind: str, member: bool | None
) -> None:
    for draft in (FIRM, CHILDREN):
        known = facts(draft, answers, applicant_kind=kind, member=member)
        found = evaluate(call(draft), "L", known)
        assert judge(draft, known) == (found.answer, found.amount_cents)
        assert member is not None or found.answer != "yes" or draft is CHILDREN


@given(st.dictionaries(st.text() | st.sampled_from(["answers", "applicant", "item"]), VALUES))
def test_evaluating_facts_of_any_shape_never_breaks(strange: dict[str, object]) -> None:
    assert evaluate(CALL, "L", strange).answer == "to_complete"
    assert evaluate(call(CHILDREN), "L", strange).answer == "to_complete"
    assert evaluate(call(limited(at_most_cents=1)), "L", strange).amount_cents is None


@given(st.sets(st.sampled_from([*GOOD])), st.booleans(), st.booleans())
def test_taking_data_away_never_turns_a_yes_into_a_no(
    removed: set[str], member: bool, place: bool
) -> None:
    answers = {name: value for name, value in GOOD.items() if name not in removed}
    house = {"member": True if member else None, "in_territory": True if place else None}
    known = facts(FIRM, deepcopy(answers), applicant_kind="firm", **house)
    assert evaluate(CALL, "L", known).answer != "no"


def test_a_judgement_is_an_outcome_without_its_words() -> None:
    found = facts(CHILDREN, {"children": [child("2020-01-01")]})
    assert judge(CHILDREN, found) == ("yes", 10_000)
    assert declared().answers == {}
