"""The network that the demonstration shows."""

from capofila.demo.network import Networking
from tests.network.world import BOSS, SERVICE, Network, Time

LISTS = ("desks", "surveys")


async def told(network: Network, what: str) -> list[dict[str, object]]:
    return (await network.get(f"/v1/alliances/adda-martesana/{what}"))["items"]


async def test_the_network_of_the_demonstration_is_there_once(network: Network, time: Time):
    time.day("2015-11-03")
    for number in (1, 2):
        await network.joined(number)
    for _ in range(2):
        await Networking(network.door, "", SERVICE, BOSS).begin()
    assert [len(await told(network, what)) for what in LISTS] == [1, 1]
    found = await network.get("/v1/adhesions")
    assert found["counts"] == {"confirmed": 2, "received": 1, "provisional": 1}
    [survey] = await told(network, "surveys")
    assert (survey["state"], survey["answers"], survey["releases"]) == ("closed", 29, 1)
