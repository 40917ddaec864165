"""Later versions: what they change, whom they leave alone, and what they may not do."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from programmes.files import Programmes
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import FAMILY_CALL, Desk, Time, family
from tests.applications.world_calls import (
    EXTENSION,
    act,
    advance,
    budgets,
    card,
    exhaust,
    later,
    moves,
    publish_later,
    refused,
    take,
    versions,
)

FAMILIES = PROGRAMMES.calls[FAMILY_CALL].versions[0]
FILED = "select call_version, late from application order by place"
SUPPLEMENT = datetime(2016, 1, 15, 11, 0, tzinfo=UTC)


def funded(**cents: int) -> Programmes:
    return later(PROGRAMMES, act=act("refunding"), **budgets(FAMILIES, **cents))


async def test_an_extension_leaves_filed_applications_under_their_version(desk: Desk, time: Time):
    await desk.filed(family(1))
    await publish_later(desk, later(PROGRAMMES))
    await desk.filed(family(2))
    time.is_("2015-12-20T10:00")
    await desk.filed(family(3))
    assert [tuple(row) for row in await desk.rows(FILED)] == [(1, False), (2, False), (2, False)]


async def test_an_application_is_judged_by_the_version_it_was_filed_under(desk: Desk):
    line = FAMILIES.lines[1]
    stricter = line.requirements[0].model_copy(update={"cel": "applicant.municipality == ''"})
    lines = (FAMILIES.lines[0], line.model_copy(update={"requirements": (stricter,)}))
    first = await desk.filed(family(1))
    await publish_later(desk, later(PROGRAMMES, act=act("correction"), lines=lines))
    second = await desk.filed(family(2))
    assert [(await desk.check(each)).outcome for each in (first, second)] == ["yes", "no"]


async def test_a_later_version_announces_its_act_and_its_ceilings(desk: Desk):
    supplement = act("extension_with_supplement", supplement_until=SUPPLEMENT)
    await publish_later(desk, later(PROGRAMMES, closes_at=EXTENSION, act=supplement))
    assert await desk.told("call.changed") == [
        {
            "call_id": FAMILY_CALL, "call_version": 2, "act": "extension_with_supplement",
            "supplement_until": "2016-01-15T11:00:00Z",
            "lines": [
                {"line": "I", "budget_cents": 2_000_000}, {"line": "II", "budget_cents": 2_000_000},
            ],
            "movable": True, "partial_funding": False,
        }
    ]  # fmt: skip
    assert len(await desk.told("call.published")) == 2


async def test_an_extension_opens_a_closed_call_again(desk: Desk, time: Time):
    await advance(desk)
    time.is_("2015-12-10T10:00")
    await advance(desk)
    await publish_later(desk, later(PROGRAMMES))
    assert await moves(desk) == [("open", "window"), ("closed", "window"), ("open", "act")]
    assert (await advance(desk)).wake_at == datetime(2015, 12, 31, 11, 0, 1, tzinfo=UTC)


async def test_refunding_raises_the_ceilings(desk: Desk):
    await desk.filed(family(1))
    await publish_later(desk, funded(II=3_000_000))
    (fact,) = await desk.told("call.changed")
    assert (fact["act"], fact["lines"][1]["budget_cents"]) == ("refunding", 3_000_000)


async def test_refunding_opens_a_call_that_its_funds_closed(drafting: Desk):
    spent = FAMILIES.model_copy(update={"ends_with_funds": True})
    programmes = versions(PROGRAMMES, FAMILY_CALL, spent)
    await take(drafting, programmes)
    await drafting.publish(FAMILY_CALL)
    for line in ("I", "II"):
        await exhaust(drafting, line)
    more = later(programmes, act=act("refunding"), **budgets(spent, I=2_500_000))
    await publish_later(drafting, more)
    assert await moves(drafting) == [("closed", "funds"), ("open", "act")]
    row = await drafting.one("select exhausted from call where call_id = 'ADM-2015'")
    assert row.exhausted == ["II"]


@pytest.mark.parametrize(
    ("changes", "slug", "sentence"),
    [
        (
            budgets(FAMILIES, II=1_000_000),
            "budget-lowered",
            "La sezione II ha già domande: i fondi non scendono sotto 20.000,00 euro.",
        ),
        (
            {"opens_at": datetime(2015, 10, 1, 7, 0, tzinfo=UTC)},
            "opening-moved",
            "Ci sono già domande: l'apertura del bando non si sposta.",
        ),
        (
            {"lines": FAMILIES.lines[:1]},
            "line-removed",
            "La sezione II ha già domande: non si toglie.",
        ),
    ],
)
async def test_what_would_break_the_trust_of_who_applied_is_refused(
    desk: Desk, changes: dict[str, object], slug: str, sentence: str
):
    await desk.filed(family(1))
    await take(desk, later(PROGRAMMES, act=act("correction"), **changes))
    await desk.took(FAMILY_CALL, "check", "approve", version=2)
    answer = await desk.step(FAMILY_CALL, "publish", version=2)
    assert refused(answer) == (409, slug, sentence)
    assert await desk.told("call.changed") == []


async def test_with_no_application_a_correction_may_do_all_that(desk: Desk):
    changes = {**budgets(FAMILIES, II=1), "opens_at": datetime(2015, 10, 1, 7, 0, tzinfo=UTC)}
    await publish_later(desk, later(PROGRAMMES, act=act("correction"), **changes))
    assert (await desk.told("call.changed"))[0]["lines"][1]["budget_cents"] == 1


async def test_a_version_is_not_published_before_the_one_before_it(drafting: Desk):
    await take(drafting, later(PROGRAMMES))
    await drafting.took(FAMILY_CALL, "check", "approve", version=2)
    answer = await drafting.step(FAMILY_CALL, "publish", version=2)
    sentence = "Prima va pubblicata la versione 1."
    assert refused(answer) == (409, "predecessor-unpublished", sentence)
    await drafting.publish(FAMILY_CALL)
    await drafting.took(FAMILY_CALL, "publish", version=2)
    assert (await card(drafting))["versions"][1]["state"] == "published"


async def test_not_even_the_database_skips_a_version(refusing: Desk):
    skipping = (
        "insert into call_version (call_id, version, alliance, body, definition, territory, "
        "published_at) select call_id, 3, alliance, body, definition, territory, published_at "
        "from call_version where call_id = 'ADM-2015' and version = 1"
    )
    with pytest.raises(IntegrityError, match="follows_its_predecessor"):
        await refusing.do(lambda session: session.execute(text(skipping)))


async def test_a_new_line_begins_with_its_first_place(desk: Desk):
    line = FAMILIES.lines[1].model_copy(update={"id": "III"})
    lines = {"lines": (*FAMILIES.lines, line), "act": act("refunding")}
    await desk.filed(family(1))
    await publish_later(desk, later(PROGRAMMES, **lines))
    await desk.filed(family(2, line="III"))
    rows = await desk.rows("select line, place, call_version from application order by line")
    assert [tuple(row) for row in rows] == [("II", 1, 1), ("III", 1, 2)]


async def test_a_call_is_issued_again_only_after_it_was_revoked(desk: Desk):
    again = FAMILIES.model_copy(update={"id": "ADM-2015-BIS", "reissues": FAMILY_CALL})
    await take(desk, versions(PROGRAMMES, "ADM-2015-BIS", again))
    await desk.took("ADM-2015-BIS", "check", "approve")
    answer = await desk.step("ADM-2015-BIS", "publish")
    assert refused(answer) == (409, "not-revoked", "Prima va revocato il bando ADM-2015.")
    await desk.took(FAMILY_CALL, "revoke")
    await desk.took("ADM-2015-BIS", "publish")
    await desk.filed(family(1, call_id="ADM-2015-BIS"))
    assert (await desk.one(FILED)).call_version == 1


async def test_a_version_is_published_in_the_name_of_who_leads_on_that_day(desk: Desk, time: Time):
    time.is_("2015-12-01T10:00")
    await publish_later(desk, later(PROGRAMMES))
    rows = await desk.rows(
        "select version, body, predecessor from call_version where call_id = 'ADM-2015' order by 1"
    )
    assert [tuple(row) for row in rows] == [
        (1, "comune-cernusco", None), (2, "comune-cernusco", 1),
    ]  # fmt: skip
