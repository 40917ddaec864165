from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.placing import Quota
from services.applications.rules.quotas import Arrangement, arrange
from services.applications.rules.ranking import improves, order, rank, unmet
from tests.applications.test_rules_ranking import candidate, ranking


def quota(name: str, at_least: int, within: int, cel: str = "true") -> Quota:
    return Quota(
        id=name, label=name.title(), article="art. 6", cel=cel, at_least=at_least, within=within
    )


def arranged(merit: str, *quotas: Quota, **meets: str) -> Arrangement:
    return arrange(quotas, merit, {name: frozenset(ids) for name, ids in meets.items()})


def test_the_best_behind_the_stretch_takes_its_last_place() -> None:
    found = arranged("abcdef", quota("montagna", 1, 3), montagna="ef")
    assert "".join(found.ids) == "abecdf"
    assert found.sentences == {
        "e": "Per la riserva «Montagna» (art. 6: almeno 1 tra i primi 3) sale dal posto 5 "
        "al posto 3.",
        "c": "Per la riserva «Montagna» (art. 6: almeno 1 tra i primi 3) scende dal posto 3 "
        "al posto 4.",
    }


def test_a_quota_that_merit_meets_moves_nobody() -> None:
    found = arranged("abcdef", quota("montagna", 1, 3), montagna="bf")
    assert (found.ids, found.sentences, found.unmet) == (tuple("abcdef"), {}, ())


def test_a_later_quota_takes_nothing_from_an_earlier_one() -> None:
    found = arranged(
        "abcdef", quota("uno", 1, 2), quota("due", 1, 2), uno="e", due="f"
    )  # fmt: skip
    assert set(found.ids[:2]) == {"e", "f"}


def test_a_quota_that_too_few_can_fill_says_so() -> None:
    found = arranged("abc", quota("montagna", 2, 2), montagna="c")
    assert "".join(found.ids) == "acb"
    assert found.unmet == (
        "La riserva «Montagna» (art. 6) chiede 2 posti tra i primi 2: se ne coprono 1.",
    )


QUOTAS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=3)


@given(
    st.integers(0, 9), QUOTAS, st.lists(st.frozensets(st.integers(0, 8)), min_size=3, max_size=3)
)
def test_reserved_places_lose_nobody_and_fill_what_can_be_filled(
    number: int, told: list[tuple[int, int]], meets: list[frozenset[int]]
) -> None:
    quotas = [quota(f"q{n}", least, least + more) for n, (least, more) in enumerate(told)]
    merit = [str(each) for each in range(number)]
    by_id = {f"q{n}": frozenset(map(str, ids)) for n, ids in enumerate(meets)}
    found = arrange(quotas, merit, by_id)
    assert sorted(found.ids) == merit
    if quotas:
        first = quotas[0]
        there = len(by_id["q0"] & set(merit))
        reached = sum(each in by_id["q0"] for each in found.ids[: first.within])
        assert reached >= min(first.at_least, there)
    assert arrange(quotas, list(found.ids), by_id).ids == found.ids


RESERVED: dict[str, Any] = {
    "quotas": [
        {"id": "young", "label": "Piccole", "article": "art. 6", "cel": "answers.staff < 10",
         "at_least": 1, "within": 2},
    ],
}  # fmt: skip
BY_STAFF = ranking({"by": "staff", "order": "descending"}, **RESERVED)
WAITING = [candidate(f"s{staff}", staff, staff=staff) for staff in (5, 20, 30, 40)]


def test_a_list_tells_of_each_pair_whether_merit_or_a_reserved_place_decides() -> None:
    found = rank(BY_STAFF, WAITING)
    assert [each.id for each in found] == order(BY_STAFF, WAITING) == ["s40", "s5", "s30", "s20"]
    assert [each.sentence for each in found] == [
        "Precede perché ha «staff» 40 contro 5.",
        "Non precede per merito. " + found[1].quota,
        "Precede perché ha «staff» 30 contro 20.",
        "",
    ]
    assert found[1].quota.endswith("(art. 6: almeno 1 tra i primi 2) sale dal posto 4 al posto 2.")


def test_a_quota_without_anybody_to_fill_it_is_told() -> None:
    assert unmet(BY_STAFF, WAITING[1:]) == (
        "La riserva «Piccole» (art. 6) chiede 1 posti tra i primi 2: se ne coprono 0.",
    )


def test_to_meet_a_reserved_place_is_to_come_earlier() -> None:
    assert improves(BY_STAFF, WAITING[1].facts, WAITING[0].facts)


@pytest.mark.parametrize(("given", "points"), [({"idea": 12}, 10), ({"idea": 7}, 7), ({}, 0)])
def test_points_without_an_expression_are_those_that_people_gave(
    given: dict[str, int], points: int
) -> None:
    criterion = {"id": "idea", "label": "Idea", "article": "art. 5", "maximum": 10}
    rules = ranking({"by": "points"}, criteria=[criterion])
    (found,) = rank(rules, [candidate("a", 1).__class__("a", {}, 1, scored=given)])
    assert found.points == points
