"""Firms that are one undertaking, as officials and Schede say, and the aid that they declare."""

import asyncio
from typing import Any

import pytest

from capofila.demo.people import Firm
from kit.ids import new_id
from tests.network.world import DESK, Answer, Network, key, paper, refusal, scheda

LINKS, DECLARATIONS = "/v1/undertaking-links", "/v1/aid-declarations"


def firm(number: int) -> dict[str, str]:
    known = Firm(number, "015070")
    return {"name": known.name, "vat_number": known.vat_number}


def controls(first: int, second: int, **said: Any) -> dict[str, Any]:
    """The first firm has most of the votes in the second, by an extract of the register."""
    return {
        "controller": firm(first), "controlled": firm(second), "kind": "majority_of_votes",
        "from_on": "2026-01-01", "evidence": "Visura 17/2026", "source": "official",
        "recorded_by": DESK, **said,
    }  # fmt: skip


def had(cents: int = 100_000, on: str = "2025-03-01") -> dict[str, Any]:
    return {
        "granted_on": on, "amount_cents": cents, "grantor": "Camera di commercio",
        "regulation": "de minimis",
    }  # fmt: skip


def declares(number: int, *aids: dict[str, Any]) -> dict[str, Any]:
    return {
        "firm": firm(number), "aids": aids or [had()], "evidence": "Protocollo 0000012/2026",
        "recorded_by": DESK,
    }  # fmt: skip


async def one(network: Network, number: int, on: str = "2026-03-01") -> Any:
    asked = {"vat_number": firm(number)["vat_number"], "on": on}
    return await network.posted("/v1/queries/undertaking", asked)


async def keys(network: Network, number: int, on: str = "2026-03-01") -> set[str]:
    return {each["key"] for each in (await one(network, number, on))["firms"]}


async def declared(network: Network, number: int = 1) -> list[tuple[str, int]]:
    (found,) = (await one(network, number))["firms"]
    return [(each["on"], each["cents"]) for each in found["declared"]]


async def test_firms_tied_over_others_are_one_from_the_day_on(network: Network):
    for pair in ((1, 2), (2, 3), (3, 1), (4, 5)):
        await network.posted(LINKS, controls(*pair))
    assert await keys(network, 2) == {key(1), key(2), key(3)}
    assert await keys(network, 2, "2025-12-31") == {key(2)}
    assert len((await one(network, 3))["links"]) == 3


async def test_the_same_link_that_many_record_at_once_is_one(network: Network):
    said = await asyncio.gather(*(network.posted(LINKS, controls(1, 2)) for _ in range(4)))
    assert len({each["link_id"] for each in said}) == 1
    assert len(await network.told()) == 1


async def test_the_fact_names_firms_by_their_keys_alone(network: Network):
    linked = await network.posted(LINKS, controls(1, 2))
    assert linked == {
        "link_id": linked["link_id"], "controller_key": key(1), "controlled_key": key(2),
        "from_on": "2026-01-01", "to_on": None,
    }  # fmt: skip
    assert await network.told() == [("undertaking.linked.v1", linked)]


async def test_a_link_shows_who_says_so_and_on_which_paper(network: Network):
    await network.posted(LINKS, controls(1, 2, kind="dominant_influence"))
    (found,) = (await one(network, 1))["links"]
    assert (found["controller"], found["controlled"]) == (firm(1), firm(2))
    assert (found["kind"], found["evidence"]) == ("dominant_influence", "Visura 17/2026")
    assert (found["recorded_by"], found["ended_by"]) == (DESK, None)


async def test_a_link_ends_once_with_its_last_day(network: Network):
    link = await network.posted(LINKS, controls(1, 2))
    path = f"{LINKS}/{link['link_id']}/endings"
    ending = {"to_on": "2026-02-28", "evidence": "Visura 40/2026", "ended_by": DESK}
    early = await network.post(path, {**ending, "to_on": "2025-12-31"})
    parted = await network.posted(path, ending)
    assert (await network.told())[-1] == ("undertaking.parted.v1", parted)
    assert await keys(network, 1, "2026-02-28") == {key(1), key(2)}
    assert await keys(network, 1, "2026-03-01") == {key(1)}
    assert refusal(early) == (
        422, "ends-before-it-begins", "Il collegamento finisce prima di cominciare.",
    )  # fmt: skip
    again = refusal(await network.post(path, ending))
    assert again == (409, "link-already-ended", "Il collegamento ha già un ultimo giorno.")


