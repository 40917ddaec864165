"""The services as a workflow sees them: commands in, facts or refusals out."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from temporalio import activity
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from contracts.applications.decisions import Decision
from contracts.applications.filing import ApplicationRegistered
from kit.days import civil_day
from kit.ids import new_id
from kit.messages import every_command

OFFICIAL = "staff:0197aaaa"
ACCEPTED_WITHIN = timedelta(days=30)
Answer = Callable[[dict[str, Any]], dict[str, Any]]


def registered(support_form: str = "firm_incentive") -> ApplicationRegistered:
    return ApplicationRegistered(
        application_id=new_id(),
        call_id="ADM-2015",
        call_version=1,
        line="I",
        support_form=support_form,
        place=1,
        amount_cents=450_000,
        register_year=2015,
        register_number=1,
        late=False,
    )


def granted(checked: int = 1) -> Decision:
    return Decision(outcome="granted", official=OFFICIAL, checked=checked)


def refused(*, reason: bool = True, checked: int = 1) -> Decision:
    reason_id = new_id() if reason else None
    return Decision(outcome="refused", official=OFFICIAL, reason_id=reason_id, checked=checked)


class SimulatedHouse:
    """Answers every command as the real services do; `tests/journeys` pins it to them."""

    must_accept = False
    not_yet_expired = 0

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.bodies: dict[str, bytes] = {}
        self.decision: Decision | None = None
        self.exhausted = 0
        self.list_days: int | None = 365
        self.review_days = 30
        self.voucher_months = 0
        self.stale = 0
        self.declined = ""
        self.aid_due = False
        self.aid_declined: list[str] = []
        self.recoveries: list[date | None] = []
        self._heard = asyncio.Event()
        self._open = asyncio.Event()
        self._open.set()
        self._gates: dict[str, asyncio.Event] = {}
        self.call_moves: list[dict[str, Any]] = []
        self.tended: list[dict[str, Any]] = []
        self.lists: list[dict[str, Any]] = []

    async def was_asked(self, step: str) -> None:
        """Wait until a step was asked for."""
        while step not in self.asked:
            self._heard.clear()
            await self._heard.wait()

    def hold(self, step: str) -> None:
        """Keep the answer of a step back until `let_go`."""
        self._gates[step] = asyncio.Event()

    def let_go(self) -> None:
        """Give the answers that were kept back."""
        for gate in self._gates.values():
            gate.set()

    @activity.defn(dynamic=True)
    async def ask(self, arguments: Sequence[RawValue]) -> RawValue:
        command = orjson.loads(arguments[0].payload.data)
        name = activity.info().activity_type
        step = activity.info().activity_id
        known = self.bodies.setdefault(
            activity.info().workflow_id + step, arguments[0].payload.data
        )
        if known != arguments[0].payload.data:
            raise ApplicationError("Già usato.", type="command-reused", non_retryable=True)
        self.asked.append(f"{step}:{command['letter']}" if "letter" in command else step)
        self._heard.set()
        await self._gates.get(step, self._open).wait()
        reply = every_command()[name].reply_type()
        fact = getattr(self, f"_{name.partition('.')[2]}")(command)
        fact = {key: fact[key] for key in fact if key in reply.model_fields or key not in command}
        data = orjson.dumps(reply.model_validate(fact).model_dump(mode="json"))
        return RawValue(Payload(metadata={"encoding": b"json/plain"}, data=data))

    def _checks(self, command: dict[str, Any]) -> int:
        return sum(step.startswith("CheckApplication") for step in self.asked)

    def _CheckApplication(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        now = datetime.now(UTC)
        until = now + timedelta(days=self.list_days) if self.list_days else None
        return {
            **command, "checked": self._checks(command), "checked_at": now, "outcome": "yes",
            "requirements": [],
            "amount_cents": 450_000, "voucher_months": self.voucher_months, "list_until": until,
            "instalments": [{"label": "Saldo", "amount_cents": 450_000, "condition": ""}],
            "review_due_on": civil_day(now) + timedelta(days=self.review_days),
            "term_wake_at": now + timedelta(days=self.review_days),
            "decision": self.decision.model_dump() if self.decision else None,
            "aid_due": self.aid_due, "must_accept": self.must_accept,
            "act": "7/2026" if self.decision else "",
        }  # fmt: skip

    def _RecordDecision(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.declined:
            raise ApplicationError("Non si può.", type=self.declined, non_retryable=True)
        if self.stale:
            self.stale -= 1
            raise ApplicationError("Riesaminata.", type="stale-decision", non_retryable=True)
        outcome = command["decision"]["outcome"]
        return {
            **_id(command),
            "outcome": outcome,
            "act_number": 1,
            "act_year": 2015,
            "batch": False,
            "waited": False,
        }

    def _TendTerm(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        now = datetime.now(UTC)
        return {
            **command, "due_on": civil_day(now), "clock": "passed", "at": now, "wake_at": None,
        }  # fmt: skip

    def _RequestIntegration(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.declined:
            raise ApplicationError("Già chiesta.", type=self.declined, non_retryable=True)
        today = civil_day(datetime.now(UTC))
        return {
            **_id(command), "integration_id": command["integration_id"],
            "answer_by_on": today, "due_on": today,
        }  # fmt: skip

    def _GiveNotice(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {
            **_id(command), "notice_id": command["notice_id"], "register_year": 2015,
            "register_number": 1,
        }  # fmt: skip

    def _WaitlistApplication(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "waitlisted_at": datetime.now(UTC)}

    def _CloseApplication(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return command

    def _GrantAward(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.exhausted:
            self.exhausted -= 1
            raise ApplicationError("Fondi finiti.", type="budget-exhausted", non_retryable=True)
        return {
            **_id(command), "instalments": command["instalments"], "award_id": new_id(),
            "amount_cents": 450_000,
        }  # fmt: skip

    def _IssueVoucher(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        now = datetime.now(UTC)
        return {
            **_id(command), "voucher_id": new_id(), "amount_cents": 450_000, "issued_at": now,
            "valid_until_on": civil_day(now),
        }  # fmt: skip

    def _FindMoney(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.exhausted:
            self.exhausted -= 1
            return {**command, "is_reserved": False}
        return {**command, "is_reserved": True}

    def _RequestAcceptance(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        now = datetime.now(UTC)
        return {**command, "at": now, "accept_by_on": civil_day(now + ACCEPTED_WITHIN)}

    def _LapseAcceptance(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "answer": "lapsed"}

    def _FindReserved(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"ranking_id": command["ranking_id"], **self.lists.pop(0)}

    def _GrantAwards(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {
            "ranking_id": command["ranking_id"], "application_ids": command["application_ids"],
            "declined": [],
        }  # fmt: skip

    def _IssueVouchers(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return command

    def _CheckAid(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {
            **command, "due": True, "amount_cents": 450_000, "counted_cents": 0,
            "ceiling_cents": 30_000_000,
        }  # fmt: skip

    def _FollowWithdrawal(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**_id(command), "effect": "keep_to_expiry", "voucher_ids": []}

    def _RegisterAid(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.aid_declined:
            slug = self.aid_declined.pop(0)
            raise ApplicationError("Tetto superato.", type=slug, non_retryable=True)
        return {**command, "cor": "1234567", "confirm_by_on": civil_day(datetime.now(UTC))}

    def _ConfirmAid(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**_id(command), "cor": "1234567", "late": False}

    def _RaiseAidAlarm(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        today = civil_day(datetime.now(UTC))
        return {**command, "cor": "1234567", "confirm_by_on": today, "late": False}

    def _RemindVoucher(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "application_id": new_id(), "due": True}

    def _LapseOffer(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "outcome": "lapsed", "amount_cents": 200_000}

    def _RemindRecovery(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        due_on = self.recoveries.pop(0)
        return {
            **command, "application_id": new_id(), "overdue_cents": 100, "next_due_on": due_on,
            "at": datetime.now(UTC),
        }  # fmt: skip

    def _ProveLedger(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"proof_id": new_id(), "accounts": 3, "transfers": 2, "faults": 0}

    def _ReleaseBudget(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "amount_cents": 450_000}

    def _ExpireVoucher(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.not_yet_expired:
            self.not_yet_expired -= 1
            raise ApplicationError("È valido.", type="not-yet-expired", non_retryable=True)
        return {**command, "application_id": new_id(), "returned_cents": 12_000}

    def _AdvanceCall(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "by": "window", "at": datetime.now(UTC), **self.call_moves.pop(0)}

    def _TendDraft(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "at": datetime.now(UTC), **self.tended.pop(0)}

    def _TendAdhesion(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {**command, "at": datetime.now(UTC), **self.tended.pop(0)}

    def _SendLetter(self, command: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"letter_id": new_id(), **command}


def _id(command: dict[str, Any]) -> dict[str, UUID]:
    return {"application_id": command["application_id"]}
