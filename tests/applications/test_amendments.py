"""New answers to a filed application: what is registered, what follows, what is too late."""

import asyncio
import hashlib
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kit.ids import new_id
from tests.applications.conftest import PROGRAMMES
from tests.applications.test_review import refused
from tests.applications.world import FAMILY_CALL, Desk, Time, family, refusal, wrong
from tests.applications.world_calls import later, publish_later
from tests.applications.world_register import arrived, enter, register
from tests.applications.world_revisions import (
    amend,
    answers,
    half,
    post,
    requiring,
    revisions,
    supplemented,
    upload,
    withdraw,
)
from tests.applications.world_terms import heard

DECLARED = "select answers from applicant where application_id = :id"
APPLICATION = "select * from application where id = :id"


async def test_an_amendment_has_its_own_number_in_the_register_and_its_receipt(desk: Desk):
    application = await desk.filed(family())
    answer = await amend(desk, application, answers(cost_cents=60_000))
    receipt = answer.json()
    assert answer.status_code == 201
    assert receipt["content_hash"] == hashlib.sha256(answer.request.content).hexdigest()
    assert (receipt["protocol"], receipt["amount_cents"]) == ("0000002/2015", 30_000)
    entries = await register(desk)
    assert receipt["entry"]["link"] == entries[-1].link
    assert (await desk.rows("select kind from register_entry order by number"))[1][0] == "amendment"


async def test_what_was_declared_first_stays_beside_what_is_declared_now(desk: Desk):
    application = await desk.filed(family())
    await amend(desk, application, answers(cost_cents=60_000))
    await amend(desk, application, answers(cost_cents=50_000))
    assert await revisions(desk, application) == [
        (1, "application", 1, 45_000), (2, "amendment", 1, 30_000), (3, "amendment", 1, 25_000),
    ]  # fmt: skip
    rows = await desk.rows(
        "select answers->'cost_cents' as cost from declaration order by revision"
    )
    assert [row.cost for row in rows] == [90_000, 60_000, 50_000]
    assert (await desk.one(DECLARED, id=application)).answers["cost_cents"] == 50_000


@pytest.mark.parametrize("change", ["update {} set reason = ''", "delete from {}"])
async def test_a_revision_stays_for_ever(desk: Desk, change: str):
    await amend(desk, await desk.filed(family()), answers())
    with pytest.raises(DBAPIError, match="permission denied"):
        await desk.do(lambda session: session.execute(text(change.format("declaration"))))


async def test_a_revised_application_is_announced_with_its_new_amount(desk: Desk):
    application = await desk.filed(family())
    await amend(desk, application, answers(cost_cents=60_000))
    assert await desk.told("application.revised") == [
        {
            "application_id": str(application), "by": "amendment", "revision": 2,
            "call_id": FAMILY_CALL, "call_version": 1, "line": "II", "amount_cents": 30_000,
            "round": 1,
        }
    ]  # fmt: skip
    row = await desk.one(APPLICATION, id=application)
    assert (row.revision, row.amount_cents, row.state) == (2, 30_000, "registered")


async def test_a_revised_application_is_checked_again_on_what_it_declares_now(
    desk: Desk, time: Time
):
    application = await desk.checked(family())
    await amend(desk, application, answers(work="none"))
    fact = await desk.check(application)
    assert (fact.outcome, fact.checked, fact.revision) == ("no", 2, 2)
    await heard(desk, time, application)
    assert (await desk.decide(application, "refused", reason="No.", checked=2)).act_number == 1


async def test_a_decision_on_what_was_declared_before_is_stale(desk: Desk):
    application = await desk.checked(family())
    await amend(desk, application, answers(cost_cents=60_000))
    assert await refused(desk, desk.decide(application)) == (
        "stale-decision", 409, "La domanda è stata modificata: va esaminata di nuovo.",
    )  # fmt: skip


async def test_an_act_for_many_leaves_out_what_was_revised_and_is_not_checked_again(desk: Desk):
    revised, other = await desk.checked(family(1)), await desk.checked(family(2))
    await amend(desk, revised, answers(cost_cents=60_000))
    await desk.sign(through_place=2)
    assert [await desk.state(each) for each in (revised, other)] == ["under_review", "granted"]
    assert (await desk.check(revised)).decision is not None


