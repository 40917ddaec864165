"""The pages of hearings and of money in a headless Chromium: accessible at every width."""

from uuid import UUID

import pytest
from playwright.async_api import Browser

from contracts.payments import Payable
from contracts.vouchers.awards import AwardGranted
from contracts.vouchers.budget import FundsMoved
from contracts.vouchers.issue import VoucherIssued
from kit.ids import new_id
from services.dashboard.api.desk import Desk
from tests.dashboard.calls_world import CALL
from tests.dashboard.conftest import EMAIL, PASSWORD, T0, tell, waiting_case
from tests.dashboard.money_world import (
    batch_of,
    change,
    entry,
    figures,
    filed_report,
    provider,
    voucher,
)
from tests.dashboard.peers import Owner
from tests.dashboard.term_world import (
    WAITS,
    integration,
    notice,
    observation,
    served,
    term_card,
)
from tests.dashboard.treasury import Treasury
from tests.world.browser import log_in, opened, violations

pytestmark = pytest.mark.browser
WIDTHS = [(1366, 768), (360, 800)]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"


Peers = tuple[Owner, Treasury]


@pytest.fixture
def peers(owner: Owner, treasury: Treasury) -> Peers:
    """Who answers the pages."""
    return owner, treasury


async def heard_case(desk: Desk, owner: Owner, treasury: Treasury) -> UUID:
    """A case with a clock, a request and a notice to send, observations, and a voucher."""
    case = await waiting_case(desk)
    hearing = {"integrations": [integration()], "notices": [notice()]}
    said = {"observations": [observation("Non basta."), observation()], "refusal_waits": WAITS}
    owner.terms[case] = term_card(case, **hearing, **said)
    held = voucher(case)
    treasury.vouchers = [held, voucher(case, "suspended", parent_id=held.voucher_id)]
    issued = VoucherIssued(
        voucher_id=held.voucher_id, application_id=case, amount_cents=80_000, issued_at=T0,
        valid_until_on=held.valid_until_on,
    )  # fmt: skip
    await tell(desk.database, issued)
    return case


async def proved_case(desk: Desk, owner: Owner) -> UUID:
    """A case whose notice left, and another that waits for its proof."""
    case = await waiting_case(desk)
    owner.terms[case] = term_card(case, notices=[served(), notice("given")])
    award = {"award_id": new_id(), "amount_cents": 100, "instalments": []}
    await tell(desk.database, AwardGranted(application_id=case, **award))
    return case


async def pages(desk: Desk, owner: Owner, treasury: Treasury) -> list[str]:
    treasury.lines[CALL] = [figures("A", 1_000_000), figures("B", 6_000_000)]
    ends = {"call_id": CALL, "from_line": "A", "to_line": "B"}
    await tell(desk.database, FundsMoved(move_id=new_id(), amount_cents=500_000, **ends))
    known = provider("under_review", changes=[change("staff:00000000-0000-7000-8000-00000000000b")])
    treasury.providers[known.provider_id] = known
    treasury.entries = [entry()]
    treasury.owed[CALL] = [Payable(line="A", payee="treasury", amount_cents=8_000)]
    batches = [await batch_of(desk, treasury, state) for state in ("composed", "confirmed", "sent")]
    return [
        f"/domande/{await heard_case(desk, owner, treasury)}",
        f"/domande/{await proved_case(desk, owner)}",
        f"/bandi/{CALL}/fondi",
        f"/pagamenti?bando={CALL}",
        f"/pagamenti/rendiconti/{await filed_report(desk, treasury)}",
        f"/pagamenti/rendiconti/{await filed_report(desk, treasury, 'examined')}",
        *(f"/pagamenti/distinte/{batch}" for batch in batches),
        "/erogatori",
        f"/erogatori/{known.provider_id}",
    ]


@pytest.mark.parametrize("size", WIDTHS)
async def test_axe_finds_nothing_on_hearings_and_money_and_none_is_too_wide(
    chromium: Browser, address: str, desk: Desk, peers: Peers, size: tuple[int, int]
) -> None:
    paths = await pages(desk, *peers)
    async with opened(chromium, address, size) as page:
        await log_in(page, EMAIL, PASSWORD)
        for path in paths:
            await page.goto(path)
            await page.evaluate(UNFOLD)
            assert await violations(page) == [], path
            assert not await page.evaluate(TOO_WIDE), path


@pytest.mark.parametrize("scripts", [True, False])
async def test_an_official_drafts_a_request_and_sends_it(
    chromium: Browser, address: str, desk: Desk, owner: Owner, scripts: bool
) -> None:
    case = await waiting_case(desk)
    owner.terms[case] = term_card(case)
    async with opened(chromium, address, scripts=scripts) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(f"/domande/{case}")
        await page.get_by_text("Chiedi un'integrazione").click()
        await page.get_by_label("Giorni per rispondere").first.fill("15")
        await page.get_by_role("button", name="Prepara la richiesta").click()
        await page.get_by_role("heading", name="Bozza pronta").wait_for()
        owner.terms[case] = term_card(case, integrations=[integration()])
        await page.goto(f"/domande/{case}")
        await page.get_by_role("button", name="Invia la richiesta").click()
        await page.get_by_role("heading", name="Integrazione chiesta").wait_for()
    [(_, draft, _)] = owner.taken
    assert [each.article for each in draft.items] == ["art. 4"]
    assert [each.application_id for each in desk.cases.sent] == [case]
