"""Officials look through the list of providers: by state, place, service and alliance."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.providers import ProviderEntries, ProviderQuery
from kit import clock
from kit.refusal import Refusal
from services.vouchers.queries.provider_list import provider_entries
from tests.vouchers.conftest import Time
from tests.vouchers.test_provider_changes import change, propose
from tests.vouchers.world_vouchers import ESTATE, NIDO, Shop


async def page(shop: Shop, **asked: Any) -> ProviderEntries:
    async with shop.database.reading() as session:
        return await provider_entries(session, ProviderQuery(**asked), clock.today())


async def named(shop: Shop, **asked: Any) -> list[str]:
    return [each.handle for each in (await page(shop, **asked)).items]


@pytest.fixture
async def shops(shop: Shop) -> Shop:
    """Three besides `nido`: accredited in Cernusco, waiting in Lecco, suspended in Melzo."""
    await shop.listed("alfa", {"name": "Alfa", "municipalities": ["015070"]}, categories=[NIDO])
    await shop.apply("beta", name="Beta", municipalities=["097042"], categories=[ESTATE])
    provider = await shop.listed("gamma", {"name": "Gamma", "municipalities": ["015142"]})
    await shop.step(provider, "suspend", act="9/2026")
    return shop


ASKED = {
    ("state", "suspended"): ["gamma"],
    ("state", "applied"): ["beta"],
    ("municipality", "015070"): ["alfa", "nido"],
    ("category", ESTATE): ["beta", "gamma"],
    ("alliance", "complessi-equilibri"): [],
}


@pytest.mark.parametrize("asked", ASKED, ids=str)
async def test_providers_are_looked_for(shops: Shop, asked: tuple[str, str]):
    assert await named(shops, **dict([asked])) == ASKED[asked]


async def test_a_page_begins_after_the_last_of_the_one_before(shops: Shop):
    first = await page(shops, limit=3)
    assert [each.handle for each in first.items] == ["alfa", "beta", "gamma"]
    assert await named(shops, limit=3, after=first.next) == ["nido"]
    assert (await page(shops, limit=3, after=first.next)).next is None


async def test_an_entry_says_by_which_act_it_stands_there_and_what_waits(shops: Shop):
    (gamma,) = (await page(shops, state="suspended")).items
    assert (gamma.act, gamma.change_waits) == ("9/2026", False)
    await propose(shops, gamma.provider_id, capacity=3)
    (gamma,) = (await page(shops, state="suspended")).items
    assert (gamma.capacity, gamma.change_waits) == (20, True)


async def test_who_serves_another_place_from_a_day_is_found_there_from_that_day(
    shops: Shop, time: Time
):
    (gamma,) = (await page(shops, state="suspended")).items
    from_on = clock.today() + timedelta(days=1)
    await change(shops, gamma.provider_id, municipalities=["097042"], from_on=from_on)
    assert await named(shops, municipality="097042") == ["beta"]
    time.pass_days(1)
    assert await named(shops, municipality="097042") == ["beta", "gamma"]


async def test_an_alliance_that_is_not_there_has_no_list(shops: Shop):
    with pytest.raises(Refusal) as no:
        await page(shops, alliance="atlantide")
    sentence = "Nessuna alleanza ha questo nome breve."
    assert no.value.args == ("alliance-unknown", sentence, 404)
