"""Any history of the ledger agrees with a model of a few lines, after each step."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from kit import clock
from kit.database import Database
from kit.doors import TryAgain
from kit.refusal import Refusal
from tests.conftest import FreshHouse, as_service
from tests.vouchers.model import Case, Debt, Model
from tests.vouchers.world_money import Treasury

LEAST_STEPS = 2_500
LOOKS_APART = 10
cents = st.integers(1, 400)
asked = st.integers(0, 400)
pick = st.integers(0, 10**6)


async def slug(verb: Coroutine[Any, Any, Any]) -> str:
    """Tell how a use case answered, in one word."""
    try:
        answer = await verb
    except Refusal as no:
        return no.slug
    except TryAgain:
        return "try-again"
    return answer.slug if isinstance(answer, Refusal) else "done"


class Histories(RuleBasedStateMachine):
    """Random histories of one line of one call each, all in one growing journal."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    database: ClassVar[Database]
    clock_file: ClassVar[Path]
    numbers: ClassVar["count[int]"] = count(1)
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Treasury(self.database, call=f"SYN-{next(self.numbers)}")
        self.model = Model(budget=600)
        self.version, self.ceiling, self.looks = 1, 600, 0
        self.go(self.ledger.publish({"A": 600, "B": self.model.other_line}))

    def go(self, verb: Coroutine[Any, Any, Any]) -> Any:
        type(self).steps += 1
        return self.loop.run_until_complete(verb)

    def some(self, number: int, fits: Callable[[Case], object]) -> Case | None:
        found = [case for case in self.model.cases if fits(case)]
        return found[number % len(found)] if found else None

    @rule(cents=cents)
    def more_money(self, cents: int) -> None:
        self.version += 1
        self.model.budget += cents
        self.ceiling += cents
        self.model.exhausted = False
        self.go(self.ledger.open(self.ceiling, version=self.version))
        self.model.serve()

    @rule(cents=cents)
    def file(self, cents: int) -> None:
        self.model.cases.append(Case(self.ledger.arrival(cents), cents))

    @rule(number=pick)
    def deliver(self, number: int) -> None:
        if case := self.some(number, lambda each: each.state == "undelivered"):
            self.go(self.ledger.deliver(case.fact))
            case.state = "queued"
            self.model.serve()

    @rule(cents=cents)
    def register(self, cents: int) -> None:
        """The newest of those that are on their way is delivered, be it the first or not."""
        self.file(cents)
        self.deliver(-1)

    @rule(amounts=st.lists(cents, min_size=3, max_size=6))
    def register_many(self, amounts: list[int]) -> None:
        for each in amounts:
            self.register(each)

    @precondition(lambda self: self.model.cases)
    @rule(number=pick, cents=asked, checked=st.booleans())
    def revise(self, number: int, cents: int, checked: bool) -> None:
        """An application asks for another amount, perhaps before it is registered here."""
        self.ask(self.model.cases[number % len(self.model.cases)], cents, checked)

    @rule(number=pick, cents=asked, checked=st.booleans())
    def revise_what_holds_or_awaits_money(self, number: int, cents: int, checked: bool) -> None:
        if case := self.some(number, lambda each: each.state in ("reserved", "waiting")):
            self.ask(case, cents, checked)

    def ask(self, case: Case, cents: int, checked: bool) -> None:
        case.revision += not checked
        case.checked += checked
        self.follow(case, cents, (case.revision, case.checked if checked else 0))
        self.model.resize(case, cents)
        self.model.serve()

    @precondition(lambda self: self.model.cases)
    @rule(number=pick, cents=asked)
    def revise_late(self, number: int, cents: int) -> None:
        """What was told before comes again, or comes after what followed it."""
        case = self.model.cases[number % len(self.model.cases)]
        if case.revision > 1:
            self.follow(case, cents, (case.revision - 1, case.checked))

    def follow(self, case: Case, cents: int, key: tuple[int, int]) -> None:
        (revision, checked), id_ = key, case.fact.application_id
        if checked:
            self.go(self.ledger.check(id_, cents, checked, revision))
        else:
            self.go(self.ledger.revise(id_, cents, revision))

    @precondition(lambda self: self.model.cases)
    @rule(number=pick)
    def release(self, number: int) -> None:
        case = self.model.cases[number % len(self.model.cases)]
        answer = self.go(slug(self.ledger.release(case.fact.application_id)))
        expected = {"undelivered": "try-again"} | dict.fromkeys(
            ("committed", "voucher"), "already-committed"
        )
        assert answer == expected.get(case.state, "done")
        if answer == "done":
            case.state = "released"
            self.model.serve()

    @precondition(lambda self: self.model.cases)
    @rule(number=pick)
    def grant(self, number: int) -> None:
        case = self.model.cases[number % len(self.model.cases)]
        answer = self.go(slug(self.ledger.grant(case.fact.application_id)))
        assert answer == {
            "undelivered": "try-again", "queued": "try-again",
            "waiting": "budget-exhausted", "released": "budget-released",
        }.get(case.state, "done")  # fmt: skip
        if case.state == "reserved":
            case.state, case.award = "committed", case.amount

    @precondition(lambda self: self.model.cases)
    @rule(number=pick, lapsed=st.booleans())
    def issue(self, number: int, lapsed: bool) -> None:
        """A lapsed voucher is one that was issued a year ago."""
        case = self.model.cases[number % len(self.model.cases)]
        if case.state == "committed" and case.award < case.amount:
            return
        clock.move(self.clock_file, timedelta(days=-365 * lapsed))
        answer = self.go(slug(self.ledger.issue(case.fact.application_id)))
        clock.move(self.clock_file, timedelta())
        assert answer == ("done" if case.state in ("committed", "voucher") else "no-award")
        if case.state == "committed":
            case.state, case.lapsed, case.residual = "voucher", lapsed, case.amount
            case.award = 0
            query = "select id from voucher where application_id = :id"
            rows = self.go(self.ledger.rows(query, id=case.fact.application_id))
            case.voucher = rows[0].id

    @rule(number=pick, cents=cents)
    def spend(self, number: int, cents: int) -> None:
        case = self.some(number, lambda each: each.voucher)
        if case is None or case.voucher is None:
            return
        key = f"{self.ledger.call}-{self.steps}"
        expected = "voucher-expired" if case.lapsed else "residual-too-small"
        if not case.lapsed and cents <= case.residual:
            expected = "done"
            case.residual -= cents
            self.model.redeemed += cents
            self.model.owe("provider:nido", cents)
        case.answers[key] = (cents, expected)
        assert self.go(slug(self.ledger.spend(case.voucher, cents, key))) == expected

    @rule(number=pick, other=st.booleans())
    def spend_again(self, number: int, other: bool) -> None:
        case = self.some(number, lambda each: each.answers)
        if case is None or case.voucher is None:
            return
        key, (cents, answer) = list(case.answers.items())[number % len(case.answers)]
        again = self.go(slug(self.ledger.spend(case.voucher, cents + other, key)))
        assert again == ("command-reused" if other else answer)

    @rule(number=pick)
    def expire(self, number: int) -> None:
        case = self.some(number, lambda each: each.voucher)
        if case is None or case.voucher is None:
            return
        answer = self.go(slug(self.ledger.expire(case.voucher)))
        assert answer == ("done" if case.lapsed else "not-yet-expired")
        if case.lapsed:
            case.residual = 0
            self.model.serve()

    @rule(number=pick, cents=cents, cut=asked, withholding=st.booleans())
    def liquidate(self, number: int, cents: int, cut: int, withholding: bool) -> None:
        """An act says that a part of an award is owed, and that another is lost."""
        case = self.some(number, lambda each: each.award)
        if case is None:
            return
        id_, fits = case.fact.application_id, cents + cut <= case.award
        act = self.ledger.liquidate(id_, cents, cut_cents=cut, withholding=withholding)
        assert self.go(slug(act)) == ("done" if fits else "award-exceeded")
        if fits:
            kept = (cents * 4 + 50) // 100 if withholding else 0
            case.award -= cents + cut
            self.model.owe(f"application:{id_}", cents - kept)
            self.model.owe("treasury", kept)
            self.model.serve()

    @rule()
    def order(self) -> None:
        """Everything that is owed goes to the bank."""
        owed = {payee: each for payee, each in self.model.owed.items() if each}
        if not owed:
            assert self.go(slug(self.ledger.order())) == "nothing-owed"
            return
        self.model.batches[self.go(self.ledger.sent())] = owed
        self.model.owed = {}

    @rule(number=pick, paid=st.booleans())
    def hear_the_bank(self, number: int, paid: bool) -> None:
        """The bank pays a whole file, or none of it; it says so twice."""
        if not self.model.batches:
            return
        batch = list(self.model.batches)[number % len(self.model.batches)]
        orders = self.model.batches.pop(batch)
        news = [self.go(self.ledger.outcome(batch, paid=paid, reason="AC04")) for _ in range(2)]
        assert news == [len(orders), 0]
        for payee, cents in orders.items():
            self.settle(payee, cents, paid)

    def settle(self, payee: str, cents: int, paid: bool) -> None:
        if not paid:
            self.model.owe(payee, cents)
            return
        self.model.paid += cents
        if case := self.model.case_of(payee):
            case.paid += cents

    @rule(number=pick, cents=cents)
    def ask_back(self, number: int, cents: int) -> None:
        """What was paid is asked back, in two parts when it can be parted."""
        if case := self.some(number, lambda each: each.paid):
            parts = [(cents, 1)] if cents == 1 else [(1, 1), (cents - 1, 2)]
            fits = cents <= case.paid - case.asked_back
            demand = self.ledger.demand(case.fact.application_id, *parts)
            if not fits:
                assert self.go(slug(demand)) == "more-than-paid"
                return
            self.model.debts.append(Debt(self.go(demand).recovery_id, cents))
            case.asked_back += cents
            self.model.paid -= cents

    @rule(number=pick, cents=cents)
    def give_back(self, number: int, cents: int) -> None:
        if not self.model.debts:
            return
        debt = self.model.debts[number % len(self.model.debts)]
        expected = "move-not-allowed" if not debt.open else "more-than-asked"
        if debt.open and cents <= debt.left:
            expected = "done"
            debt.left -= cents
            debt.open = debt.left > 0
            self.model.serve()
        returned = self.ledger.give_back(debt.id, cents, f"bonifico {self.steps}")
        assert self.go(slug(returned)) == expected

    @rule(number=pick)
    def forgive(self, number: int) -> None:
        if not self.model.debts:
            return
        debt = self.model.debts[number % len(self.model.debts)]
        assert self.go(slug(self.ledger.forgive(debt.id))) == (
            "done" if debt.open else "move-not-allowed"
        )
        self.model.paid += debt.left
        debt.left, debt.open = 0, False

    @rule(cents=cents, back=st.booleans())
    def move_funds(self, cents: int, back: bool) -> None:
        """An act moves money between the two lines of the call."""
        model = self.model
        left = model.other_line if back else model.available
        lines = ("B", "A") if back else ("A", "B")
        answer = self.go(slug(self.ledger.move(*lines, cents)))
        assert answer == ("done" if cents <= left else "not-available")
        if answer == "done":
            model.other_line += -cents if back else cents
            model.budget += cents if back else -cents
            model.exhausted = model.exhausted and not back
            model.serve()

    @invariant()
    def the_money_is_where_the_model_says(self) -> None:
        model, figures = self.model, self.loop.run_until_complete(self.ledger.figures())
        assert figures.model_dump(exclude={"line"}) == {
            "budget_cents": model.budget,
            "available_cents": model.available,
            "reserved_cents": model.held("reserved"),
            "committed_cents": model.committed,
            "issued_cents": model.issued,
            "held_cents": 0,
            "owed_cents": sum(model.owed.values()),
            "ordered_cents": model.ordered,
            "paid_cents": model.paid,
            "recovering_cents": model.recovering,
            "redeemed_cents": model.redeemed,
        }

    @invariant()
    def everybody_is_in_the_state_that_the_model_says(self) -> None:
        query = "select place, state from reservation where call_id = :call"
        rows = self.loop.run_until_complete(self.ledger.rows(query, call=self.ledger.call))
        expected = {
            case.fact.place: "committed" if case.state == "voucher" else case.state
            for case in self.model.cases
            if case.state != "undelivered"
        }
        assert {row.place: row.state for row in rows} == expected

    @invariant()
    def a_line_that_ran_out_was_told_once(self) -> None:
        self.model.tell()
        query = "select count(*) from event_log where subject = :call and type like '%.line.%'"
        rows = self.loop.run_until_complete(self.ledger.rows(query, call=self.ledger.call))
        assert rows[0][0] == self.model.ran_out

    @invariant()
    def the_ledger_has_no_fault(self) -> None:
        """The whole journal is read each time: once every few steps is enough to name a fault."""
        self.looks += 1
        if self.looks % LOOKS_APART == 0:
            assert self.loop.run_until_complete(self.ledger.faults()) == []

    def teardown(self) -> None:
        assert self.loop.run_until_complete(self.ledger.faults()) == []


@pytest.fixture
async def service_url(fresh_house: FreshHouse) -> Any:
    async with fresh_house() as url:
        yield as_service(url, "vouchers")


def test_every_history_of_the_ledger_agrees_with_the_model(
    service_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(tmp_path / "clock"))
    Histories.loop = asyncio.new_event_loop()
    Histories.database, Histories.clock_file = Database(service_url), tmp_path / "clock"
    # Shrinking a failure takes five minutes on a database: add Phase.shrink when one is hunted.
    profile = settings(
        max_examples=85, stateful_step_count=60, derandomize=True, deadline=None, database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run(Histories, settings=profile)
    Histories.loop.run_until_complete(Histories.database.close())
    Histories.loop.close()
    assert Histories.steps >= LEAST_STEPS
