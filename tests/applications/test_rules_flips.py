from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calls import LineDraft
from services.applications.rules.eligibility import judge
from services.applications.rules.facts import Declared, Earlier, facts_of
from services.applications.rules.flips import Flip, smallest_changes
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

ROME = ZoneInfo("Europe/Rome")
OTHERS = " Resterebbero altre condizioni da soddisfare."


def flips(draft: LineDraft, given: Declared, **window: Any) -> tuple[Flip, ...]:
    return smallest_changes(call(draft, **window), "L", given)


def only(draft: LineDraft, given: Declared, **window: Any) -> Flip:
    (found,) = flips(draft, given, **window)
    return found


def asking(cel: str, *questions: dict[str, Any], **more: Any) -> LineDraft:
    return line(questions=list(questions), requirements=[requirement(cel)], **more)


ISEE = asking("answers.isee_cents <= eur('25000.00')", money("isee_cents"))


def test_a_cent_too_much_is_told_with_the_border_of_the_call() -> None:
    assert only(ISEE, declared({"isee_cents": 2_500_001})) == Flip(
        requirement="r",
        article="Articolo 1",
        found=True,
        path="answers.isee_cents",
        label="isee cents",
        before="25.000,01 euro",
        after="25.000,00 euro",
        sentence="Basterebbe al massimo 25.000,00 euro alla voce «isee cents» "
        "(ora 25.000,01 euro).",
        whole=True,
    )


def test_what_is_met_needs_no_change() -> None:
    assert flips(ISEE, declared({"isee_cents": 2_500_000})) == ()


def test_a_missing_datum_is_told_with_the_values_that_would_do() -> None:
    found = only(ISEE, declared())
    assert found.sentence == (
        "Basterebbe al massimo 25.000,00 euro alla voce «isee cents» (manca)."
    )  # fmt: skip
    assert (found.before, found.whole) == ("dato mancante", True)


RETURN = asking(
    "filing.on <= answers.return_until_on", question("return_on", "date", term_months=2)
)


def test_a_day_late_is_told_with_the_last_day_of_the_term() -> None:
    given = declared({"return_on": "2013-03-07"}, filed_on=date(2013, 5, 8))
    found = only(RETURN, given)
    assert (found.path, found.before, found.after) == (
        "filing.on", "8 maggio 2013", "martedì 7 maggio 2013"
    )  # fmt: skip
    assert found.sentence == (
        "Basterebbe che la domanda arrivasse entro martedì 7 maggio 2013."
    )  # fmt: skip


def test_a_day_outside_the_window_of_the_call_is_no_advice() -> None:
    given = declared({"return_on": "2013-03-07"}, filed_on=date(2013, 5, 8))
    found = only(RETURN, given, opens_at=datetime(2013, 5, 8, 9, tzinfo=ROME))
    assert found.sentence == (
        "Basterebbe un giorno non prima del 8 marzo 2013 alla voce «return on» (ora 7 marzo 2013)."
    )


def test_a_day_outside_the_window_of_the_line_is_no_advice() -> None:
    given = declared({"return_on": "2013-03-07"}, filed_on=date(2013, 5, 8))
    own = RETURN.model_copy(update={"opens_at": datetime(2013, 5, 8, 9, tzinfo=ROME)})
    assert only(own, given).path == "answers.return_on"


IN_DAYS = asking(
    "filing.on <= answers.return_until_on", question("return_on", "date", term_days=60)
)


def test_a_term_in_days_is_told_with_its_border() -> None:
    given = declared({"return_on": "2013-03-07"}, filed_on=date(2013, 5, 8))
    told = "Basterebbe che la domanda arrivasse entro lunedì 6 maggio 2013."
    assert only(IN_DAYS, given).sentence == told
    closed = only(IN_DAYS, given, opens_at=datetime(2013, 5, 8, 9, tzinfo=ROME))
    assert (closed.path, closed.after) == ("answers.return_on", "9 marzo 2013")


AGE = "item.birth_months >= 3 && item.birth_years <= 11"
CHILDREN = line(
    groups=[
        group(
            "children",
            [question("birth_on", "date", age_at="filed_on"), question("hours", maximum=24)],
            item_requirements=[requirement(AGE, "age"), requirement("item.hours >= 6", "hours")],
        )
    ],
    requirements=[requirement("computed.children_count > 0", "children")],
)


def one_child(birth_on: str, hours: int = 8) -> Declared:
    return declared({"children": [{"birth_on": birth_on, "hours": hours}]})


WINDOW = {
    "opens_at": datetime(2025, 5, 5, tzinfo=ROME),
    "closes_at": datetime(2025, 5, 30, tzinfo=ROME),
}


def test_who_turned_twelve_today_is_told_the_day_of_birth_that_would_do() -> None:
    children, age = flips(CHILDREN, one_child("2013-05-05"), **WINDOW)
    assert (children.path, age.item) == ("children[0].birth_on", "figlio 1")
    assert age.sentence == (
        "Per «figlio 1» basterebbe il giorno 6 maggio 2013 alla voce «birth on» "
        "(ora 5 maggio 2013)."
    )


