from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.placing import Ranking
from services.applications.rules.ranking import labels_of, order, rank
from services.applications.rules.standing import Candidate, Ranked
from tests.applications.drafts import facts, group, line, money, question

FORM = line(
    questions=[
        money("isee_cents", required=False),
        question("staff"),
        question("carers"),
        question("agreement", "boolean"),
        question("flexible", "boolean"),
        question("signed_on", "date", required=False),
    ],
    groups=[group("children", [question("age")], minimum=0)],
)
CARE = {
    "id": "care", "label": "Carichi di cura", "article": "Articolo 7", "maximum": 15,
    "points": "answers.carers * 100 / answers.staff / 10 * 3",
}  # fmt: skip
UNION = {
    "id": "union", "label": "Accordo sindacale", "article": "Articolo 7", "maximum": 5,
    "points": "answers.agreement ? 5 : 0",
}  # fmt: skip


def ranking(*order: dict[str, Any], **more: Any) -> Ranking:
    return Ranking.model_validate({"order": order, **more})


def candidate(name: str, arrival: int, **answers: Any) -> Candidate:
    return Candidate(name, facts(FORM, answers), arrival, f"{arrival:07d}/2026")


def names(ranked: tuple[Ranked, ...]) -> list[str]:
    return [each.id for each in ranked]


POINTS = ranking({"by": "points", "order": "descending"}, {"by": "arrival"}, criteria=[CARE, UNION])
ALFA = candidate("alfa", 1, staff=40, carers=12, agreement=False)
BETA = candidate("beta", 2, staff=8, carers=2, agreement=True)
BY_ISEE = ranking({"by": "isee_cents"}, {"by": "arrival"})


def test_who_has_more_points_precedes_and_it_is_told_why() -> None:
    beta, alfa = rank(POINTS, [ALFA, BETA])
    assert (beta.id, beta.place, beta.points, alfa.points, alfa.place) == ("beta", 1, 11, 9, 2)
    assert (beta.sentence, alfa.sentence) == ("Precede perché ha 11 punti contro 9.", "")


def test_every_criterion_tells_its_points() -> None:
    assert [score.sentence for score in rank(POINTS, [BETA])[0].scores] == [
        "Carichi di cura: 6 punti su 15.",
        "Accordo sindacale: 5 punti su 5.",
    ]


def test_points_stay_between_zero_and_the_maximum_of_the_criterion() -> None:
    many = candidate("many", 1, staff=1, carers=9, agreement=True)
    few = candidate("few", 2, staff=1, carers=-9, agreement=True)
    assert [each.points for each in rank(POINTS, [many, few])] == [20, 5]


def test_a_criterion_without_its_datum_gives_no_points_and_says_so() -> None:
    (found,) = rank(POINTS, [candidate("x", 1, agreement=True)])
    assert (found.points, found.scores[0].sentence) == (
        5, "Carichi di cura: dato mancante, 0 punti su 15."
    )  # fmt: skip


def test_who_is_below_the_least_points_is_listed_apart_with_the_reason() -> None:
    least = POINTS.model_copy(update={"minimum_points": 10})
    beta, alfa = rank(least, [ALFA, BETA])
    assert (beta.place, alfa.place, alfa.sentence) == (1, None, "Ha 9 punti: ne servono almeno 10.")
    assert order(least, [ALFA, BETA]) == ["beta"]


def test_without_isee_the_order_of_arrival_counts_behind_those_who_told_it() -> None:
    waiting = [
        candidate("none-late", 4),
        candidate("poor", 3, isee_cents=900_000),
        candidate("none-early", 1),
        candidate("rich", 2, isee_cents=1_900_000),
    ]
    found = rank(BY_ISEE, waiting)
    assert names(found) == ["poor", "rich", "none-early", "none-late"]
    assert [each.sentence for each in found] == [
        "Precede perché ha ISEE 9.000,00 euro contro 19.000,00 euro.",
        "Precede perché dichiara ISEE e l'altra no.",
        "A parità di ISEE precede perché è arrivata prima (0000001/2026).",
        "",
    ]


