"""What happens around the ledger, in verbs: each is one transaction of the service."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid5

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import BudgetLine, CallChanged, CallPublished
from contracts.applications.checks import ApplicationChecked, Instalment
from contracts.applications.filing import ApplicationRegistered, ApplicationRevised
from contracts.vouchers.awards import AwardGranted, GrantAward
from contracts.vouchers.budget import BudgetReleased, ReleaseBudget
from contracts.vouchers.issue import IssueVoucher, VoucherIssued
from contracts.vouchers.life import ExpireVoucher, VoucherExpired
from contracts.vouchers.spending import VoucherRedeemed
from kit import clock
from kit.database import Cause, Database
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.queries.budget import LineFigures, call_budget
from services.vouchers.queries.faults import ledger_faults
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases.awards import grant_award
from services.vouchers.usecases.budget import release_budget, set_budget_aside
from services.vouchers.usecases.calls import change_call, open_call
from services.vouchers.usecases.claims import follow_check, follow_revision
from services.vouchers.usecases.expiry import expire_voucher
from services.vouchers.usecases.issue import issue_voucher
from services.vouchers.usecases.redemptions import redeem
from services.vouchers.usecases.spending import Purchase

CODES = Codes(b"a key of thirty-two bytes, synth.")
CALL = "SYN-2026"
LINE = "A"
T = TypeVar("T")
HANDLES = UUID("6f9d4dbe-8f0d-7c1e-9a55-0d3a1c52b7aa")
ACCREDITED = text(
    "insert into provider (id, handle, name, nature, municipality, contact_email, categories, "
    "municipalities, capacity, period, state, valid_from_on, applied_at) values (:id, :handle, "
    ":handle, 'cooperative', '015070', 'nido@posta.example', :categories, '{015070}', 100000, "
    "'month', 'accredited', "
    ":from, :at) on conflict do nothing"
)


@dataclass
class Ledger:
    """The service's use cases on one database, about one line of one call unless said otherwise."""

    database: Database
    call: str = CALL
    places: "count[int]" = field(default_factory=lambda: count(1))
    keys: "count[int]" = field(default_factory=lambda: count(1))
    accredited: set[str] = field(default_factory=set)

    async def do(self, verb: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with self.database.transaction(Cause(actor="test")) as session:
            return await verb(session)

    async def open(self, cents: int, *, version: int = 1, line: str = LINE) -> None:
        lines = [BudgetLine(line=line, budget_cents=cents)]
        if version > 1:
            await self.change(lines, version)
            return
        fact = CallPublished(call_id=self.call, call_version=version, lines=lines)
        await self.do(lambda session: open_call(session, fact))

    async def change(self, lines: list[BudgetLine], version: int) -> None:
        fact = CallChanged(
            call_id=self.call, call_version=version, act="refunding", lines=lines,
            supplement_until=None,
        )  # fmt: skip
        await self.do(lambda session: change_call(session, fact))

    def arrival(self, cents: int, place: int | None = None) -> ApplicationRegistered:
        """The fact of a registration, not delivered yet."""
        place = place or next(self.places)
        return ApplicationRegistered(
            application_id=new_id(), call_id=self.call, call_version=1, line=LINE,
            support_form="worker_voucher", place=place, amount_cents=cents,
            register_year=2026, register_number=place, late=False,
        )  # fmt: skip

    async def deliver(self, fact: ApplicationRegistered) -> UUID:
        await self.do(lambda session: set_budget_aside(session, fact))
        return fact.application_id

    async def register(self, cents: int) -> UUID:
        return await self.deliver(self.arrival(cents))

    async def revise(self, application: UUID, cents: int, revision: int = 2) -> None:
        fact = ApplicationRevised(
            application_id=application, by="amendment", revision=revision, call_id=self.call,
            call_version=1, line=LINE, amount_cents=cents,
        )  # fmt: skip
        await self.do(lambda session: follow_revision(session, fact))

    async def check(
        self, application: UUID, cents: int, checked: int = 1, revision: int = 1
    ) -> None:
        fact = ApplicationChecked(
            application_id=application, checked=checked, checked_at=clock.now(), outcome="yes",
            requirements=[], amount_cents=cents, instalments=[], voucher_months=6,
            review_due_on=clock.today(), list_until=None, decision=None, revision=revision,
        )  # fmt: skip
        await self.do(lambda session: follow_check(session, fact))

    async def release(self, application: UUID) -> BudgetReleased:
        command = ReleaseBudget(application_id=application)
        return await self.do(lambda session: release_budget(session, command))

    async def grant(
        self, application: UUID, parts: Sequence[Instalment] = (), checked: int = 0
    ) -> AwardGranted:
        command = GrantAward(application_id=application, instalments=list(parts), checked=checked)
        return await self.do(lambda session: grant_award(session, command))

    async def issue(self, application: UUID, months: int = 6) -> VoucherIssued:
        command = IssueVoucher(application_id=application, months=months)
        return await self.do(lambda session: issue_voucher(session, command, CODES))

    async def voucher(self, cents: int, months: int = 6) -> VoucherIssued:
        """A new application, as far as its voucher."""
        application = await self.register(cents)
        await self.grant(application)
        return await self.issue(application, months)

    async def spend(
        self, voucher: UUID, cents: int, key: str | None = None, provider: str = "nido"
    ) -> VoucherRedeemed | Refusal:
        return await self.spend_code(CODES.code(voucher), cents, key, provider)

    async def spend_code(
        self, code: str, cents: int, key: str | None = None, provider: str = "nido"
    ) -> VoucherRedeemed | Refusal:
        await self.accredit(provider)
        request = Purchase(code, provider, cents, key or f"auto-{next(self.keys)}")
        return await self.do(lambda session: redeem(session, request, CODES))

    async def accredit(self, handle: str, *categories: str) -> None:
        """A provider that stands in the list already, for services that nobody names here."""
        values = {"id": uuid5(HANDLES, handle), "handle": handle, "at": clock.now()}
        named = {"categories": list(categories or ("servizi",)), "from": date(2015, 1, 1)}
        if handle not in self.accredited:
            await self.do(lambda session: session.execute(ACCREDITED, {**values, **named}))
            self.accredited.add(handle)

    async def expire(self, voucher: UUID) -> VoucherExpired:
        command = ExpireVoucher(voucher_id=voucher)
        return await self.do(lambda session: expire_voucher(session, command))

    async def figures(self) -> LineFigures:
        async with self.database.reading() as session:
            return (await call_budget(session, self.call))[0]

    async def faults(self) -> list[str]:
        async with self.database.reading() as session:
            return await ledger_faults(session)

    async def state(self, application: UUID) -> str | None:
        query = "select state from reservation where application_id = :id"
        return (await self.rows(query, id=application) or [(None,)])[0][0]

    async def states(self, *applications: UUID) -> list[str | None]:
        return [await self.state(application) for application in applications]

    async def rows(self, query: str, **values: Any) -> Sequence[Any]:
        async with self.database.reading() as session:
            return (await session.execute(text(query), values)).all()

    async def told(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Every fact announced, in order: its name, its subject, its data."""
        query = "select type, subject, data from event_log order by id"
        rows = await self.rows(query)
        return [(row.type.split(".", 3)[3][:-3], row.subject, row.data) for row in rows]

    async def told_of(self, application: UUID) -> list[str]:
        return [
            name
            for name, _, data in await self.told()
            if data.get("application_id") == str(application)
        ]
