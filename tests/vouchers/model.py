"""The rules of money in one place, without a database: what the ledger must agree with."""

from dataclasses import dataclass, field
from uuid import UUID

from contracts.applications.filing import ApplicationRegistered


@dataclass
class Case:
    """One application as the model knows it."""

    fact: ApplicationRegistered
    amount: int
    state: str = "undelivered"
    revision: int = 1
    checked: int = 0
    award: int = 0
    paid: int = 0
    asked_back: int = 0
    voucher: UUID | None = None
    lapsed: bool = False
    residual: int = 0
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass
class Debt:
    """A recovery as the model knows it."""

    id: UUID
    left: int
    open: bool = True


@dataclass
class Model:
    """The rules of the house in one place, without a database."""

    budget: int = 0
    next_place: int = 1
    cases: list[Case] = field(default_factory=list)
    redeemed: int = 0
    owed: dict[str, int] = field(default_factory=dict)
    batches: dict[UUID, dict[str, int]] = field(default_factory=dict)
    paid: int = 0
    debts: list[Debt] = field(default_factory=list)
    other_line: int = 200
    exhausted: bool = False
    ran_out: int = 0

    def held(self, *states: str) -> int:
        return sum(case.amount for case in self.cases if case.state in states)

    @property
    def issued(self) -> int:
        return sum(case.residual for case in self.cases)

    @property
    def committed(self) -> int:
        return sum(case.award for case in self.cases)

    @property
    def ordered(self) -> int:
        return sum(sum(each.values()) for each in self.batches.values())

    @property
    def recovering(self) -> int:
        return sum(debt.left for debt in self.debts)

    @property
    def available(self) -> int:
        gone = sum(self.owed.values()) + self.ordered + self.paid + self.recovering
        return self.budget - self.held("reserved") - self.committed - self.issued - gone

    def owe(self, payee: str, cents: int) -> None:
        self.owed[payee] = self.owed.get(payee, 0) + cents

    def case_of(self, payee: str) -> Case | None:
        found = [each for each in self.cases if payee == f"application:{each.fact.application_id}"]
        return found[0] if found else None

    def serve(self) -> None:
        self.scroll()
        while len(self.cases) >= self.next_place:
            case = self.cases[self.next_place - 1]
            if case.state == "undelivered":
                return
            self.next_place += 1
            self.admit(case)

    def scroll(self) -> None:
        for case in [each for each in self.cases if each.state == "waiting"]:
            if case.amount > self.available:
                return
            case.state = "reserved"

    def admit(self, case: Case) -> None:
        if case.state == "queued":
            blocked = self.held("waiting") or case.amount > self.available
            case.state = "waiting" if case.amount and blocked else "reserved"

    def resize(self, case: Case, cents: int) -> None:
        if case.state in ("undelivered", "queued"):
            case.amount = cents
        elif case.state in ("reserved", "waiting"):
            more, available = cents - case.amount, self.available
            case.amount = cents
            if case.state == "reserved" and (more <= 0 or not self.blocks(case, more, available)):
                return
            case.state = "waiting" if cents else "reserved"

    def blocks(self, case: Case, more: int, available: int) -> bool:
        earlier = self.cases[: case.fact.place - 1]
        return more > available or any(each.state == "waiting" for each in earlier)

    def tell(self) -> None:
        """The first that waits is told once for the whole line."""
        if self.held("waiting") and not self.exhausted:
            self.exhausted, self.ran_out = True, self.ran_out + 1