async def test_the_same_key_amends_once(desk: Desk):
    application = await desk.filed(family())
    first = await amend(desk, application, answers(cost_cents=60_000), "one-amendment")
    again = await amend(desk, application, answers(cost_cents=60_000), "one-amendment")
    assert (again.status_code, again.content) == (201, first.content)
    assert len(await register(desk)) == 2
    other = await amend(desk, application, answers(), "one-amendment")
    assert refusal(other) == (422, "command-reused")


async def test_a_closed_call_takes_no_amendment(desk: Desk, time: Time):
    application = await desk.filed(family())
    time.is_("2015-12-10T00:00")
    answer = await amend(desk, application, answers())
    assert refusal(answer) == (409, "too-late-to-amend")
    assert answer.json()["detail"] == "Il bando è chiuso: la domanda non si può più modificare."
    assert len(await register(desk)) == 1


async def test_an_extension_lets_amend_under_the_version_that_was_filed_under(
    desk: Desk, time: Time
):
    application = await desk.filed(family())
    await publish_later(desk, later(PROGRAMMES))
    time.is_("2015-12-20T10:00")
    assert (await amend(desk, application, answers(cost_cents=60_000))).status_code == 201
    assert (await revisions(desk, application))[-1] == (2, "amendment", 1, 30_000)


async def test_a_decided_application_is_not_amended(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    answer = await amend(desk, application, answers())
    assert refusal(answer) == (409, "too-late-to-amend")
    sentence = "La domanda è già stata decisa: non si può più modificare."
    assert answer.json()["detail"] == sentence


async def test_a_withdrawn_application_is_not_amended(desk: Desk):
    application = await desk.filed(family())
    await withdraw(desk, application)
    answer = await amend(desk, application, answers())
    assert refusal(answer) == (409, "too-late-to-amend")
    assert answer.json()["detail"] == "La domanda è stata ritirata: non si può più modificare."


@pytest.mark.parametrize(
    ("step", "slug", "detail"),
    [
        (
            "suspend", "call-suspended",
            "Il bando è sospeso: per ora non si presentano domande.",
        ),
        (
            "revoke", "too-late-to-amend",
            "Il bando è stato revocato: la domanda non si può più modificare.",
        ),
    ],
)  # fmt: skip
async def test_a_stopped_call_takes_no_amendment(desk: Desk, step: str, slug: str, detail: str):
    application = await desk.filed(family())
    await desk.took(FAMILY_CALL, step)
    answer = await amend(desk, application, answers())
    assert (refusal(answer), answer.json()["detail"]) == ((409, slug), detail)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answers(cost_cents="x"), ("answers.cost_cents", "wrong-type")),
        ({"work": "employee"}, ("answers.service", "missing")),
        (answers(colour="red"), ("answers.colour", "unknown-field")),
    ],
)
async def test_a_wrong_amendment_is_refused_by_field_and_changes_nothing(
    desk: Desk, given: dict[str, object], expected: tuple[str, str]
):
    application = await desk.filed(family())
    status, errors = wrong(await amend(desk, application, given))
    assert status == 422
    assert expected in errors
    assert await revisions(desk, application) == []
    assert len(await register(desk)) == 1


async def test_what_an_official_entered_may_still_miss_answers(desk: Desk):
    form = family(answers={"service": None})
    entered = await enter(desk, arrived(form))
    application = UUID(entered.json()["application_id"])
    answer = await amend(desk, application, answers(service=None, cost_cents=60_000))
    assert (answer.status_code, answer.json()["amount_cents"]) == (201, 30_000)


async def test_documents_are_added_to_those_that_are_there(desk: Desk):
    first, second = await upload(desk), await upload(desk, "ricevuta.pdf")
    form = family() | {"documents": [{"document": "cost", "attachment_id": str(first)}]}
    application = await desk.filed(form)
    more = [{"document": "cost", "attachment_id": str(second)}]
    receipt = (await amend(desk, application, answers(), documents=more)).json()
    assert [each["name"] for each in receipt["documents"]] == ["ricevuta.pdf"]
    rows = await desk.rows("select attachment_id from filed_document order by at")
    assert [row[0] for row in rows] == [first, second]


async def test_documents_beyond_what_the_line_takes_are_refused(desk: Desk):
    first, second = await upload(desk), await upload(desk)
    form = family() | {"documents": [{"document": "identity", "attachment_id": str(first)}]}
    application = await desk.filed(form)
    more = [{"document": "identity", "attachment_id": str(second)}]
    answer = await amend(desk, application, answers(), documents=more)
    assert wrong(answer) == (422, [("documents[0]", "too-many")])
    detail = "Con quelli già inviati, di questo documento i file sono più di 1."
    assert answer.json()["errors"][0]["detail"] == detail


