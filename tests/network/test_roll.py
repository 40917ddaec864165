"""The network in lists, as officials read it."""

from typing import Any

import pytest

from kit.ids import new_id
from tests.network.world import BOSS, DESK, Network, Time, key, paper, refusal, scheda

LEGNANO = "legnano"


async def listed(network: Network, **asked: Any) -> Any:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return await network.get(f"/v1/adhesions?{query}")


async def received(network: Network, number: int, **document: Any) -> str:
    """The Scheda of the n-th firm of Legnano, as it came in."""
    return (await network.sent(scheda(number), paper(number, **document)))["adhesion_id"]


async def test_what_is_due_first_stands_first_and_what_waits_for_nothing_last(
    network: Network,
) -> None:
    await network.joined(3, alliance=LEGNANO)
    later = await received(network, 1, arrived_at="2014-11-04T10:00:00+01:00")
    first = await received(network, 2, arrived_at="2014-11-01T10:00:00+01:00")
    found = await listed(network, alliance=LEGNANO)
    rows = [(row["adhesion_id"], row["due"], row["due_on"]) for row in found["items"]]
    assert rows[:2] == [(first, "answer", "2014-12-01"), (later, "answer", "2014-12-04")]
    assert rows[2][1:] == ("", None)
    assert found["counts"] == {"received": 2, "confirmed": 1}


async def test_a_copy_waits_for_its_original_and_an_adhesion_for_its_renewal(
    network: Network,
) -> None:
    copy = await network.sent(scheda(1, alliance="cip"), paper())
    renewed = await network.joined(2, alliance="cip")
    await network.stepped(renewed, "renew", on="2015-11-30")
    rows = (await listed(network, alliance="cip"))["items"]
    assert {row["adhesion_id"]: (row["due"], row["due_on"]) for row in rows} == {
        copy["adhesion_id"]: ("original", copy["original_due_on"]),
        renewed: ("renewal", "2015-11-30"),
    }


async def test_a_page_goes_on_after_its_last_row(network: Network) -> None:
    for number in (1, 2, 3):
        await network.joined(number)
    first = await listed(network, limit=2)
    last = first["items"][-1]["adhesion_id"]
    second = await listed(network, limit=2, after_on="9999-12-31", after_id=last)
    assert (first["more"], second["more"], len(second["items"])) == (True, False, 1)
    names = [row["name"] for page in (first, second) for row in page["items"]]
    assert len(set(names)) == 3


async def test_a_list_is_of_a_state_and_of_an_alliance(network: Network) -> None:
    await network.joined()
    assert (await listed(network, state="suspended"))["items"] == []
    assert (await listed(network, alliance=LEGNANO))["items"] == []
    [row] = (await listed(network, state="confirmed", alliance="adda-martesana"))["items"]
    assert row["organisation_key"] == key(1)


async def test_a_sheet_is_read_as_it_arrived_and_one_from_paper_is_none(network: Network) -> None:
    adhesion = await received(network, 1)
    told = await network.get(f"/v1/adhesions/{adhesion}/sheet")
    assert (told["sheet"]["legal_form"], told["revision"]) == ("srl", 1)
    old = await network.joined(2)
    assert (await network.get(f"/v1/adhesions/{old}/sheet"))["sheet"] is None


async def test_the_plans_of_an_adhesion_are_listed(network: Network, time: Time) -> None:
    adhesion = await network.joined()
    opened = {"title": "Congedo a ore", "official": DESK}
    await network.posted(f"/v1/adhesions/{adhesion}/plans", opened)
    [plan] = (await network.get(f"/v1/adhesions/{adhesion}/plans"))["items"]
    assert (plan["title"], plan["granted_minutes"], plan["next"]) == (
        "Congedo a ore",
        2400,
        "survey",
    )


async def test_the_agreements_of_a_member_are_listed(network: Network) -> None:
    members = [await network.joined(number) for number in (1, 2)]
    said = {
        "alliance": "adda-martesana", "title": "Nido in comune", "service": "nido", "places": 4,
        "split": "equal", "starts_on": "2015-01-01", "document_id": str(new_id()),
        "members": [{"adhesion_id": each} for each in members], "official": DESK,
    }  # fmt: skip
    await network.posted("/v1/agreements", said)
    [agreement] = (await network.get(f"/v1/adhesions/{members[0]}/agreements"))["items"]
    assert (agreement["title"], len(agreement["members"])) == ("Nido in comune", 2)


async def test_the_surveys_of_an_alliance_are_listed(network: Network) -> None:
    needs = [{"code": code, "label": code} for code in ("minors", "elders")]
    said = {"alliance": LEGNANO, "title": "Bisogni di cura", "needs": needs, "official": BOSS}
    await network.posted("/v1/surveys", said)
    [survey] = (await network.get(f"/v1/alliances/{LEGNANO}/surveys"))["items"]
    assert (survey["title"], survey["state"]) == ("Bisogni di cura", "open")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("adhesions/{}/sheet", (404, "unknown-adhesion", "L'adesione non esiste.")),
        ("adhesions/{}/plans", (404, "unknown-adhesion", "L'adesione non esiste.")),
        ("adhesions/{}/agreements", (404, "unknown-adhesion", "L'adesione non esiste.")),
        ("desks/{}/operators", (404, "unknown-desk", "Lo sportello non esiste.")),
    ],
)
async def test_what_is_not_there_is_refused(
    network: Network, path: str, told: tuple[int, str, str]
) -> None:
    assert refusal(await network.door.get(f"/v1/{path.format(new_id())}")) == told
