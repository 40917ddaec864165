"""S3, the network of Complessi Equilibri: a plan, the front desks, the Osservatorio."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.journeys.alliance import (
    ALLIANCE,
    BOSS,
    PAULLO,
    REVIEWER,
    ROZZANO,
    SAN_DONATO,
    answer_at,
    booked,
    desk,
    joined,
    reached,
    tried,
    with_attestation,
)
from tests.journeys.counter import MEANS, card, counter, known, look, sent, uploaded
from tests.journeys.people import person, tax_code, vat_number
from tests.journeys.story import Story
from tests.journeys.world import letter_to
from tests.world.live import LiveHouse

LUCIA, EVA = "staff:a1", "staff:e1"
ISEE = 2_718_281
TAX_CODE = re.compile(
    r"\b[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]\b"
)
FIRMS = range(400, 423)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s3-network")
        async with counter(here, process, "2026-10-01T10:00", [MEANS]) as house:
            yield house
            await house.sound()


async def test_s3_3_the_milestones_of_a_plan(house: LiveHouse, story: Story):
    story.begin("S3-3", "Plan milestones, in their order and in forty hours")
    house.stand_on("2026-10-02T10:00")
    adhesion = await joined(house, "BETA", "2026-10-01")
    opening = {"title": "Congedo parentale a ore", "official": REVIEWER}
    opened = await sent(house, "network", f"/v1/adhesions/{adhesion}/plans", opening)
    plan = f"/v1/plans/{opened['plan_id']}"
    story.given("the plan of BETA: hourly parental leave, 40 hours of consulting, 6 months to try")
    await the_survey_is_not_skipped(house, story, plan)
    await the_plan_is_approved(house, story, plan)
    await the_experiment_lasts_six_months(house, story, plan)
    whole = await known(house, "network", plan)
    assert (whole["state"], whole["next"], whole["booked_minutes"]) == ("completed", None, 40 * 60)
    story.then("the plan is completed, and this is its story:")
    for each in whole["milestones"]:
        story.note(f"{each['reached_on']}  {each['milestone'].replace('_', ' ')}")
    no = await booked(house, plan, 1, "2027-04-30")
    assert no["title"] == "hours-exhausted"
    story.then(f"a forty-first hour is refused: {no['detail']}")
    assert await house.settled() == []


async def the_survey_is_not_skipped(house: LiveHouse, story: Story, plan: str) -> None:
    story.when("the survey is skipped, and the plan is filed and put up for approval")
    filed = await reached(house, plan, "plan", "2026-10-02")
    approved = await tried(house, f"{plan}/approvals", approval("2026-10-02"))
    assert (filed["title"], approved["title"]) == ("survey-first", "survey-first")
    story.then(f"it cannot be approved: {approved['detail']}")


async def the_plan_is_approved(house: LiveHouse, story: Story, plan: str) -> None:
    assert "plan_id" in await reached(house, plan, "survey", "2026-10-02")
    assert (await booked(house, plan, 8, "2026-10-02"))["booked_minutes"] == 8 * 60
    assert "plan_id" in await reached(house, plan, "plan", "2026-10-02")
    story.when("the needs survey is done, 8 hours, and the plan with hourly leave is filed")
    early = await reached(house, plan, "union_agreement", "2026-10-02")
    assert early["title"] == "plan-not-approved"
    assert "plan_id" in await tried(house, f"{plan}/approvals", approval("2026-10-02"))
    story.then("it is approved by act 12/2026, and not by who filed it")
    house.stand_on("2026-10-12T10:00")
    skipped = await reached(house, plan, "evaluation", "2026-10-12")
    assert skipped["title"] == "milestone-order"
    story.then(f"no milestone is jumped over: {skipped['detail']}")
    assert "plan_id" in await reached(house, plan, "union_agreement", "2026-10-12")
    assert (await booked(house, plan, 16, "2026-10-12"))["booked_minutes"] == 24 * 60
    story.when("the union agreement is signed on 12 October 2026, 16 hours more")


async def the_experiment_lasts_six_months(house: LiveHouse, story: Story, plan: str) -> None:
    house.stand_on("2027-04-11T10:00")
    short = await reached(house, plan, "experiment", "2027-04-11")
    assert short["title"] == "experiment-too-short"
    story.then(f"on 11 April 2027 the experiment is not over: {short['detail']}")
    house.stand_on("2027-04-12T10:00")
    assert "plan_id" in await reached(house, plan, "experiment", "2027-04-12")
    house.stand_on("2027-04-30T10:00")
    assert "plan_id" in await reached(house, plan, "evaluation", "2027-04-30")
    assert (await booked(house, plan, 16, "2027-04-30"))["booked_minutes"] == 40 * 60
    story.when("the experiment ends on 12 April, and the evaluation is filed on 30 April 2027")


def approval(on: str) -> dict[str, Any]:
    return {"official": BOSS, "act_number": "12/2026", "act_on": on}


async def test_s3_4_the_front_desk(house: LiveHouse, story: Story):
    story.begin("S3-4", "Front desk: filing for a worker with a signed delega")
    house.stand_on("2026-10-05T10:00")
    paullo = await desk(house, "Paullo", PAULLO, LUCIA)
    rozzano = await desk(house, "Rozzano", ROZZANO, EVA)
    story.given("the operator of the Paullo desk, and another one at the Rozzano desk")
    form = person(
        MEANS, "lavoro", "Colombo", SAN_DONATO, employer_vat=vat_number("BETA"), isee_cents=ISEE
    )
    receipt, delega = await filed_at_the_desk(house, form)
    deed = {
        "operator": LUCIA, "application_id": receipt["application_id"], "act": "filed",
        "principal_tax_code": tax_code("Colombo"), "delegation_id": delega,
    }  # fmt: skip
    await sent(house, "network", f"/v1/desks/{paullo}/acts", deed)
    assert await house.settled() == []
    story.when("she files for Colombo: the form, the ISEE attestation, the signed delega as scans")
    assert await letter_to(house, receipt, "Abbiamo ricevuto")
    story.then(f"it is registered as {receipt['protocol']}; Colombo herself gets the receipt")
    await both_are_named(house, story, receipt, paullo)
    await only_her_desk_sees_it(house, story, receipt, (paullo, rozzano))
    await no_isee_is_shown(house, story, receipt, paullo)


async def filed_at_the_desk(house: LiveHouse, form: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """File as an operator does; return the receipt, and the id of the scanned delegation."""
    delega = await uploaded(house, "delega-firmata.pdf")
    arrival = {
        "channel": "partner", "operator": LUCIA, "arrived_at": "2026-10-05T09:55:00+02:00",
        "delegate": {
            "name": "Sara Fumagalli", "tax_code": tax_code("Fumagalli"),
            "relation": "operatrice dello sportello di Paullo", "attachment_id": delega,
        },
    }  # fmt: skip
    arrived = {"form": await with_attestation(house, form), "arrival": arrival}
    return await sent(house, "applications", "/v1/arrivals", arrived), delega


async def both_are_named(
    house: LiveHouse, story: Story, receipt: dict[str, Any], paullo: str
) -> None:
    (entry,) = (await known(house, "network", f"/v1/desks/{paullo}/log"))["items"]
    assert (entry["operator"], entry["application_id"]) == (LUCIA, receipt["application_id"])
    assert entry["principal_key"] not in ("", tax_code("Colombo"))
    (applicant,) = await look(house, KEY, id=receipt["application_id"])
    assert entry["principal_key"] == applicant.organisation_key
    story.then("the desk's log shows the operator, and the principal by the key of her tax code")
    case = await card(house, receipt)
    assert (case["channel"], case["filed_by"]) == ("partner", LUCIA)
    assert case["delegate"] == "Sara Fumagalli (operatrice dello sportello di Paullo)"
    papers = {each["document"]: each["name"] for each in case["documents"]}
    assert papers == {"isee": "attestazione-isee.pdf", "delegation": "delega-firmata.pdf"}
    story.then(f"the case shows who filed, {case['delegate']}, for whom, and both scans")


KEY = "select organisation_key from applications.applicant where application_id = cast(:id as uuid)"


async def only_her_desk_sees_it(
    house: LiveHouse, story: Story, receipt: dict[str, Any], desks: tuple[str, str]
) -> None:
    paullo, rozzano = desks
    hers = await known(house, "network", f"/v1/desks/{paullo}/cases?operator={LUCIA}")
    assert hers["application_ids"] == [receipt["application_id"]]
    other = await known(house, "network", f"/v1/desks/{rozzano}/cases?operator={EVA}")
    assert other["application_ids"] == []
    url = f"{house.stack.url('network')}/v1/desks/{paullo}/cases?operator={EVA}"
    strange = await house.client.get(url, headers=house.service)
    assert (strange.status_code, strange.json()["title"]) == (403, "not-your-desk")
    assert (await access(house, EVA, receipt))["sees"] is False
    story.then(f"the Rozzano desk does not see the case: {strange.json()['detail']}")


async def no_isee_is_shown(
    house: LiveHouse, story: Story, receipt: dict[str, Any], paullo: str
) -> None:
    may = await access(house, LUCIA, receipt)
    assert (may["sees"], may["writes"], "isee" in may["hides"]) == (True, False, True)
    read = [
        receipt,
        may,
        await known(house, "network", f"/v1/desks/{paullo}/log"),
        await known(house, "network", f"/v1/desks/{paullo}/cases?operator={LUCIA}"),
    ]
    assert str(ISEE) not in str(read) + await everything_told(house)
    story.then("after sending the operator may read the case and not write; its ISEE is hidden")
    story.then("neither her receipt, her list and her log nor any event bears the ISEE value")


async def access(house: LiveHouse, operator: str, receipt: dict[str, Any]) -> dict[str, Any]:
    asked = {"operator": operator, "application_id": receipt["application_id"], "sent": True}
    return await sent(house, "network", "/v1/queries/desk-access", asked)


async def test_s3_5_the_osservatorio(house: LiveHouse, story: Story):
    story.begin("S3-5", "Osservatorio: figures without people")
    house.stand_on("2026-11-02T10:00")
    needs = [{"code": each, "label": each} for each in ("minors", "elders", "disabled")]
    opening = {"alliance": ALLIANCE, "title": "Bisogni", "official": BOSS, "needs": needs}
    survey = (await sent(house, "network", "/v1/surveys", opening))["survey_id"]
    for number in FIRMS:
        await answer_at(house, survey, await joined(house, number, "2026-10-01"), number)
    story.given("needs surveys of 23 firms, answered by three people each")
    await sent(house, "network", f"/v1/surveys/{survey}/closings", {"official": BOSS})
    asked = {"official": BOSS, "reason": "Prima versione."}
    path = f"/v1/surveys/{survey}/releases"
    release = await sent(house, "network", path, asked)
    story.when("the analyst asks for carers of disabled relatives by comune")
    await small_figures_are_hidden(story, release)
    url = f"{house.stack.url('network')}{path}/1/csv"
    csv = (await house.client.get(url, headers=house.service)).text
    left = str(release) + csv + await everything_told(house)
    assert [each for each in FIRMS if vat_number(each) in left] == []
    assert TAX_CODE.findall(left) == []
    story.then("no tax code and no VAT number is in the release, its CSV or any event")


async def small_figures_are_hidden(story: Story, release: dict[str, Any]) -> None:
    towns = next(each for each in release["tables"] if each["by"] == "municipality")
    place = towns["columns"].index("disabled")
    disabled = {row["label"]: row["cells"][place] for row in towns["rows"]}
    shown = [each for row in towns["rows"] for each in row["cells"] if each is not None]
    assert [*disabled.values()].count(None) >= 2
    assert min(shown) >= 5
    story.then("cells below 5 people are suppressed, and others so that none can be computed:")
    story.note(f"{'comune':<10}" + "".join(f"{each:>14}" for each in towns["columns"]))
    for row in towns["rows"]:
        cells = ["–" if each is None else str(each) for each in row["cells"]]
        story.note(f"{row['label']:<10}" + "".join(f"{each:>14}" for each in cells))


async def everything_told(house: LiveHouse) -> str:
    """Every event that was published so far, by every service."""
    redis = Redis.from_url(house.stack.addresses.redis_url)
    told = [str(await redis.xrange(each)) async for each in redis.scan_iter("evt.*")]
    await redis.aclose()
    assert told
    return "\n".join(told)
