"""The life of vouchers in verbs: each is one transaction of the service."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from contracts.calls import VoucherTerms
from contracts.providers import ProviderApplication, ProviderStep
from contracts.vouchers.issue import IssueVoucher, IssueVouchers, VoucherIssued, VouchersIssued
from contracts.vouchers.life import (
    FollowWithdrawal,
    RemindVoucher,
    VoucherReminded,
    WithdrawalFollowed,
)
from contracts.vouchers.providers import ProviderMoved
from contracts.vouchers.spending import HoldReleased, RedemptionReversed, VoucherHeld
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.usecases import holds
from services.vouchers.usecases.issue import issue_many, issue_voucher
from services.vouchers.usecases.parts import Part, divide_voucher
from services.vouchers.usecases.providers import apply_as_provider, move_provider
from services.vouchers.usecases.redemptions import redeem
from services.vouchers.usecases.reminders import activate_voucher, remind_voucher
from services.vouchers.usecases.replacement import replace_voucher
from services.vouchers.usecases.reversals import Undo, reverse
from services.vouchers.usecases.spending import Purchase
from services.vouchers.usecases.suspension import (
    VoucherOrder,
    readmit_voucher,
    revoke_voucher,
    suspend_voucher,
)
from services.vouchers.usecases.withdrawal import follow_withdrawal
from tests.vouchers.world import CODES, Ledger

NIDO, ESTATE = "Nido e servizi per l'infanzia", "Centri estivi e doposcuola"
OFFICIAL = "staff:0197f2c0-0000-7000-8000-000000000001"
EXAMINER = "staff:0197f2c0-0000-7000-8000-000000000002"
ORDERS = {"suspend": suspend_voucher, "readmit": readmit_voucher, "revoke": revoke_voucher}


def terms(**others: Any) -> VoucherTerms:
    return VoucherTerms(**{"validity_months": 6, "categories": (NIDO, ESTATE), **others})


def told(answer: Any) -> Any:
    """A refusal in its three parts, anything else as it is."""
    return answer.args if isinstance(answer, Refusal) else answer


@dataclass
class Shop(Ledger):
    """The ledger with what providers, holders and officials do with vouchers."""

    async def given(
        self, cents: int, its: VoucherTerms | None = None, situation: str | None = None
    ) -> VoucherIssued:
        """A new application, as far as its voucher under these terms."""
        application = await self.register(cents)
        await self.grant(application)
        command = IssueVoucher(application_id=application, months=6, terms=its, situation=situation)
        return await self.do(lambda session: issue_voucher(session, command, CODES))

    async def given_many(self, applications: list[UUID]) -> VouchersIssued:
        command = IssueVouchers(batch_id=new_id(), application_ids=applications, months=6)
        return await self.do(lambda session: issue_many(session, command, CODES))

    def purchase(
        self, voucher: UUID, cents: int, key: str | None, at: str, of: str | None = None
    ) -> Purchase:
        return Purchase(CODES.code(voucher), at, cents, key or f"auto-{next(self.keys)}", of)

    async def buy(
        self, voucher: UUID, cents: int, *, of: str | None = None, at: str = "nido",
        key: str | None = None,
    ) -> Any:  # fmt: skip
        asked = self.purchase(voucher, cents, key, at, of)
        return told(await self.do(lambda session: redeem(session, asked, CODES)))

    async def hold(
        self, voucher: UUID, cents: int, *, key: str | None = None, at: str = "nido"
    ) -> VoucherHeld:
        asked = self.purchase(voucher, cents, key, at)
        return told(await self.do(lambda session: holds.hold_part(session, asked, CODES)))

    def request(self, hold: VoucherHeld, cents: int, key: str | None, at: str) -> holds.Request:
        return holds.Request(hold.hold_id, at, key or f"auto-{next(self.keys)}", cents)

    async def capture(
        self, hold: VoucherHeld, cents: int = 0, *, key: str | None = None, at: str = "nido"
    ) -> Any:
        asked = self.request(hold, cents, key, at)
        return told(await self.do(lambda session: holds.capture(session, asked)))

    async def let_go(self, hold: VoucherHeld, *, key: str | None = None) -> HoldReleased:
        asked = self.request(hold, 0, key, "nido")
        return told(await self.do(lambda session: holds.release(session, asked)))

    async def undo(self, key: str | None = None, *, at: str = "nido") -> RedemptionReversed:
        """Undo the last redemption."""
        (row,) = await self.rows("select id from redemption order by id desc limit 1")
        asked = Undo(row.id, at, "Importo sbagliato.", key or f"auto-{next(self.keys)}")
        return told(await self.do(lambda session: reverse(session, asked)))

    async def order(self, move: str, voucher: UUID, act: str = "12/2026") -> Any:
        order = VoucherOrder(voucher, act, "Controllo in corso.", OFFICIAL)
        return await self.do(lambda session: ORDERS[move](session, order))

    async def replace(self, voucher: UUID) -> VoucherIssued:
        order = VoucherOrder(voucher, "13/2026", "Codice smarrito.", OFFICIAL)
        return await self.do(lambda session: replace_voucher(session, order, CODES))

    async def divide(
        self, voucher: UUID, cents: int, of: str | None = None, until: date | None = None
    ) -> VoucherIssued:
        part = Part(voucher, cents, f"auto-{next(self.keys)}", of, until)
        return await self.do(lambda session: divide_voucher(session, part, CODES))

    async def activate(self, voucher: UUID) -> Any:
        return await self.do(lambda session: activate_voucher(session, voucher))

    async def remind(self, voucher: UUID, of: Any, days: int) -> VoucherReminded:
        command = RemindVoucher(voucher_id=voucher, of=of, days=days)
        return await self.do(lambda session: remind_voucher(session, command))

    async def withdraw(self, application: UUID) -> WithdrawalFollowed:
        command = FollowWithdrawal(application_id=application, adhesion_id=new_id())
        return await self.do(lambda session: follow_withdrawal(session, command))

    async def apply(self, handle: str = "eureka", **others: Any) -> UUID:
        usual: dict[str, Any] = {
            "handle": handle, "name": "Cooperativa Eureka", "nature": "cooperative",
            "municipality": "015070", "contact_email": "eureka@posta.example",
            "categories": [NIDO, ESTATE], "municipalities": ["015070"], "capacity": 20,
        }  # fmt: skip
        asked = ProviderApplication(**{**usual, **others})
        return (await self.do(lambda session: apply_as_provider(session, asked))).provider_id

    async def step(self, provider: UUID, move: Any, **others: Any) -> ProviderMoved:
        usual: dict[str, Any] = {
            "move": move, "act": "7/2026", "on": "2026-01-10", "reason": "Istruttoria conclusa.",
            "official": EXAMINER if move == "examine" else OFFICIAL,
        }  # fmt: skip
        step = ProviderStep(**{**usual, **others})
        return await self.do(lambda session: move_provider(session, provider, step))

    async def listed(
        self, handle: str = "eureka", asked: dict[str, Any] | None = None, **others: Any
    ) -> UUID:
        """A provider that asked for this and went through its accreditation."""
        provider = await self.apply(handle, **(asked or {}))
        await self.step(provider, "examine")
        await self.step(provider, "accredit", valid_from_on="2026-01-01", **others)
        return provider

    async def state_of(self, voucher: UUID) -> tuple[str, int]:
        """A voucher's state, and what can be spent of it."""
        query = (
            "select v.state, a.credits_cents - a.debits_cents as left_cents from voucher v "
            "join account a on a.id = v.id where v.id = :id"
        )
        (row,) = await self.rows(query, id=voucher)
        return row.state, row.left_cents
