"""What happens in the alliance of Complessi Equilibri, in verbs: who joins, desks, surveys."""

from typing import Any

from capofila.demo.people import Firm
from kit.ids import new_id
from tests.journeys.counter import sent, uploaded
from tests.journeys.people import CERNUSCO, FIRMS, vat_number
from tests.world.live import LiveHouse

ALLIANCE = "complessi-equilibri"
SAN_DONATO, PAULLO, OPERA, ROZZANO = "015192", "015169", "015159", "015189"
REVIEWER, BOSS = "staff:d1", "staff:b1"


async def joined(house: LiveHouse, name: str | int, on: str) -> str:
    """Have a firm join; return the id of its adhesion."""
    called = FIRMS[name][1] if isinstance(name, str) else Firm(name, CERNUSCO).name
    said = {
        "name": called, "vat_number": vat_number(name), "municipality": SAN_DONATO,
        "alliance": ALLIANCE, "since_on": on,
    }  # fmt: skip
    adhesion: str = (await sent(house, "network", "/v1/adhesions", said))["adhesion_id"]
    return adhesion


async def desk(house: LiveHouse, name: str, municipality: str, operator: str) -> str:
    """Open a Punto di Informazione Territoriale with its operator; return its id."""
    said = {
        "alliance": ALLIANCE, "partner": f"Distretto di {name}", "name": name, "hours": [],
        "municipality": municipality, "address": "Via Milano 1", "phone": "02 123456",
        "email": "sportello@posta.example", "official": BOSS,
    }  # fmt: skip
    found: str = (await sent(house, "network", "/v1/desks", said))["desk_id"]
    posting = {"operator": operator, "from_on": "2026-01-01", "official": BOSS}
    await sent(house, "network", f"/v1/desks/{found}/operators", posting)
    return found


async def with_attestation(house: LiveHouse, form: dict[str, Any]) -> dict[str, Any]:
    """A form with the scan of the ISEE attestation."""
    scan = await uploaded(house, "attestazione-isee.pdf")
    return {**form, "documents": [{"document": "isee", "attachment_id": scan}]}


async def reached(house: LiveHouse, plan: str, milestone: str, on: str) -> dict[str, Any]:
    """Try to register a milestone of a plan; return the fact, or the problem that comes."""
    said = {
        "milestone": milestone, "reached_on": on, "document_id": str(new_id()),
        "official": REVIEWER,
    }  # fmt: skip
    return await tried(house, f"{plan}/milestones", said)


async def booked(house: LiveHouse, plan: str, hours: int, on: str) -> dict[str, Any]:
    """Try to book hours of consulting; return the fact, or the problem that comes."""
    booking = {
        "consultant": "consultant:c1", "on": on, "minutes": hours * 60,
        "topic": "Congedo parentale a ore.", "official": REVIEWER,
    }  # fmt: skip
    return await tried(house, f"{plan}/hours", booking)


async def tried(house: LiveHouse, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask something of the network; return the fact, or the problem that comes."""
    answer = await house.post("network", path, body, **{"Idempotency-Key": str(new_id())})
    found: dict[str, Any] = answer.json()
    return found


async def answer_at(house: LiveHouse, survey: str, adhesion: str, number: int) -> None:
    """Have three people of a firm answer: one in eight has a disabled relative."""
    said = {"adhesion_id": adhesion, "count": 3, "official": REVIEWER}
    tickets = (await sent(house, "network", f"/v1/surveys/{survey}/tickets", said))["items"]
    for place, ticket in enumerate(tickets):
        need = "disabled" if (number * 3 + place) % 8 == 0 else ("minors", "elders")[place % 2]
        town = (PAULLO, ROZZANO, OPERA)[(number + place) % 3]
        answer = {"ticket": ticket, "municipality": town, "department": "offices", "need": need}
        await sent(house, "network", "/v1/survey-answers", answer)
