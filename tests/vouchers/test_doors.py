"""Commands and facts as they come by stream: repeated, refused, out of place."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from contracts.applications.calls import BudgetLine, CallChanged, CallPublished
from contracts.applications.checks import ApplicationChecked
from contracts.applications.filing import ApplicationRevised
from contracts.vouchers.awards import GrantAward
from contracts.vouchers.issue import IssueVoucher
from kit import clock
from kit.envelope import Envelope, Malformed, pack, unpack
from kit.handling import Handler
from kit.ids import new_id
from kit.messages import Command, Event
from services.vouchers.streams import open_doors
from tests.vouchers.world import CALL, CODES, Ledger


@pytest.fixture
def handler(ledger: Ledger) -> Handler:
    return Handler(open_doors(CODES), ledger.database)


def arrived(type_: str, id_: str, data: Any) -> Envelope:
    attributes = {"id": id_, "source": "/capofila/test", "type": type_, "replyto": "replies.test"}
    return unpack(pack(attributes, orjson.dumps(data)))


async def told(handler: Handler, fact: Event) -> None:
    await handler.event(arrived(fact.type(), str(new_id()), fact.model_dump(mode="json")))


async def asked(handler: Handler, command: Command[Any], step: str) -> dict[str, Any]:
    data = command.model_dump(mode="json")
    return await handler.command(arrived(type(command).name(), step, data))


@pytest.fixture
async def registered(handler: Handler, ledger: Ledger) -> UUID:
    lines = [BudgetLine(line="A", budget_cents=1_000)]
    await told(handler, CallPublished(call_id=CALL, call_version=1, lines=lines))
    fact = ledger.arrival(300)
    await told(handler, fact)
    return fact.application_id


async def test_a_command_repeated_is_answered_with_the_same_fact(
    handler: Handler, ledger: Ledger, registered: UUID
):
    command = GrantAward(application_id=registered, instalments=[])
    first = await asked(handler, command, "application/1:GrantAward")
    assert await asked(handler, command, "application/1:GrantAward") == first
    assert first["fact"]["amount_cents"] == 300
    names = [name for name, _, _ in await ledger.told()]
    assert names == ["budget.reserved", "award.granted"]


async def test_what_an_application_asks_for_and_a_call_gives_is_heard(
    handler: Handler, ledger: Ledger, registered: UUID
):
    lines = [BudgetLine(line="A", budget_cents=2_000)]
    changed = CallChanged(
        call_id=CALL, call_version=2, act="refunding", lines=lines, supplement_until=None
    )
    revised = ApplicationRevised(
        application_id=registered, by="amendment", revision=2, call_id=CALL, call_version=1,
        line="A", amount_cents=1_500,
    )  # fmt: skip
    checked = ApplicationChecked(
        application_id=registered, checked=1, checked_at=clock.now(), outcome="yes",
        requirements=[], amount_cents=1_200, instalments=[], voucher_months=0,
        review_due_on=clock.today(), list_until=None, decision=None, revision=2,
    )  # fmt: skip
    for fact in (checked, changed, revised, checked):
        await told(handler, fact)
    figures = await ledger.figures()
    assert (figures.budget_cents, figures.reserved_cents) == (2_000, 1_200)
    assert await ledger.faults() == []


async def test_a_refused_command_keeps_its_refusal(handler: Handler, registered: UUID):
    command = IssueVoucher(application_id=registered, months=6)
    no = await asked(handler, command, "application/1:IssueVoucher")
    assert no["refused"] == {
        "slug": "no-award", "sentence": "La domanda non ha un contributo concesso.", "status": 409,
    }  # fmt: skip
    await asked(handler, GrantAward(application_id=registered, instalments=[]), "step:2")
    assert await asked(handler, command, "application/1:IssueVoucher") == no


async def test_an_issued_voucher_bears_the_hash_of_its_derived_code(
    handler: Handler, ledger: Ledger, registered: UUID
):
    await asked(handler, GrantAward(application_id=registered, instalments=[]), "step:1")
    answer = await asked(handler, IssueVoucher(application_id=registered, months=6), "step:2")
    code = CODES.code(UUID(answer["fact"]["voucher_id"]))
    (row,) = await ledger.rows("select code_hash from voucher")
    assert row.code_hash == CODES.digest(code)


async def test_a_command_that_breaks_its_contract_is_malformed(handler: Handler):
    data = {"application_id": str(new_id()), "months": 0}
    with pytest.raises(Malformed, match="breaks IssueVoucher: months greater_than_equal"):
        await handler.command(arrived("vouchers.IssueVoucher", "step:1", data))
