"""The pages of the network in a headless Chromium: accessible at every width, without scripts."""

from dataclasses import replace

import pytest
from playwright.async_api import Browser

from services.dashboard.api.desk import Desk
from tests.dashboard.bureau import Bureau
from tests.dashboard.conftest import EMAIL, PASSWORD, card, waiting_case
from tests.dashboard.network_world import (
    ALLIANCE,
    adhesion,
    agreement,
    awaiting,
    contacts,
    desk_log,
    front_desk,
    known,
    plan,
    programmes,
    release,
    roll,
    statement,
    survey,
)
from tests.dashboard.peers import Owner
from tests.world.browser import log_in, opened, violations

pytestmark = pytest.mark.browser
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"
MONTH = "2016-03"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The desk of a house with the real alliances."""
    return replace(desk, programmes=programmes())


@pytest.fixture
async def pages(desk: Desk, bureau: Bureau, owner: Owner) -> list[str]:
    """A network in which something of everything is known; the addresses of its pages."""
    case = await waiting_case(desk)
    desk.cards.cards[case] = card(case, applicant="Paola Conti")
    owner.awaited = [awaiting(case)]
    firms = [adhesion(), adhesion("provisional"), adhesion("confirmed"), adhesion("suspended")]
    bureau.roll = roll(*firms, more=True)
    paths = [known(bureau, each) for each in firms[:3]]
    mine = plan("open", ("survey", "2016-03-11"), adhesion_id=firms[2].adhesion_id)
    shared = agreement(firms[2].adhesion_id, firms[0].adhesion_id)
    bureau.plans, bureau.agreements = {mine.plan_id: mine}, {shared.agreement_id: shared}
    bureau.months = {MONTH: statement(shared)}
    paths += [f"/piani/{mine.plan_id}", f"/convenzioni/{shared.agreement_id}?mese={MONTH}"]
    return [f"/adesioni?alleanza={ALLIANCE}", *paths, *desks(bureau), *surveys(bureau)]


def desks(bureau: Bureau) -> list[str]:
    place = front_desk()
    bureau.desks = bureau.desks.model_copy(update={"items": (place,)})
    bureau.log, bureau.contacts = desk_log(), contacts()
    return [f"/sportelli?alleanza={ALLIANCE}", f"/sportelli/{ALLIANCE}/{place.desk_id}"]


def surveys(bureau: Bureau) -> list[str]:
    running, over = survey(), survey("closed", answers=44, releases=1)
    bureau.surveys = {each.survey_id: each for each in (running, over)}
    bureau.releases = {1: release(over)}
    each = [f"/indagini/{found.survey_id}" for found in (running, over)]
    return [f"/indagini?alleanza={ALLIANCE}", *each]


@pytest.mark.parametrize("size", [(1366, 768), (360, 800)])
async def test_axe_finds_nothing_on_pages_of_the_network_and_none_is_too_wide(
    chromium: Browser, address: str, pages: list[str], size: tuple[int, int]
) -> None:
    async with opened(chromium, address, size) as page:
        await log_in(page, EMAIL, PASSWORD)
        for path in pages:
            await page.goto(path)
            await page.evaluate(UNFOLD)
            assert await violations(page) == [], path
            assert not await page.evaluate(TOO_WIDE), path


async def test_an_adhesion_is_confirmed_without_scripts(
    chromium: Browser, address: str, bureau: Bureau
) -> None:
    here = known(bureau, adhesion())
    async with opened(chromium, address, scripts=False) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(here)
        await page.get_by_text("Conferma l'adesione").first.click()
        await page.get_by_role("button", name="Conferma l'adesione").click()
        await page.get_by_role("heading", name="Passo registrato").wait_for()
    assert [asked.step for _, asked in bureau.taken] == ["confirm"]