def test_who_is_two_months_old_is_told_to_come_later() -> None:
    found = flips(CHILDREN, one_child("2025-02-07"), **WINDOW)[1]
    assert (found.item, found.sentence) == (
        "figlio 1", "Basterebbe che la domanda arrivasse da mercoledì 7 maggio 2025 in poi."
    )  # fmt: skip


def test_an_hour_more_makes_a_child_count() -> None:
    children, hours = flips(CHILDREN, one_child("2020-01-01", hours=5))
    assert hours.sentence == (
        "Per «figlio 1» basterebbe almeno 6 alla voce «hours» (ora 5)."
    )  # fmt: skip
    assert (children.path, children.after) == ("children[0].hours", "6")


def test_when_two_data_stand_in_the_way_no_single_one_is_named() -> None:
    found = flips(CHILDREN, one_child("2000-01-01", hours=5), **WINDOW)
    assert [(each.requirement, each.found) for each in found] == [
        ("children", False), ("age", True), ("hours", True)
    ]  # fmt: skip
    assert found[2].sentence.endswith("(ora 5)." + OTHERS)


MEMBERS = line(
    groups=[
        group(
            "members",
            [question("nature", "choice", choices=["public", "micro", "small", "medium"])],
            item_label="ente",
        )
    ],
    requirements=[
        requirement("computed.members_count >= 4", "four"),
        requirement("answers.members.filter(m, m.nature in ['micro', 'small']).size() >= 2", "two"),
    ],
)


def partners(*natures: str) -> Declared:
    return declared({"members": [{"nature": nature} for nature in natures]})


def test_one_member_more_is_told_with_the_list() -> None:
    found = only(MEMBERS, partners("public", "micro", "small"))
    assert (found.before, found.after, found.whole) == ("3", "4", True)
    assert found.sentence == (
        "Basterebbe una voce in più nell'elenco «Members», come la voce 1 (ora 3)."
    )


def test_one_member_of_another_kind_is_told() -> None:
    found = only(MEMBERS, partners("public", "micro", "medium", "medium"))
    assert found.sentence == (
        "Per «ente 1» basterebbe «Micro» alla voce «nature» (ora Public)."
    )  # fmt: skip


def test_a_member_more_of_a_kind_is_told_when_none_can_change() -> None:
    draft = line(
        groups=MEMBERS.groups,
        requirements=[
            requirement("answers.members.filter(m, m.nature == 'micro').size() > 3", "micro")
        ],
    )
    found = only(draft, partners("public", "public"))
    assert found.sentence == (
        "Basterebbe 4 voci in più nell'elenco «Members», con «Micro» alla voce «nature» (ora 2)."
    )


@pytest.mark.parametrize(
    ("cel", "house", "sentence"),
    [
        ("applicant.in_territory", {"in_territory": False, "territory": ["015070"]},
         "Basterebbe un comune del territorio (ora codice ISTAT 015070)."),
        ("applicant.municipality in territory",
         {"municipality": "016024", "territory": ["015070"]},
         "Basterebbe un comune del territorio (ora codice ISTAT 016024)."),
        ("territory.exists(place, applicant.municipality.startsWith(place))",
         {"municipality": "016024", "territory": ["015"]},
         "Basterebbe un comune del territorio (ora codice ISTAT 016024)."),
        ("!applicant.in_territory", {"in_territory": True},
         "Basterebbe un comune fuori dal territorio (ora codice ISTAT 015070)."),
        ("network.member", {"member": False}, "Basterebbe aderire alla rete dell'alleanza."),
        ("!network.member", {"member": True}, "Basterebbe non aderire alla rete dell'alleanza."),
        ("applicant.kind == 'firm'", {},
         "Basterebbe che a presentare la domanda fosse: impresa (ora persona)."),
        ("applicant.age_years >= 36",
         {"birth_on": date(1990, 1, 1), "filed_on": date(2025, 12, 31)},
         "Basterebbe che la domanda arrivasse da giovedì 1º gennaio 2026 in poi."),
    ],
)  # fmt: skip
def test_what_the_house_knows_is_told_in_its_words(
    cel: str, house: dict[str, Any], sentence: str
) -> None:
    assert only(asking(cel), declared(**house)).sentence == sentence


