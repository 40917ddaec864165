"""Organisations that share places: who has one, who waits, and who pays how much."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from capofila.demo.people import Person
from kit.database import Cause
from kit.ids import new_id
from services.network.rules.split import apportion, weights
from tests.network.world import DESK, Answer, Network, refusal

FIRM = "firm:0197"


def code(person: int) -> str:
    return Person(person, "015070").applicant()["tax_code"]


class Shared:
    """An agreement of three firms, and their workers."""

    def __init__(self, network: Network, firms: list[str]) -> None:
        self.network, self.firms = network, firms
        self.path = ""

    async def signed(self, places: int = 2, split: str = "equal", **said: Any) -> str:
        members = [
            {"adhesion_id": firm, "share": share}
            for firm, share in zip(self.firms, (3, 2, 1), strict=True)
        ]
        asked = {
            "alliance": "adda-martesana", "title": "Nido interaziendale", "service": "nido",
            "places": places, "split": split, "starts_on": "2026-01-01", "members": members,
            "document_id": str(new_id()), "official": DESK, **said,
        }  # fmt: skip
        signed = await self.network.posted("/v1/agreements", asked)
        self.path = f"/v1/agreements/{signed['agreement_id']}"
        return self.path

    async def hired(self, firm: int, *people: int) -> None:
        for person in people:
            said = {"worker_tax_code": code(person), "from_on": "2025-01-01", "confirmed_by": FIRM}
            path = f"/v1/adhesions/{self.firms[firm]}/employments"
            await self.network.posted(path, said)

    async def ask(self, firm: int, person: int, from_on: str = "2026-02-01") -> Answer:
        asked = {
            "adhesion_id": self.firms[firm], "worker_tax_code": code(person), "from_on": from_on,
            "asked_by": FIRM,
        }  # fmt: skip
        return await self.network.post(f"{self.path}/places", asked)

    async def asked(self, firm: int, person: int) -> dict[str, Any]:
        return (await self.ask(firm, person)).json()

    async def leave(self, place: str, to_on: str = "2026-06-30") -> Answer:
        path = f"/v1/places/{place}/leavings"
        return await self.network.post(path, {"to_on": to_on, "left_by": FIRM})

    async def used(self, firm: int, uses: int) -> Answer:
        said = {
            "adhesion_id": self.firms[firm], "month": "2026-03", "uses": uses, "official": DESK,
        }  # fmt: skip
        return await self.network.post(f"{self.path}/uses", said)

    async def billed(self, cents: int, month: str = "2026-03") -> Answer:
        said = {
            "month": month, "amount_cents": cents, "document_id": str(new_id()), "official": DESK,
        }  # fmt: skip
        return await self.network.post(f"{self.path}/costs", said)

    async def parts(self, month: str = "2026-03") -> list[int]:
        found = await self.network.get(f"{self.path}/months/{month}")
        assert sum(each["amount_cents"] for each in found["items"]) == found["cost_cents"]
        return [each["amount_cents"] for each in found["items"]]


@pytest.fixture
async def shared(network: Network) -> Shared:
    return Shared(network, [await network.joined(number) for number in (1, 2, 3)])


async def test_places_are_given_in_order_until_there_are_none(shared: Shared):
    await shared.signed(places=2)
    for firm in range(3):
        await shared.hired(firm, firm)
    cards = [await shared.asked(firm, firm) for firm in range(3)]
    assert [(each["state"], each["position"]) for each in cards] == [
        ("placed", None), ("placed", None), ("waiting", 1),
    ]  # fmt: skip
    facts = await shared.network.facts()
    assert facts[-3:] == ["place.given", "place.given", "place.awaited"]
    assert code(0) not in str(await shared.network.rows("select * from agreement_place"))


async def test_who_waits_longest_gets_the_place_whatever_the_firm(shared: Shared):
    await shared.signed(places=1)
    for firm, person in ((0, 1), (1, 2), (2, 3), (0, 4)):
        await shared.hired(firm, person)
    first, second, third, fourth = [
        await shared.asked(*each) for each in ((0, 1), (2, 3), (1, 2), (0, 4))
    ]
    await shared.leave(third["place_id"])
    await shared.leave(first["place_id"], "2026-06-30")
    card = await shared.network.get(shared.path)
    found = {each["place_id"]: (each["state"], each["position"]) for each in card["items"]}
    assert found[second["place_id"]] == ("placed", None)
    assert found[fourth["place_id"]] == ("waiting", 1)
    given = [data for name, data in await shared.network.told() if name == "place.given.v1"]
    assert (given[-1]["place_id"], given[-1]["from_on"]) == (second["place_id"], "2026-07-01")
    assert (card["taken"], card["waiting"], card["places"]) == (1, 1, 1)


async def test_who_asks_twice_keeps_the_turn(shared: Shared):
    await shared.signed(places=1)
    await shared.hired(0, 1, 2)
    assert await shared.asked(0, 1) == await shared.asked(0, 1)
    assert [await shared.asked(0, 2) for _ in range(2)][1]["position"] == 1
    assert len(await shared.network.rows("select 1 from agreement_place")) == 2


async def test_only_who_works_for_a_member_asks(shared: Shared, network: Network):
    await shared.signed()
    await shared.hired(0, 1)
    elsewhere = refusal(await shared.ask(1, 1))
    assert elsewhere == (
        409, "not-a-worker", "L'organizzazione non ha confermato che questa persona vi lavora.",
    )  # fmt: skip
    shared.firms.append(await network.joined(4))
    stranger = refusal(await shared.ask(3, 1))
    assert stranger == (
        404, "not-a-member", "L'organizzazione non fa parte della convenzione.",
    )  # fmt: skip
    early = refusal(await shared.ask(0, 1, "2025-12-31"))
    assert early == (422, "day-outside", "Il giorno è fuori dal periodo della convenzione.")


async def test_thirty_who_ask_at_once_share_twelve_places(shared: Shared):
    await shared.signed(places=12)
    for firm in range(3):
        await shared.hired(firm, *range(firm * 10, firm * 10 + 10))
    asked = (shared.ask(person // 10, person) for person in range(30))
    cards = [answer.json() for answer in await asyncio.gather(*asked)]
    assert sorted(each["state"] for each in cards) == ["placed"] * 12 + ["waiting"] * 18
    assert (await shared.network.get(shared.path))["taken"] == 12


async def test_the_database_gives_no_place_too_many(shared: Shared):
    await shared.signed(places=1)
    await shared.hired(0, 1, 2)
    await shared.asked(0, 1)
    await shared.asked(0, 2)
    with pytest.raises(IntegrityError, match="places_within_the_agreement"):
        async with shared.network.database.transaction(Cause(actor="test")) as session:
            await session.execute(text("update agreement_place set state = 'placed'"))


async def test_a_place_is_left_once(shared: Shared):
    await shared.signed()
    await shared.hired(0, 1)
    place = (await shared.asked(0, 1))["place_id"]
    early = refusal(await shared.leave(place, "2026-01-31"))
    assert early == (422, "ends-before-it-begins", "Il posto finisce prima di cominciare.")
    assert (await shared.leave(place)).json()["state"] == "left"
    again = refusal(await shared.leave(place))
    assert again == (409, "place-already-left", "Il posto è già stato lasciato.")
    unknown = refusal(await shared.leave(str(new_id())))
    assert unknown == (404, "unknown-place", "Il posto non esiste.")


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        ("equal", [33_334, 33_333, 33_333]),
        ("share", [50_000, 33_333, 16_667]),
        ("use", [14_286, 0, 85_714]),
    ],
)
async def test_the_cost_of_a_month_is_parted_to_the_cent(
    shared: Shared, split: str, parts: list[int]
):
    await shared.signed(split=split)
    await shared.used(0, 10)
    await shared.used(0, -5)
    await shared.used(2, 30)
    assert (await shared.billed(100_000)).status_code == 201
    assert await shared.parts() == parts
    assert await shared.parts("2026-04") == [0, 0, 0]


async def test_a_month_without_use_is_parted_by_share(shared: Shared):
    await shared.signed(split="use")
    await shared.billed(60_000)
    assert await shared.parts() == [30_000, 20_000, 10_000]


async def test_an_invoice_counts_once(shared: Shared):
    await shared.signed()
    said = {
        "month": "2026-03", "amount_cents": 300, "document_id": str(new_id()), "official": DESK,
    }  # fmt: skip
    found = [await shared.network.posted(f"{shared.path}/costs", said) for _ in range(2)]
    assert [each["cost_cents"] for each in found] == [300, 300]


async def test_what_is_recorded_lies_in_the_period_and_above_zero(shared: Shared):
    await shared.signed(ends_on="2026-12-31")
    outside = refusal(await shared.billed(1, "2027-01"))
    assert outside == (422, "month-outside", "Il mese è fuori dal periodo della convenzione.")
    below = refusal(await shared.used(0, -1))
    assert below == (
        409, "uses-below-zero", "La correzione toglie più presenze di quelle registrate.",
    )  # fmt: skip


async def test_an_agreement_is_between_organisations_that_are_in(shared: Shared, network: Network):
    await network.leave(shared.firms[1])
    members = [{"adhesion_id": each} for each in shared.firms]
    said = {
        "alliance": "adda-martesana", "title": "Nido", "service": "nido", "places": 2,
        "split": "equal", "starts_on": "2026-01-01", "members": members,
        "document_id": str(new_id()), "official": DESK,
    }  # fmt: skip
    left = refusal(await network.post("/v1/agreements", said))
    assert left == (
        409, "adhesion-not-confirmed",
        "Un'organizzazione che firma non aderisce a questa alleanza.",
    )  # fmt: skip
    twice = {**said, "members": [members[0], members[0]]}
    no = refusal(await network.post("/v1/agreements", twice))
    assert no == (422, "same-member", "Un'organizzazione è scritta due volte.")


@given(
    st.integers(0, 10**10),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any),
)
def test_parts_add_up_and_are_a_cent_from_exact(cents: int, shares: list[int]):
    parts = apportion(cents, shares)
    assert sum(parts) == cents
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * sum(shares) - cents * share) < sum(shares)


def test_shares_that_are_all_zero_are_alike():
    assert weights("share", [0, 0], [5, 1]) == (1, 1)
    assert weights("use", [0, 0], [0, 0]) == (1, 1)
