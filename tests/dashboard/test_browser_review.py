"""The pages of reviews in a headless Chromium: accessible at every width, and without scripts."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from playwright.async_api import Browser

from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.conftest import EMAIL, PASSWORD
from tests.dashboard.peers import Owner
from tests.dashboard.review_world import (
    READER,
    REVIEWED,
    assigned_case,
    item,
    proposal,
    reader,
    review_card,
    reviewed_programmes,
    reviewer,
    reviewer_card,
    who,
)
from tests.world.browser import log_in, opened, violations

pytestmark = pytest.mark.browser
WIDTHS = [(1280, 900), (390, 844)]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"
BICE = "staff:0197aaaa-0000-7000-8000-00000000bbbb"
GATE = Refusal("declare-first", "Prima di vedere le domande chi le esamina dichiara.", 403)
DONE = [item("seat", "yes"), item("agreement", "no", comment="Manca.")]


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, programmes=reviewed_programmes())


@dataclass(frozen=True)
class Place:
    """The desk behind its address, who answers its pages, and one who reads."""

    address: str
    desk: Desk
    owner: Owner
    anna: Staff


@pytest.fixture
async def place(address: str, desk: Desk, owner: Owner) -> Place:
    return Place(address, desk, owner, await reviewer(desk))


def to_sign(case: UUID) -> object:
    told = {"items": DONE, "proposal": proposal(BICE), "second_signature": True}
    return review_card(case, reader(BICE, handed_in=True), **told)


@pytest.mark.parametrize("size", WIDTHS)
async def test_axe_finds_nothing_on_what_a_reviewer_sees_and_none_is_too_wide(
    chromium: Browser, place: Place, size: tuple[int, int]
) -> None:
    case = await assigned_case(place.desk, place.owner, place.anna)
    gate = f"/istruttorie/bandi/{REVIEWED}/dichiarazione"
    async with opened(chromium, place.address, size) as page:
        await log_in(page, READER, PASSWORD)
        for path in ("/istruttorie", f"/domande/{case}/istruttoria", gate):
            await page.goto(path)
            await page.evaluate(UNFOLD)
            assert await violations(page) == [], path
            assert not await page.evaluate(TOO_WIDE), path


@pytest.mark.parametrize("size", WIDTHS)
async def test_axe_finds_nothing_on_what_the_responsible_official_sees(
    chromium: Browser, place: Place, size: tuple[int, int]
) -> None:
    case = await assigned_case(place.desk, place.owner, place.anna)
    place.owner.office.cards[case] = to_sign(case)
    place.owner.office.staff = [reviewer_card(who(place.anna))]
    paths = ("/istruttorie?chi=tutti", f"/istruttorie/bandi/{REVIEWED}")
    async with opened(chromium, place.address, size) as page:
        await log_in(page, EMAIL, PASSWORD)
        for path in (*paths, f"/domande/{case}/istruttoria", f"/domande/{case}"):
            await page.goto(path)
            await page.evaluate(UNFOLD)
            assert await violations(page) == [], path
            assert not await page.evaluate(TOO_WIDE), path


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_reviewer_declares_answers_and_gives_points_by_keyboard(
    chromium: Browser, place: Place, scripts: bool
) -> None:
    case = await assigned_case(place.desk, place.owner, place.anna)
    place.owner.office.gate = place.desk.cards.gate = GATE
    async with opened(chromium, place.address, scripts=scripts) as page:
        await log_in(page, READER, PASSWORD)
        await page.goto(f"/domande/{case}")
        await page.get_by_role("radio", name="Non sono in conflitto").check()
        place.desk.cards.gate = None
        await page.get_by_role("button", name="Firma la dichiarazione").click()
        await page.get_by_role("heading", name="Dichiarazione registrata").wait_for()
        points = page.get_by_role("group", name="Bisogno")
        await points.get_by_role("radio", name="6", exact=True).focus()
        await page.keyboard.press("Space")
        await page.keyboard.press("ArrowRight")
        await page.get_by_label("Progetto").fill("21")
        await page.get_by_role("button", name="Consegna i punti").click()
        await page.get_by_role("heading", name="Punti consegnati").wait_for()
    (_, declared, _), (_, sheet, _) = place.owner.taken
    assert (declared.conflict, sheet.points) == (False, {"need": 7, "plan": 21})


async def test_points_are_saved_as_they_are_chosen(chromium: Browser, place: Place) -> None:
    case = await assigned_case(place.desk, place.owner, place.anna)
    async with opened(chromium, place.address) as page:
        await log_in(page, READER, PASSWORD)
        await page.goto(f"/domande/{case}/istruttoria")
        points = page.get_by_role("group", name="Bisogno")
        await points.get_by_text("6", exact=True).click()
        await page.get_by_text("Bozza salvata").wait_for()
        await page.reload()
        assert await points.get_by_role("radio", name="6", exact=True).is_checked()
    assert place.owner.taken == []


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_responsible_official_reads_the_act_and_signs_it(
    chromium: Browser, place: Place, scripts: bool
) -> None:
    case = await assigned_case(place.desk, place.owner, place.anna)
    told = {"items": DONE, "proposal": proposal(BICE)}
    place.owner.office.cards[case] = review_card(case, reader(BICE, handed_in=True), **told)
    async with opened(chromium, place.address, scripts=scripts) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(f"/domande/{case}")
        await page.get_by_role("link", name="Vai all'istruttoria").click()
        await page.get_by_role("button", name="Leggi l'atto prima di firmare").click()
        await page.get_by_text("Firmato da Ada Prova").wait_for()
        await page.get_by_role("button", name="Firma e accogli").click()
        await page.get_by_role("heading", name="Decisione registrata").first.wait_for()
    [(taken, decision, reason)] = place.desk.cases.taken
    assert (taken, decision.outcome, reason) == (case, "granted", "Tutto in ordine.")
