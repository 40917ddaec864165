"""Which firms are one: whoever controls or is controlled, however far, on that day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.network.rules.links import Declared, Link, declared_once, one_with

DAY = date(2026, 3, 1)
FIRMS = "abcdefgh"
some_firms = st.sampled_from(FIRMS)
some_links = st.lists(
    st.builds(Link, some_firms, some_firms, st.just(DAY), st.sampled_from([None, DAY])),
    max_size=14,
)


def link(controller: str, controlled: str, until: date | None = None) -> Link:
    return Link(controller, controlled, date(2020, 1, 1), until)


def test_a_firm_of_which_nothing_is_known_is_alone():
    assert one_with("a", [link("b", "c")], DAY) == {"a"}


def test_a_chain_is_one_from_wherever_it_is_seen():
    chain = [link(*pair) for pair in pairwise("abcd")]
    assert [one_with(firm, chain, DAY) for firm in "abcd"] == [set("abcd")] * 4


def test_two_daughters_of_one_mother_are_one_with_each_other():
    assert one_with("b", [link("a", "b"), link("a", "c")], DAY) == set("abc")


def test_a_ring_is_one_and_comes_to_an_end():
    ring = [link("a", "b"), link("b", "c"), link("c", "a"), link("c", "c")]
    assert one_with("b", ring, DAY) == set("abc")


@pytest.mark.parametrize(("days", "one"), [(-1, "a"), (0, "ab"), (9, "ab"), (10, "a")])
def test_a_link_counts_from_its_first_day_to_its_last(days: int, one: str):
    held = Link("a", "b", DAY, DAY + timedelta(days=9))
    assert one_with("a", [held], DAY + timedelta(days=days)) == set(one)


def test_a_tie_that_ended_parts_what_is_behind_it():
    assert one_with("a", [link("a", "b", date(2026, 2, 28)), link("b", "c")], DAY) == {"a"}


@given(some_links, some_firms)
def test_all_firms_of_an_undertaking_see_the_same_one(links: list[Link], firm: str):
    one = one_with(firm, links, DAY)
    assert firm in one
    assert all(one_with(other, links, DAY) == one for other in one)
    assert all((each.controller in one) == (each.controlled in one) for each in links)


def test_an_aid_in_two_papers_is_one_and_two_like_ones_in_a_paper_are_two():
    first, second = Declared(date(2025, 1, 1), 100), Declared(date(2024, 1, 1), 100)
    assert declared_once([[first, first], [second, first]]) == (second, first, first)
    assert declared_once([]) == ()