@pytest.mark.parametrize(
    ("cel", "answers", "sentence"),
    [
        ("answers.works", {"works": False}, "Basterebbe sì alla voce «works» (ora no)."),
        ("answers.kind != 'other'", {"kind": "other"},
         "Basterebbe «Nido» alla voce «kind» (ora Other)."),
        ("answers.note == 'sì'", {"note": "no"}, "Basterebbe «sì» alla voce «note» (ora no)."),
        ("answers.town in territory", {"town": "016024"},
         "Basterebbe un comune del territorio alla voce «town»."),
        ("answers.fee_cents > answers.paid_cents", {"fee_cents": 27_000, "paid_cents": 27_273},
         "Basterebbe al massimo 269,99 euro alla voce «paid cents» (ora 272,73 euro)."),
        ("answers.many % 7 == 3", {"many": 5}, "Basterebbe 3 alla voce «many» (ora 5)."),
        ("answers.many >= 0", {}, "Basterebbe rispondere alla voce «many»."),
        ("answers.many == 7", {}, "Basterebbe 7 alla voce «many» (manca)."),
        ("answers.many * 2 + 1 > 100", {"many": 5},
         "Basterebbe almeno 50 alla voce «many» (ora 5)."),
        ("answers.from_on >= '2019-06-01' && answers.from_on <= '2019-09-14'",
         {"from_on": "2019-05-31"},
         "Basterebbe il giorno 1º giugno 2019 alla voce «from on» (ora 31 maggio 2019)."),
    ],
)  # fmt: skip
def test_an_answer_that_would_be_enough_is_told(
    cel: str, answers: dict[str, Any], sentence: str
) -> None:
    draft = asking(
        cel, question("works", "boolean"), question("kind", "choice", choices=["nido", "other"]),
        question("note", "text"), question("town", "municipality"), money("fee_cents"),
        money("paid_cents"), question("many"), question("from_on", "date"),
    )  # fmt: skip
    assert only(draft, declared(answers, territory=["015070"])).sentence == sentence


def test_an_exception_may_be_the_smallest_change() -> None:
    isee = requirement("answers.isee_cents <= 100", when="!answers.disability")
    draft = line(
        questions=[money("isee_cents", minimum_cents=200), question("disability", "boolean")],
        requirements=[isee],
    )
    found = only(draft, declared({"isee_cents": 300, "disability": False}))
    assert (found.path, found.whole) == ("answers.disability", True)


def test_a_limit_depends_on_earlier_applications_only() -> None:
    limits = [{"id": "once", "article": "A. 9", "unit": "applicant", "at_most_applications": 1}]
    draft = line(requirements=[requirement("true")], limits=limits)
    found = only(draft, declared(earlier={"once": Earlier(1)}))
    assert (found.requirement, found.found, found.article) == ("once", False, "A. 9")
    assert found.sentence == (
        "Nessun dato della domanda può cambiarlo: dipende dalle domande precedenti."
    )


def test_a_change_is_preferred_that_turns_the_whole_application() -> None:
    draft = line(
        questions=[question("a", "boolean"), question("b", "boolean")],
        requirements=[requirement("answers.a || answers.b", "or"), requirement("answers.b", "b")],
    )
    either, _ = flips(draft, declared({"a": False, "b": False}))
    assert (either.path, either.whole) == ("answers.b", True)


def test_what_makes_an_award_zero_is_told() -> None:
    rows = [
        {"where": {"cost_cents": {"more_than_cents": 30_000}}, "amount_cents": 6_000},
        {"where": {"cost_cents": {"at_most_cents": 30_000}}, "amount_cents": 0},
    ]
    draft = asking(
        "true", money("cost_cents"), amount={"kind": "table", "by": ["cost_cents"], "rows": rows}
    )
    found = only(draft, declared({"cost_cents": 25_000}))
    assert (found.requirement, found.after, found.whole) == ("amount", "300,01 euro", True)


def test_nothing_that_is_not_found_is_promised() -> None:
    found = only(
        asking("answers.many > 10 && answers.many < 5", question("many")), declared({"many": 1})
    )
    assert (found.found, found.whole) == (False, False)
    assert found.sentence == "Non si trova un solo dato che, cambiato, basterebbe."


SMALL = st.integers(0, 30)


@given(SMALL, SMALL, SMALL, SMALL, st.sampled_from(["&&", "||"]))
def test_the_change_found_is_the_nearest_there_is(
    now: int, low: int, width: int, far: int, joined: str
) -> None:
    cel = f"(answers.a >= {low} && answers.a <= {low + width}) {joined} answers.a != {far}"
    draft = asking(cel, question("a", maximum=30))
    doing = [a for a in range(31) if judge(draft, facts(draft, {"a": a})).answer == "yes"]
    found = flips(draft, declared({"a": now}))
    if now in doing or not doing:
        assert [each.found for each in found] == [False] * (now not in doing)
    else:
        assert abs(int(found[0].after) - now) == min(abs(a - now) for a in doing)


@given(st.dates(date(1990, 1, 1), date(2025, 5, 5)), st.integers(0, 8))
def test_a_change_is_always_tried_before_it_is_told(birth_on: date, hours: int) -> None:
    given = one_child(birth_on.isoformat(), hours)
    for flip in flips(CHILDREN, given, **WINDOW):
        if flip.path == "children[0].hours":
            child = {"birth_on": birth_on.isoformat(), "hours": int(flip.after)}
            changed = replace(given, answers={"children": [child]})
            answer = judge(CHILDREN, facts_of(CHILDREN, changed)).answer
            assert flip.whole == (answer == "yes")


def test_a_long_list_is_advised_upon_as_a_short_one() -> None:
    assert flips(MEMBERS, partners(*["public"] * 20))
