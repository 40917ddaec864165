"""Whatever firms do, no undertaking is granted more than the ceiling of its window.

A machine takes applications, declarations, other bodies' grants, links and days as they come, and
remembers every aid by itself: after each grant the sum of the whole undertaking is added up anew.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from contracts.aid import GrantedAid
from kit.refusal import Refusal
from services.network.rules.links import Link, one_with
from services.vouchers.rules.aid import Aid, check_room, each_once, room, years_before

CEILING, WINDOW = 30_000_000, "rolling_three_years"
FIRMS = "abc"
firms = st.sampled_from(FIRMS)
sums = st.sampled_from([1, 7_500_000, 9_999_999, 10_000_000, 15_000_000, 29_999_999])


@dataclass
class Books:
    """What the world knows of one firm: the register, our own grants, and its declarations."""

    register: list[GrantedAid] = field(default_factory=list)
    ours: list[GrantedAid] = field(default_factory=list)
    declared: list[GrantedAid] = field(default_factory=list)


class Undertakings(RuleBasedStateMachine):
    """Three firms over some years; `granted` are the aids that are true, each once."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date(2024, 1, 1)
        self.books = {firm: Books() for firm in FIRMS}
        self.granted: list[tuple[str, Aid]] = []
        self.links: list[Link] = []
        self.codes = 0
        self.last: frozenset[str] = frozenset()

    @rule(days=st.sampled_from([0, 1, 200, 365, 366, 730]))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.last = frozenset()

    @rule(controller=firms, controlled=firms, days=st.integers(0, 900))
    def one_buys_another(self, controller: str, controlled: str, days: int) -> None:
        until = self.day + timedelta(days=days) if days < 600 else None
        self.links.append(Link(controller, controlled, self.day, until))
        self.last = frozenset()

    @rule(firm=firms, cents=sums, known=st.sampled_from(["register", "declared", "both"]))
    def another_body_grants(self, firm: str, cents: int, known: str) -> None:
        # A paper without codes cannot tell two aids of one day and one sum apart.
        assume((firm, Aid(self.day, cents)) not in self.granted)
        books, aid = self.books[firm], GrantedAid(on=self.day, cents=cents, cor=self._code())
        if known != "declared":
            books.register.append(aid)
        if known != "register":
            books.declared.append(aid.model_copy(update={"cor": ""}))
        self.granted.append((firm, Aid(self.day, cents)))
        self.last = frozenset()

    @rule(firm=firms)
    def the_extract_of_the_register_catches_up(self, firm: str) -> None:
        known = {each.cor for each in self.books[firm].register}
        self.books[firm].register += [e for e in self.books[firm].ours if e.cor not in known]

    @rule(firm=firms, cents=sums)
    def a_firm_applies(self, firm: str, cents: int) -> None:
        assume((firm, Aid(self.day, cents)) not in self.granted)
        one = one_with(firm, self.links, self.day)
        counted = [
            Aid(each.on, each.cents)
            for other in one
            for each in each_once(
                self.books[other].register, self.books[other].ours, self.books[other].declared
            )
        ]
        left = room(counted, CEILING, WINDOW, self.day)
        whole = self._whole(firm)
        fits = self._true_sum(whole) + cents <= CEILING
        try:
            check_room(left, cents)
        except Refusal:
            assert not fits
            return
        assert fits
        aid = GrantedAid(on=self.day, cents=cents, cor=self._code())
        self.books[firm].ours.append(aid)
        self.granted.append((firm, Aid(self.day, cents)))
        self.last = whole

    @invariant()
    def no_undertaking_that_was_just_granted_is_above_the_ceiling(self) -> None:
        assert self._true_sum(self.last) <= CEILING

    def _whole(self, firm: str) -> frozenset[str]:
        """The undertaking by the plainest reckoning: whoever has a tie to it joins."""
        ends = [{e.controller, e.controlled} for e in self.links if e.holds_on(self.day)]
        one = {firm}
        for _ in FIRMS:
            one.update(*(pair for pair in ends if pair & one))
        return frozenset(one)

    def _true_sum(self, one: frozenset[str]) -> int:
        """The sum of the window by the plainest reckoning: day by day, each aid once."""
        first = years_before(self.day, 3)
        return sum(aid.cents for firm, aid in self.granted if firm in one and aid.on > first)

    def _code(self) -> str:
        self.codes += 1
        return f"COR-{self.codes}"


def test_no_grant_takes_an_undertaking_above_the_ceiling():
    profile = settings(
        max_examples=150, stateful_step_count=40, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run(Undertakings, settings=profile)
