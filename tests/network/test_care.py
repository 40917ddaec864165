"""The days of an adhesion: each is told once, and none of them decides."""

from datetime import date
from typing import Literal

import pytest

from contracts.network import AdhesionTended, TendAdhesion
from kit.database import Cause
from services.network.rules.care import Days, care
from services.network.usecases.care import tend_adhesion
from tests.network.world import Network, Time, paper, scheda


async def tended(network: Network, adhesion: str) -> tuple[str, str | None]:
    command = TendAdhesion.model_validate({"adhesion_id": adhesion})
    async with network.database.transaction(Cause(actor="workflow")) as session:
        found: AdhesionTended = await tend_adhesion(session, command)
    return found.step, found.wake_on and found.wake_on.isoformat()


async def test_an_original_is_asked_for_once_and_its_delay_is_told_once(
    network: Network, time: Time
):
    adhesion = (await network.sent(scheda(alliance="cip"), paper()))["adhesion_id"]
    assert await tended(network, adhesion) == ("wait", "2014-11-18")
    time.day("2014-11-18")
    assert await tended(network, adhesion) == ("remind", "2014-12-04")
    assert await tended(network, adhesion) == ("wait", "2014-12-04")
    time.day("2014-12-04")
    assert await tended(network, adhesion) == ("overdue", "2014-12-05")
    assert await tended(network, adhesion) == ("overdue", None)
    assert await tended(network, adhesion) == ("end", None)
    assert (await network.get(f"/v1/adhesions/{adhesion}"))["state"] == "provisional"


async def test_who_joined_is_asked_again_on_the_day_of_renewal(network: Network, time: Time):
    adhesion = (await network.sent(scheda(), paper()))["adhesion_id"]
    await network.stepped(adhesion, "confirm")
    assert await tended(network, adhesion) == ("end", None)
    await network.stepped(adhesion, "renew", on="2015-01-31")
    assert await tended(network, adhesion) == ("wait", "2015-01-31")
    time.day("2015-01-31")
    assert await tended(network, adhesion) == ("renew", None)
    await network.stepped(adhesion, "renew", on="2016-01-31")
    assert await tended(network, adhesion) == ("wait", "2016-01-31")


async def test_a_late_scheda_is_answered_in_its_days_too(network: Network, time: Time):
    time.day("2017-07-20")
    late = paper(arrived_at="2017-07-20T09:00:00+02:00")
    adhesion = (await network.sent(scheda(), late))["adhesion_id"]
    assert await tended(network, adhesion) == ("wait", "2017-08-20")


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
def test_nothing_is_looked_after_once_it_ended(state: Literal["withdrawn", "refused"]):
    ended = Days(state, date(2014, 11, 18), date(2014, 12, 3), date(2014, 12, 3), None)
    assert care(ended, set(), date(2020, 1, 1)) == ("", "end", None)
