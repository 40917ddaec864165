"""What a letter to an employer says is what its newest Scheda says."""

from typing import Any

from tests.network.world import Network, key, paper, scheda


async def asked(network: Network, *keys: str) -> list[dict[str, Any]]:
    answer = await network.posted(
        "/v1/queries/employer-letter-facts", {"organisation_keys": list(keys)}
    )
    items: list[dict[str, Any]] = answer["items"]
    return items


async def test_an_employer_is_known_by_its_key_with_its_address_and_its_size(network: Network):
    adhesion = await network.sent(scheda(workforce={"total": 9}), paper())
    (told,) = await asked(network, key(1))
    to = told["recipient"]
    assert (to["application_id"], to["email"]) == (adhesion["adhesion_id"], "ditta@posta.example")
    assert (told["organisation_key"], told["workers"]) == (key(1), 9)


async def test_a_scheda_that_counts_nobody_counts_none(network: Network):
    await network.sent(scheda(), paper())
    assert [each["workers"] for each in await asked(network, key(1))] == [0]


async def test_of_who_sent_no_scheda_nothing_is_told(network: Network):
    await network.joined(2)
    assert await asked(network, key(2), key(3)) == []
