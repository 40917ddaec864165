"""Acts on a call, its window to the second, and the end of its funds."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from kit.refusal import Refusal
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import DIRECTOR, FAMILY_CALL, FIRM_CALL, Desk, Time, family, firm
from tests.applications.world_calls import (
    advance,
    card,
    closing,
    exhaust,
    later,
    moves,
    page,
    publish_later,
    refused,
    take,
    versions,
)

FAMILIES = PROGRAMMES.calls[FAMILY_CALL].versions[0]
SUSPENDED = (409, "call-suspended", "Il bando è sospeso: per ora non si presentano domande.")
REVOKED = (409, "call-revoked", "Il bando è stato revocato: non si presentano domande.")
STOPPED = (
    "select data ->> 'application_id' as application from event_log "
    "where type like '%stopped%' order by event_log.id"
)
NO_ACT = (422, "act-missing", "Scriva il numero e il giorno dell'atto.")
NO_REASON = (422, "reason-missing", "Scriva il motivo dell'atto.")
FUTURE = (422, "act-in-the-future", "Il giorno dell'atto è nel futuro.")


async def test_a_call_opens_at_its_first_instant_and_closes_after_its_last_second(
    desk: Desk, time: Time
):
    looks = []
    for at in (
        "2015-10-12T08:59:59", "2015-10-12T09:00:00", "2015-12-09T23:59:59", "2015-12-10T00:00:00",
    ):  # fmt: skip
        time.is_(at)
        looks.append((await advance(desk)).state)
    assert looks == ["published", "open", "open", "closed"]
    assert await moves(desk) == [("open", "window"), ("closed", "window")]


async def test_a_call_tells_when_to_look_again(desk: Desk, time: Time):
    time.is_("2015-10-01T09:00")
    before = await advance(desk)
    assert before.wake_at == datetime(2015, 10, 12, 7, 0, tzinfo=UTC)
    assert before.at.replace(second=0, microsecond=0) == datetime(2015, 10, 1, 7, 0, tzinfo=UTC)
    time.is_("2015-11-02T10:00")
    assert (await advance(desk)).wake_at == datetime(2015, 12, 9, 23, 0, tzinfo=UTC)
    time.is_("2015-12-10T10:00")
    assert (await advance(desk)).wake_at is None


async def test_a_look_that_changes_nothing_announces_nothing(desk: Desk):
    first, second = await advance(desk), await advance(desk)
    assert (first.state, second.state) == ("open", "open")
    assert await moves(desk) == [("open", "window")]


async def test_a_call_that_is_not_published_does_not_advance(drafting: Desk):
    with pytest.raises(Refusal, match="unknown-call"):
        await advance(drafting)


async def test_while_a_call_is_suspended_nothing_is_filed(desk: Desk):
    await desk.took(FAMILY_CALL, "suspend")
    assert refused(await desk.file(family(1))) == SUSPENDED
    assert await desk.rows("select * from counter where kind = 'register'") == []
    await desk.took(FAMILY_CALL, "resume")
    await desk.filed(family(1))
    assert await moves(desk) == [("suspended", "act"), ("open", "act")]


async def test_a_suspended_call_waits_for_its_act_beyond_its_window(desk: Desk, time: Time):
    await desk.took(FAMILY_CALL, "suspend")
    time.is_("2015-12-20T10:00")
    assert (await advance(desk)).state == "suspended"
    await desk.took(FAMILY_CALL, "resume")
    answer = await desk.file(family(1))
    assert answer.json()["late"]
    assert await moves(desk) == [("suspended", "act"), ("closed", "act")]


async def test_a_version_that_is_published_during_a_suspension_lets_nobody_in(desk: Desk):
    await desk.took(FAMILY_CALL, "suspend")
    line = FAMILIES.lines[1].model_copy(update={"id": "III"})
    await publish_later(desk, later(PROGRAMMES, lines=(*FAMILIES.lines, line)))
    admits = await desk.rows("select admits from call_line where call_id = 'ADM-2015'")
    assert [row.admits for row in admits] == [False] * 3
    await desk.took(FAMILY_CALL, "resume", version=2)
    await desk.filed(family(1, line="III"))


async def test_after_an_early_closing_what_arrives_is_late(desk: Desk):
    await advance(desk)
    await desk.took(FAMILY_CALL, "close")
    answer = await desk.file(family(1))
    assert (answer.status_code, answer.json()["late"]) == (201, True)
    assert (await advance(desk)).state == "closed"


async def test_a_revocation_stops_every_open_application_in_place_order(desk: Desk, time: Time):
    filed = [await desk.filed(family(number)) for number in (1, 2, 3)]
    time.is_("2016-05-10T10:00")
    await desk.filed(firm(4))
    await desk.took(FAMILY_CALL, "revoke")
    assert [row.application for row in await desk.rows(STOPPED)] == [str(f) for f in filed]
    assert {fact["by"] for fact in await desk.told("application.stopped")} == {"call_revoked"}
    assert refused(await desk.file(family(5))) == REVOKED
    assert (await advance(desk)).state == "revoked"


@pytest.mark.parametrize("ending", ["state = 'refused'", "stopped = 'withdrawn'"])
async def test_a_revocation_leaves_alone_what_has_ended(desk: Desk, ending: str):
    ended, left = [await desk.filed(family(number)) for number in (1, 2)]
    end = text(f"update application set {ending} where id = :id")
    await desk.do(lambda session: session.execute(end, {"id": ended}))
    await desk.took(FAMILY_CALL, "revoke")
    assert [row.application for row in await desk.rows(STOPPED)] == [str(left)]


async def test_what_is_filed_while_a_call_is_revoked_is_stopped_or_refused(desk: Desk):
    filings = [desk.file(family(number)) for number in range(1, 9)]
    revoked, *answers = await asyncio.gather(desk.step(FAMILY_CALL, "revoke"), *filings)
    assert revoked.status_code == 201
    filed = [each.json()["application_id"] for each in answers if each.status_code == 201]
    others = [refused(each) for each in answers if each.status_code != 201]
    assert others == [REVOKED] * len(others)
    assert sorted(row.application for row in await desk.rows(STOPPED)) == sorted(filed)


async def test_a_call_is_revoked_once(desk: Desk):
    answers = await asyncio.gather(*(desk.step(FAMILY_CALL, "revoke") for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    again = await desk.step(FAMILY_CALL, "resume")
    sentence = "Ora non si può riprendere la versione 1 del bando. Non resta altro da fare."
    assert refused(again) == (409, "step-not-allowed", sentence)


@pytest.mark.parametrize(
    ("step", "changes", "said"),
    [
        ("suspend", {"act_number": ""}, NO_ACT),
        ("suspend", {"act_number": "  "}, NO_ACT),
        ("approve", {"act_on": None}, NO_ACT),
        ("publish", {"act_on": "2015-11-03"}, FUTURE),
        ("suspend", {"reason": " "}, NO_REASON),
        ("resume", {"reason": ""}, NO_REASON),
        ("close", {"reason": ""}, NO_REASON),
        ("revoke", {"reason": ""}, NO_REASON),
    ],
)
async def test_an_act_has_its_number_its_day_and_its_reason(
    refusing: Desk, step: str, changes: dict[str, Any], said: tuple[int, str, str]
):
    assert refused(await refusing.step(FAMILY_CALL, step, **changes)) == said


async def test_an_act_is_kept_with_who_signed_it_and_why(desk: Desk):
    await desk.took(FAMILY_CALL, "suspend")
    taken = (await card(desk))["taken"][-1]
    assert taken.pop("at").startswith("2015-11-02T09:00")
    assert taken == {
        "step": "suspend", "version": 1, "official": DIRECTOR, "act_number": "801/2015",
        "act_on": "2015-09-28", "reason": "Così dice l'atto.",
    }  # fmt: skip
    row = await desk.one("select actor, why, data from event_log where type like '%call.moved%'")
    assert (row.actor, row.why) == (DIRECTOR, "Così dice l'atto.")
    assert "Così" not in str(row.data)


async def test_a_call_that_ends_with_its_funds_closes_with_its_last_line(drafting: Desk):
    spent = FAMILIES.model_copy(update={"ends_with_funds": True})
    await take(drafting, versions(PROGRAMMES, FAMILY_CALL, spent))
    await drafting.publish(FAMILY_CALL)
    await exhaust(drafting, "II")
    await exhaust(drafting, "II")
    assert await moves(drafting) == []
    await exhaust(drafting, "I")
    assert await moves(drafting) == [("closed", "funds")]
    assert (await drafting.file(family(1))).json()["late"]


async def test_a_call_that_does_not_end_with_its_funds_only_remembers(desk: Desk):
    for line in ("I", "II"):
        await exhaust(desk, line)
    assert (await advance(desk)).state == "open"
    assert (await desk.file(family(1))).json()["late"] is False


async def test_money_that_ends_during_a_suspension_closes_at_the_resumption(drafting: Desk):
    spent = FAMILIES.model_copy(update={"ends_with_funds": True})
    await take(drafting, versions(PROGRAMMES, FAMILY_CALL, spent))
    await drafting.publish(FAMILY_CALL)
    await drafting.took(FAMILY_CALL, "suspend")
    for line in ("I", "II"):
        await exhaust(drafting, line)
    await drafting.took(FAMILY_CALL, "resume")
    assert await moves(drafting) == [("suspended", "act"), ("closed", "act")]
    assert (await page(drafting))["state"] == "closed"


async def test_who_keeps_a_draft_learns_when_a_call_closes(desk: Desk):
    assert (await closing(desk)).json() == {
        "call_id": FAMILY_CALL, "state": "open", "closes_at": "2015-12-09T22:59:59Z",
        "reminder_days": 3,
    }  # fmt: skip
    await desk.took(FAMILY_CALL, "revoke")
    ended = (await closing(desk)).json()
    assert (ended["state"], ended["closes_at"][:13]) == ("revoked", "2015-11-02T09")


async def test_the_other_call_goes_on(desk: Desk, time: Time):
    await desk.took(FAMILY_CALL, "revoke")
    time.is_("2016-05-10T10:00")
    assert (await advance(desk, FIRM_CALL)).state == "open"
    await desk.filed(firm(1))
