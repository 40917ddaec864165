"""Checks, decisions and ends: what is written, what is told, what is refused."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from contracts.applications.closing import CloseApplication, WaitlistApplication
from contracts.applications.decisions import Decision, RecordDecision
from contracts.network import AdhesionConfirmed, AdhesionWithdrawn
from kit.envelope import Envelope, pack, unpack
from kit.handling import Handler
from kit.ids import new_id
from kit.messages import Command
from kit.refusal import Refusal
from services.applications.rules.explanation import Outcome
from services.applications.streams import doors
from services.applications.usecases import review
from services.applications.usecases.decision import record_decision
from tests.applications.world import INSIDE, OFFICIAL, OUTSIDE, Desk, Time, family, firm, firm_key
from tests.applications.world_terms import heard

FINDINGS = "select findings from eligibility_check where application_id = :id order by round"


async def answers(desk: Desk, application: UUID) -> dict[str, str]:
    (*_, last) = await desk.rows(FINDINGS, id=application)
    return {finding["requirement"]: finding["answer"] for finding in last.findings["findings"]}


async def refused(desk: Desk, work: object) -> tuple[str, int, str]:
    with pytest.raises(Refusal) as no:
        await work
    return no.value.slug, no.value.status, no.value.sentence


@pytest.mark.parametrize(
    ("municipality", "children", "outcome", "found"),
    [
        (INSIDE, 1, "yes", {"residence": "yes", "working-parent": "yes"}),
        (OUTSIDE, 1, "no", {"residence": "no", "working-parent": "yes"}),
        ("016024", 1, "no", {"residence": "no", "working-parent": "yes"}),
        (INSIDE, None, "to_complete", {"residence": "yes", "working-parent": "to_complete"}),
        (OUTSIDE, None, "no", {"residence": "no", "working-parent": "to_complete"}),
    ],
)
async def test_a_check_answers_each_requirement(
    desk: Desk, municipality: str, children: int | None, outcome: str, found: dict[str, str]
):
    form = family(applicant={"municipality": municipality}, answers={"children": children})
    application = await desk.filed(form)
    fact = await desk.check(application)
    assert (fact.outcome, fact.checked, fact.decision) == (outcome, 1, None)
    assert await answers(desk, application) == {"person": "yes"} | found
    assert await desk.state(application) == "under_review"


async def test_a_finding_tells_the_article_and_the_value_that_was_read(desk: Desk):
    application = await desk.checked(family(applicant={"municipality": OUTSIDE}))
    (row,) = await desk.rows(FINDINGS, id=application)
    found = {each["requirement"]: each for each in row.findings["findings"]}["residence"]
    read = {each["path"]: each["value"] for each in found["read"]}
    assert read["applicant.municipality"] == OUTSIDE
    assert (found["article"], found["answer"], found["missing"]) == (
        "Territorio dell'Alleanza: residenza", "no", [],
    )  # fmt: skip
    assert found["sentence"] == (
        "La residenza (comune ISTAT 015139) è fuori dai comuni dell'Alleanza."
    )


async def test_a_check_keeps_the_whole_tree_of_the_engine(desk: Desk):
    await desk.checked(family())
    (row,) = await desk.rows("select findings, revision from eligibility_check")
    tree = Outcome.model_validate(row.findings)
    assert (tree.answer, tree.amount_cents, tree.line, row.revision) == ("yes", 45_000, "II", 1)
    assert tree.amount is not None


async def test_a_check_tells_when_the_review_is_due_and_until_when_the_list_lasts(desk: Desk):
    application = await desk.filed(family())
    fact = await desk.check(application)
    registered = await desk.one("select registered_at, answer_due_on from application")
    assert (fact.review_due_on, fact.voucher_months) == (date(2015, 12, 2), 6)
    assert fact.list_until == registered.registered_at + timedelta(days=365)
    assert [told["checked"] for told in await desk.told("application.checked")] == [1]


async def test_a_firm_is_told_its_two_instalments(desk: Desk, time: Time):
    time.is_("2016-05-10T10:00")
    fact = await desk.check(await desk.filed(firm()))
    assert [each.amount_cents for each in fact.instalments] == [112_000, 48_000]
    assert fact.voucher_months == 0


async def test_every_check_is_kept_beside_the_ones_before(desk: Desk, time: Time):
    time.is_("2016-05-10T10:00")
    application = await desk.checked(firm(1))
    await desk.joined(adhesion(1))
    assert (await desk.check(application)).checked == 2
    rows = await desk.rows("select round, outcome from eligibility_check order by round")
    assert [tuple(row) for row in rows] == [(1, "no"), (2, "yes")]


@pytest.mark.parametrize("table", ["eligibility_check", "decision", "event_log"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {} cascade"])
async def test_what_was_checked_decided_and_told_stays(desk: Desk, table: str, change: str):
    application = await desk.checked(family())
    await desk.decide(application)
    with pytest.raises(DBAPIError, match="permission denied"):
        await desk.do(lambda session: session.execute(text(change.format(table))))


def adhesion(number: int, since_on: date = date(2016, 1, 1)) -> AdhesionConfirmed:
    return AdhesionConfirmed(
        adhesion_id=UUID(int=number), organisation_key=firm_key(number), alliance="legnano",
        since_on=since_on,
    )  # fmt: skip


def withdrawal(number: int, until_on: date) -> AdhesionWithdrawn:
    return AdhesionWithdrawn(
        adhesion_id=UUID(int=number), organisation_key=firm_key(number), alliance="legnano",
        until_on=until_on,
    )  # fmt: skip


async def is_member(desk: Desk, number: int) -> str:
    application = await desk.checked(firm(number))
    return (await answers(desk, application))["network"]


async def test_only_a_firm_that_joined_is_in_the_network(desk: Desk, time: Time):
    time.is_("2016-05-10T10:00")
    await desk.joined(adhesion(1))
    await desk.joined(adhesion(2, since_on=date(2016, 5, 11)))
    await desk.joined(adhesion(3, since_on=date(2016, 5, 10)))
    assert [await is_member(desk, number) for number in (1, 2, 3, 4)] == ["yes", "no", "yes", "no"]


@pytest.mark.parametrize("withdrawn_first", [False, True])
@pytest.mark.parametrize(("last_day", "answer"), [(9, "no"), (10, "yes"), (30, "yes")])
async def test_a_firm_is_in_until_its_last_day_in_whichever_order_it_is_told(
    desk: Desk, time: Time, withdrawn_first: bool, last_day: int, answer: str
):
    time.is_("2016-05-10T10:00")
    joined, left = adhesion(1), withdrawal(1, date(2016, 5, last_day))
    for fact in (left, joined) if withdrawn_first else (joined, left):
        await (desk.left(fact) if fact is left else desk.joined(fact))
    await desk.joined(joined)
    assert await is_member(desk, 1) == answer


async def test_a_decision_is_an_act_with_the_next_number(desk: Desk):
    applications = [await desk.checked(family(number)) for number in (1, 2)]
    facts = [await desk.decide(each) for each in applications]
    assert [(fact.act_number, fact.act_year, fact.batch) for fact in facts] == [
        (1, 2015, False), (2, 2015, False),
    ]  # fmt: skip
    row = await desk.one("select * from decision where application_id = :id", id=applications[1])
    assert (row.outcome, row.official, row.checked, row.act_number) == ("granted", OFFICIAL, 1, 2)
    assert await desk.told("application.decided") == [
        fact.model_dump(mode="json") for fact in facts
    ]


async def test_acts_are_numbered_without_gaps_per_body_and_year(desk: Desk, time: Time):
    applications = [await desk.checked(family(number)) for number in range(1, 9)]
    acts = await asyncio.gather(*(desk.decide(each) for each in applications[:6]))
    time.is_("2016-01-01T00:30")
    acts += [await desk.decide(each) for each in applications[6:7]]
    time.is_("2016-05-10T10:00")
    acts += [await desk.decide(await desk.checked(firm()))]
    numbers = sorted((act.act_year, act.act_number) for act in acts)
    assert numbers == [*((2015, n) for n in range(1, 7)), (2016, 1), (2016, 1)]


async def test_a_failed_decision_takes_no_number(desk: Desk, time: Time):
    first, second = [await desk.checked(family(number)) for number in (1, 2)]
    await heard(desk, time, first)
    with pytest.raises(IntegrityError, match="refusal_has_a_reason"):
        await desk.decide(first, "refused", reason="")
    assert (await desk.decide(second)).act_number == 1
    assert await desk.state(first) == "under_review"


async def test_a_refusal_keeps_its_reason_in_the_log_and_out_of_the_fact(desk: Desk, time: Time):
    application = await desk.checked(family())
    await heard(desk, time, application)
    fact = await desk.decide(application, "refused", reason="Fuori territorio.")
    row = await desk.one("select why, data from event_log where type like '%decided%'")
    assert (fact.outcome, row.why) == ("refused", "Fuori territorio.")
    assert "Fuori territorio." not in orjson.dumps(row.data).decode()
    assert await desk.state(application) == "refused"


async def test_the_words_of_another_application_are_no_reason(desk: Desk):
    first, second = [await desk.checked(family(number)) for number in (1, 2)]
    words = await desk.reason(first, "Fuori territorio.")
    decision = Decision(outcome="refused", official=OFFICIAL, reason_id=words, checked=1)
    command = RecordDecision(application_id=second, decision=decision)
    no = await refused(desk, desk.do(lambda session: record_decision(session, command)))
    assert no == ("unknown-reason", 422, "La motivazione non è di questa domanda.")


async def test_a_decision_on_an_older_check_is_stale(desk: Desk):
    application = await desk.checked(family())
    await desk.check(application)
    no = await refused(desk, desk.decide(application, checked=1))
    assert no == (
        "stale-decision", 409, "La domanda è stata riesaminata: rivedi l'esito.",
    )  # fmt: skip
    assert (await desk.decide(application, checked=2)).act_number == 1


async def test_a_decision_before_the_check_is_stale(desk: Desk):
    application = await desk.filed(family())
    assert (await refused(desk, desk.decide(application)))[0] == "stale-decision"


async def test_the_first_decision_stands_and_answers_the_second(desk: Desk):
    application = await desk.checked(family())
    first = await desk.decide(application)
    assert await desk.decide(application, "refused", reason="Ripensamento.") == first
    assert len(await desk.told("application.decided")) == 1


async def test_a_decided_application_is_not_checked_again(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    moves = "waitlisted, awarded, withdrawn, call_revoked"
    sentence = f"Da granted non si passa a under_review; passaggi: {moves}."
    assert await refused(desk, desk.check(application)) == ("illegal-move", 409, sentence)


@pytest.mark.parametrize(
    ("reached", "allowed"),
    [("registered", "under_review, withdrawn, call_revoked"), ("refused", "nessuno")],
)
async def test_only_what_was_granted_can_wait_for_money(
    desk: Desk, time: Time, reached: str, allowed: str
):
    application = await desk.filed(family())
    if reached == "refused":
        await desk.check(application)
        await heard(desk, time, application)
        await desk.decide(application, "refused", reason="No.")
    command = WaitlistApplication(application_id=application)
    work = desk.do(lambda session: review.waitlist_application(session, command))
    sentence = f"Da {reached} non si passa a waitlisted; passaggi: {allowed}."
    assert await refused(desk, work) == ("illegal-move", 409, sentence)


async def test_a_command_about_no_application_is_refused(refusing: Desk):
    assert await refused(refusing, refusing.check(new_id())) == (
        "unknown-application", 404, "La domanda non esiste.",
    )  # fmt: skip


def ordered(command: Command, step: str) -> Envelope:
    attributes = {
        "id": step, "source": "/capofila/workflows", "type": command.name(), "replyto": "replies.x",
    }  # fmt: skip
    return unpack(pack(attributes, command.model_dump_json().encode()))


async def test_an_end_is_recorded_once_and_always_answered_alike(desk: Desk, time: Time):
    application = await desk.checked(family())
    await desk.decide(application)
    handler, end = (
        Handler(doors, desk.database),
        CloseApplication(application_id=application, state="awarded"),
    )
    first = await handler.command(ordered(end, "application/1:Close"))
    closed = await desk.one("select closed_at, state from application")
    time.is_("2015-11-20T10:00")
    assert await handler.command(ordered(end, "application/1:Close")) == first
    fact = first["fact"]
    assert (fact["application_id"], fact["state"]) == (str(application), "awarded")
    assert await desk.one("select closed_at, state from application") == closed
    assert len(await desk.told("application.closed")) == 1


async def test_an_end_that_is_not_allowed_is_refused_and_stays_refused(desk: Desk):
    application = await desk.checked(family())
    end = CloseApplication(application_id=application, state="awarded")
    handler = Handler(doors, desk.database)
    first = await handler.command(ordered(end, "application/1:Close"))
    await desk.decide(application)
    assert await handler.command(ordered(end, "application/1:Close")) == first
    assert first["refused"] == {
        "slug": "illegal-move", "status": 409,
        "sentence": "Da under_review non si passa a awarded; passaggi: "
        "under_review, granted, refused, withdrawn, call_revoked.",
    }  # fmt: skip
    assert await desk.told("application.closed") == []


async def test_an_eligible_application_without_money_waits_and_ends_unfunded(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    for command, work in (
        (WaitlistApplication(application_id=application), review.waitlist_application),
        (
            CloseApplication(application_id=application, state="not_funded"),
            review.close_application,
        ),
    ):
        await desk.do(lambda session, c=command, w=work: w(session, c))
    assert await desk.state(application) == "not_funded"
    assert (await desk.told("application.closed"))[0]["state"] == "not_funded"
    assert (await desk.one("select closed_at from application")).closed_at is not None