async def test_the_same_link_again_is_the_same(network: Network):
    first, again = [await network.posted(LINKS, controls(1, 2)) for _ in range(2)]
    assert first == again
    assert await network.facts() == ["undertaking.linked"]


async def test_a_request_that_comes_again_is_answered_once(network: Network):
    once = str(new_id())
    first, again = [await network.posted(DECLARATIONS, declares(1), once) for _ in range(2)]
    assert first == again
    assert await network.facts() == ["aid.declared"]


REFUSED = {
    "a firm with itself": (
        controls(1, 1), (422, "linked-to-itself", "Un'impresa non è collegata a sé stessa."),
    ),
    "an end before the beginning": (
        controls(1, 2, to_on="2025-12-31"),
        (422, "ends-before-it-begins", "Il collegamento finisce prima di cominciare."),
    ),
    "days that are covered": (
        controls(3, 4, from_on="2026-02-01"),
        (409, "link-overlaps", "Un collegamento già registrato copre una parte di questi giorni."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
async def test_a_link_that_cannot_be_is_refused(network: Network, what: str):
    await network.posted(LINKS, controls(3, 4))
    said, expected = REFUSED[what]
    assert refusal(await network.post(LINKS, said)) == expected


async def test_what_is_not_there_is_not_found(network: Network):
    ending = {"to_on": "2026-02-28", "evidence": "Visura", "ended_by": DESK}
    link: Answer = await network.post(f"{LINKS}/{new_id()}/endings", ending)
    assert refusal(link) == (404, "unknown-link", "Il collegamento tra imprese non esiste.")
    taken = {"reason": "Doppia.", "withdrawn_by": DESK}
    aid = await network.post(f"{DECLARATIONS}/{new_id()}/withdrawals", taken)
    assert refusal(aid) == (
        404, "unknown-declaration", "La dichiarazione di aiuti non esiste.",
    )  # fmt: skip


def group(number: int, percent: str = "51", **said: Any) -> dict[str, Any]:
    return {**firm(number), "percent": percent, **said}


async def sends(network: Network, *links: dict[str, Any], **said: Any) -> None:
    whole = scheda(**said)
    whole["size"]["links"] = links
    await network.sent(whole, paper())


async def test_a_scheda_declares_whom_a_firm_is_one_with(network: Network):
    await sends(network, group(2), group(3, holder=False), group(4, "50"))
    assert await keys(network, 1) == {key(1), key(2), key(3)}
    (mother, daughter) = sorted(
        (await one(network, 1))["links"], key=lambda each: each["controller"] == firm(1)
    )
    assert (mother["controller"], daughter["controlled"]) == (firm(2), firm(3))
    assert (mother["source"], mother["from_on"]) == ("declaration", "2014-11-03")
    assert mother["evidence"] == "Scheda Partnership 0000001/2014"


async def test_a_public_body_that_holds_a_firm_ties_it_to_nobody(network: Network):
    await sends(network, group(2, kind="public_body"))
    assert await keys(network, 1) == {key(1)}


async def test_a_scheda_that_comes_again_links_nobody_twice(network: Network):
    await sends(network, group(2))
    whole = scheda()
    whole["size"]["links"] = [group(2)]
    await network.sent(whole, paper(2))
    assert (await network.facts()).count("undertaking.linked") == 1


async def test_what_a_firm_declares_counts_until_it_is_withdrawn(network: Network):
    await sends(network, aids=[had()])
    said = await network.posted(DECLARATIONS, declares(1, had(), had(7, "2025-04-01")))
    assert await declared(network) == [("2025-03-01", 100_000), ("2025-04-01", 7)]
    path = f"{DECLARATIONS}/{said['declaration_id']}/withdrawals"
    card = await network.posted(path, {"reason": "È già nel registro.", "withdrawn_by": DESK})
    assert (card["withdrawn_by"], card["reason"]) == (DESK, "È già nel registro.")
    assert await declared(network) == [("2025-03-01", 100_000)]
    again = await network.post(path, {"reason": "È già nel registro.", "withdrawn_by": DESK})
    assert refusal(again) == (
        409, "declaration-withdrawn", "La dichiarazione è già stata ritirata.",
    )  # fmt: skip