def test_who_does_not_tell_a_datum_may_come_first() -> None:
    first = ranking({"by": "isee_cents", "missing": "first"}, {"by": "arrival"})
    found = rank(first, [candidate("told", 1, isee_cents=1), candidate("not", 2)])
    assert names(found) == ["not", "told"]
    assert found[0].sentence == "Precede perché non dichiara ISEE e l'altra sì."


@pytest.mark.parametrize(
    ("key", "answers", "sentence"),
    [
        ({"by": "signed_on"}, ({"signed_on": "2025-01-31"}, {"signed_on": "2025-02-01"}),
         "Precede perché ha «signed on» 31 gennaio 2025 contro 1º febbraio 2025."),
        ({"by": "staff", "order": "descending"}, ({"staff": 9}, {"staff": 8}),
         "Precede perché ha «staff» 9 contro 8."),
        ({"by": "children_count", "order": "descending"},
         ({"children": [{"age": 1}, {"age": 2}]}, {"children": [{"age": 1}]}),
         "Precede perché ha «children count» 2 contro 1."),
        ({"by": "arrival", "order": "descending"}, ({}, {}),
         "Precede perché è arrivata dopo (0000002/2026)."),
    ],
)  # fmt: skip
def test_a_number_an_amount_or_a_day_may_order_the_list(
    key: dict[str, str], answers: tuple[dict[str, Any], dict[str, Any]], sentence: str
) -> None:
    first, then = (candidate(f"c{n}", 2 - n, **told) for n, told in enumerate(answers))
    found = rank(ranking(key), [then, first], labels_of(FORM))
    assert (names(found), found[0].sentence) == (["c0", "c1"], sentence)


def test_who_is_alike_in_everything_goes_by_the_register() -> None:
    alike = [candidate("b", 2, isee_cents=1), candidate("a", 1, isee_cents=1)]
    found = rank(ranking({"by": "isee_cents"}), alike)
    assert names(found) == ["a", "b"]
    assert found[0].sentence == (
        "A parità di ogni criterio del bando precede perché è arrivata prima (0000001/2026)."
    )


def test_ties_on_several_criteria_are_all_named() -> None:
    chain = ranking({"by": "points"}, {"by": "isee_cents"}, {"by": "arrival"}, criteria=[UNION])
    alike = [candidate("b", 2, isee_cents=1), candidate("a", 1, isee_cents=1)]
    assert rank(chain, alike)[0].sentence == (
        "A parità di punti e di ISEE precede perché è arrivata prima (0000001/2026)."
    )


CHAINS = st.lists(
    st.fixed_dictionaries(
        {
            "by": st.sampled_from(["points", "arrival", "isee_cents", "signed_on"]),
            "order": st.sampled_from(["ascending", "descending"]),
            "missing": st.sampled_from(["first", "last"]),
        }
    ),
    min_size=1,
    max_size=4,
)
WAITING = st.lists(
    st.fixed_dictionaries(
        {
            "isee_cents": st.none() | st.integers(0, 3),
            "signed_on": st.none() | st.sampled_from(["2025-01-01", "2025-01-02"]),
            "agreement": st.none() | st.booleans(),
        }
    ),
    max_size=7,
)


@given(CHAINS, WAITING, st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_same_candidates_give_the_same_list_in_whatever_order_they_come(
    chain: list[dict[str, str]], told: list[dict[str, Any]], chance: Any, least: int
) -> None:
    rules = ranking(*chain, criteria=[UNION], minimum_points=least)
    waiting = [candidate(f"c{n}", n, **answers) for n, answers in enumerate(told)]
    found = rank(rules, waiting)
    chance.shuffle(waiting)
    assert rank(rules, waiting) == found
    placed = [each for each in found if each.place is not None]
    assert [each.place for each in placed] == list(range(1, len(placed) + 1))
    assert all(each.sentence for each in found if each is not (placed or [None])[-1])
    assert sorted(names(found)) == sorted(each.id for each in waiting)
    assert order(rules, waiting) == [each.id for each in placed]
