from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.programmes import Call, Requirement
from programmes.files import load_programmes
from services.applications.rules.eligibility import Finding, evaluate

PROGRAMMES = load_programmes()
ATS = PROGRAMMES.calls["ATSMI-CC-2016"]
ADM = PROGRAMMES.calls["ADM-2015"]

FIRM: dict[str, Any] = {
    "applicant": {"kind": "firm", "municipality": "098031"},
    "answers": {
        "employees": 50,
        "agreement_months": 12,
        "short_by_nature": False,
        "service": "care",
        "chamber_status": "requested",
        "chamber_fee_paid": True,
    },
    "network": {"member": True},
    "territory": ["015", "098"],
}
FAMILY: dict[str, Any] = {
    "applicant": {"kind": "person", "municipality": "015219"},
    "answers": {"work": "employee", "children": 1, "service": "childcare", "cost_cents": 90_000},
    "network": {},
    "territory": list(PROGRAMMES.alliances["adda-martesana"].municipalities),
}


def changed(facts: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    copy = deepcopy(facts)
    root, name = path.split(".")
    copy[root][name] = value
    return copy


def finding(call: Call, line: str, facts: dict[str, Any], requirement: str) -> Finding:
    found = evaluate(call, line, facts).findings
    return next(finding for finding in found if finding.requirement == requirement)


def test_a_firm_with_everything_in_order_gets_a_yes() -> None:
    outcome = evaluate(ATS, "imprese", FIRM)
    assert {finding.answer for finding in outcome.findings} == {"yes"}
    assert (outcome.call, outcome.version, outcome.answer) == ("ATSMI-CC-2016", 1, "yes")


@pytest.mark.parametrize(
    ("path", "value", "requirement"),
    [
        ("applicant.kind", "person", "firm"),
        ("applicant.municipality", "016024", "seat"),
        ("answers.employees", 51, "size"),
        ("answers.chamber_status", "none", "chamber"),
        ("answers.chamber_fee_paid", False, "chamber-fee"),
        ("network.member", False, "network"),
        ("answers.agreement_months", 11, "agreement"),
        ("answers.service", "other", "service"),
    ],
)
def test_each_unmet_requirement_alone_makes_a_no(
    path: str, value: object, requirement: str
) -> None:
    outcome = evaluate(ATS, "imprese", changed(FIRM, path, value))
    refused = [finding.requirement for finding in outcome.findings if finding.answer == "no"]
    assert (outcome.answer, refused) == ("no", [requirement])


def test_a_no_tells_the_article_the_sentence_and_the_data_read() -> None:
    assert finding(ATS, "imprese", changed(FIRM, "answers.employees", 51), "size") == Finding(
        requirement="size",
        article="Destinatari: dimensione",
        answer="no",
        sentence="L'impresa ha 51 persone: il limite è 50.",
        read={"answers.employees": 51},
        missing=(),
    )


@pytest.mark.parametrize("missing", [None, "left out"])
def test_a_missing_datum_waits_to_be_completed(missing: str | None) -> None:
    facts = changed(FIRM, "answers.chamber_fee_paid", None)
    if missing:
        del facts["answers"]["chamber_fee_paid"]
    found = finding(ATS, "imprese", facts, "chamber-fee")
    assert (found.answer, found.missing) == ("to_complete", ("answers.chamber_fee_paid",))
    assert evaluate(ATS, "imprese", facts).answer == "to_complete"


def test_a_no_outweighs_what_is_still_missing() -> None:
    facts = changed(changed(FIRM, "network.member", None), "answers.employees", 51)
    assert evaluate(ATS, "imprese", facts).answer == "no"


def test_a_missing_datum_that_cannot_change_the_answer_does_not_matter() -> None:
    facts = changed(FIRM, "answers.short_by_nature", None)
    found = finding(ATS, "imprese", facts, "agreement")
    assert (found.answer, found.missing) == ("yes", ("answers.short_by_nature",))


def test_a_short_service_needs_no_twelve_months() -> None:
    facts = changed(changed(FIRM, "answers.agreement_months", 2), "answers.short_by_nature", True)
    assert evaluate(ATS, "imprese", facts).answer == "yes"


@pytest.mark.parametrize(
    ("municipality", "answer"),
    [("015219", "yes"), ("015139", "no"), ("015081", "no"), ("015171", "no"), ("015070", "yes")],
)
def test_residence_is_judged_by_istat_code_and_never_by_postcode(
    municipality: str, answer: str
) -> None:
    facts = changed(FAMILY, "applicant.municipality", municipality)
    assert finding(ADM, "II", facts, "residence").answer == answer
    assert evaluate(ADM, "II", facts).answer == answer


def test_a_firm_is_told_that_the_voucher_is_not_for_firms() -> None:
    found = finding(ADM, "II", changed(FAMILY, "applicant.kind", "firm"), "person")
    assert found.sentence == "Il voucher della Sezione II non è per le imprese."


def test_a_sentence_says_which_datum_it_does_not_have() -> None:
    requirement = Requirement(
        id="x",
        article="articolo 1",
        cel="answers.cost_cents > 100",
        sentence_yes="Costa {answers.cost_cents}.",
        sentence_no="No.",
        sentence_missing="Costo: {answers.cost_cents}.",
        needs=("answers.cost_cents",),
    )
    line = ADM.line("II").model_copy(update={"requirements": (requirement,)})
    call = ADM.model_copy(update={"lines": (line,)})
    assert finding(call, "II", FAMILY, "x").sentence == "Costa 900,00 euro."
    assert finding(call, "II", {}, "x").sentence == "Costo: dato mancante."


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
PATHS = [f"{root}.{name}" for root in ("applicant", "answers", "network") for name in FIRM[root]]


@given(st.dictionaries(st.sampled_from(PATHS), VALUES), st.sets(st.sampled_from(list(FIRM))))
def test_evaluating_arbitrary_or_missing_data_never_breaks(
    changes: dict[str, object], dropped: set[str]
) -> None:
    facts = deepcopy(FIRM)
    for path, value in changes.items():
        facts = changed(facts, path, value)
    kept = {root: data for root, data in facts.items() if root not in dropped}
    outcome = evaluate(ATS, "imprese", kept)
    assert len(outcome.findings) == len(ATS.lines[0].requirements)
    assert not dropped or outcome.answer != "yes"


@given(st.dictionaries(st.text(), VALUES))
def test_evaluating_facts_of_any_shape_never_breaks(facts: dict[str, object]) -> None:
    assert evaluate(ADM, "I", facts).answer == "to_complete"


@given(st.sets(st.sampled_from(PATHS)))
def test_taking_data_away_never_turns_a_yes_into_a_no(removed: set[str]) -> None:
    facts = deepcopy(FIRM)
    for path in removed:
        facts = changed(facts, path, None)
    assert evaluate(ATS, "imprese", facts).answer in {"yes", "to_complete"}