async def test_an_attachment_of_another_case_is_refused(desk: Desk):
    taken = await upload(desk)
    given = [{"document": "cost", "attachment_id": str(taken)}]
    await desk.filed(family(1) | {"documents": given})
    answer = await amend(desk, await desk.filed(family(2)), answers(), documents=given)
    assert wrong(answer) == (422, [("documents[0]", "taken-attachment")])


async def test_who_filed_before_may_add_what_a_later_version_admits(desk: Desk, time: Time):
    application = await desk.filed(family())
    await publish_later(desk, supplemented(amount=half(100_000)))
    time.is_("2016-01-15T11:59")
    receipt = (await amend(desk, application, answers(cost_cents=190_000))).json()
    assert receipt["amount_cents"] == 95_000
    assert await revisions(desk, application) == [
        (1, "application", 1, 45_000), (2, "supplement", 2, 95_000),
    ]  # fmt: skip
    (fact,) = await desk.told("application.revised")
    assert (fact["by"], fact["call_version"]) == ("supplement", 2)


async def test_a_supplement_is_judged_by_the_version_that_admits_it(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, supplemented(requirements=requiring("answers.cost_cents > 100000")))
    await amend(desk, application, answers(cost_cents=90_000))
    assert (await desk.check(application)).outcome == "no"


async def test_a_second_supplement_follows_the_first(desk: Desk, time: Time):
    application = await desk.filed(family())
    await publish_later(desk, supplemented())
    time.is_("2016-01-10T10:00")
    for cost in (60_000, 50_000):
        assert (await amend(desk, application, answers(cost_cents=cost))).status_code == 201
    assert [row[1:3] for row in (await revisions(desk, application))[1:]] == [("supplement", 2)] * 2


async def test_who_files_under_the_new_version_has_no_supplement(desk: Desk, time: Time):
    await publish_later(desk, supplemented())
    application = await desk.filed(family())
    time.is_("2016-01-10T10:00")
    assert refusal(await amend(desk, application, answers())) == (409, "too-late-to-amend")


async def test_the_term_of_a_supplement_is_kept_to_the_instant(desk: Desk, time: Time):
    application = await desk.filed(family())
    await publish_later(desk, supplemented())
    time.is_("2016-01-15T12:00:01")
    assert refusal(await amend(desk, application, answers())) == (409, "too-late-to-amend")


async def test_amendments_and_decisions_at_once_leave_one_truth(desk: Desk):
    for number in range(1, 7):
        application = await desk.checked(family(number))
        works = [amend(desk, application, answers(cost_cents=60_000)), desk.decide(application)]
        amended, decided = await asyncio.gather(*works, return_exceptions=True)
        state = await desk.state(application)
        if amended.status_code == 201:
            assert (decided.slug, state) == ("stale-decision", "under_review")
        else:
            assert (refusal(amended), state) == ((409, "too-late-to-amend"), "granted")


async def test_amendments_at_once_follow_each_other_or_are_told_to_try_again(desk: Desk):
    application = await desk.filed(family())
    works = [amend(desk, application, answers(cost_cents=50_000 + n)) for n in range(6)]
    done = [answer.status_code for answer in await asyncio.gather(*works)]
    assert set(done) <= {201, 409}
    rows = await revisions(desk, application)
    assert [row[0] for row in rows] == list(range(1, 2 + done.count(201)))
    assert len(await register(desk)) == 1 + done.count(201)


async def test_an_amendment_of_nothing_is_refused(refusing: Desk):
    answer = await amend(refusing, new_id(), answers())
    assert refusal(answer) == (404, "unknown-application")


async def test_only_the_house_amends_and_withdraws(refusing: Desk):
    for path in ("amendments", "withdrawals"):
        answer = await refusing.door.post(f"/v1/applications/{new_id()}/{path}", json={})
        assert refusal(answer) == (401, "service-key")


async def test_a_strange_field_of_an_amendment_is_refused(refusing: Desk):
    answer = await post(refusing, f"{new_id()}/amendments", {"answers": {}, "iban": "x"})
    assert wrong(answer) == (422, [("iban", "extra_forbidden")])
