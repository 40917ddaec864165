"""The network of the demonstration: who wants to join, a plan, an agreement, a desk, a survey."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx2

from capofila.demo.people import Firm

ALLIANCE, COPIES = "adda-martesana", "cip"
MELZO, CERNUSCO = "015142", "015070"
# An official who does what another one may then confirm.
COLLEAGUE = "staff:00000000-0000-4000-8000-00000000d001"
NEEDS = (
    ("minors", "Figlie e figli piccoli"),
    ("elders", "Genitori anziani"),
    ("disabled", "Persone con disabilità"),
)
ANSWERS = {("minors", MELZO): 11, ("elders", MELZO): 7, ("minors", CERNUSCO): 9,
           ("disabled", CERNUSCO): 2}  # fmt: skip
CONTACTS = (("counter", "call", "informed"), ("counter", "application", "file_opened"),
            ("phone", "voucher", "informed"), ("email", "services", "referred"))  # fmt: skip


@dataclass(frozen=True)
class Networking:
    """The door of network with the key of the house; a second time does no harm."""

    client: httpx2.AsyncClient
    url: str
    headers: Mapping[str, str]
    official: str

    async def begin(self) -> None:
        """Have Schede arrive, and let two firms that joined work together; once."""
        if (await self._got(f"/v1/alliances/{ALLIANCE}/desks"))["items"]:
            return
        await self._sheet(301, ALLIANCE, "counter", "original")
        await self._sheet(302, COPIES, "email", "copy")
        await self._desk()
        members = await self._got(f"/v1/adhesions?alliance={ALLIANCE}&state=confirmed&limit=2")
        firms = [each["adhesion_id"] for each in members["items"]]
        await self._plan(firms[0])
        await self._agreement(firms)
        await self._survey(firms)

    async def _sheet(self, number: int, alliance: str, channel: str, kind: str) -> None:
        firm = Firm(number, CERNUSCO)
        sheet = {
            "alliance": alliance, "name": firm.name, "legal_form": "S.r.l.",
            "vat_number": firm.vat_number, "municipality": CERNUSCO,
            "email": "impresa@posta.example", "privacy_notice": "2015-1",
            "representative": {
                "name": "Marco Brambilla", "tax_code": "BRMMRC79S03G686Q",
                "birth_on": "1979-11-03", "role": "amministratore",
            },
            "contact": {"name": "Sara", "email": "sara@posta.example", "phone": "02 123456"},
            "workforce": {"total": 14, "women": 6, "parents": 8, "carers_of_minors": 5},
            "interests": ["consulting", "staff_voucher"],
            "commitments": {"monitoring": True, "priority_to_carers": True},
        }  # fmt: skip
        document = {
            "kind": kind, "channel": channel, "protocol": f"{number:07d}/2015",
            "arrived_at": "2015-11-03T09:00:00+01:00",
        }  # fmt: skip
        filing = {"sheet": sheet, "document": document, "official": COLLEAGUE}
        await self._posted("/v1/partnership-sheets", filing)

    async def _desk(self) -> None:
        opening = {
            "alliance": ALLIANCE, "partner": "Cooperativa Punto Famiglia",
            "name": "Punto informativo di Melzo", "municipality": MELZO, "address": "Via Roma 1",
            "phone": "02 123456", "email": "melzo@posta.example", "official": self.official,
            "hours": [
                {"weekday": day, "opens": "09:00", "closes": "12:30"} for day in range(1, 6)
            ],
        }  # fmt: skip
        desk = (await self._posted("/v1/desks", opening))["desk_id"]
        days = {"from_on": "2015-01-07", "official": self.official}
        await self._posted(f"/v1/desks/{desk}/operators", {**days, "operator": self.official})
        for channel, topic, outcome in CONTACTS:
            contact = {"channel": channel, "topic": topic, "outcome": outcome}
            await self._posted(f"/v1/desks/{desk}/contacts", {**contact, "operator": self.official})

    async def _plan(self, firm: str) -> None:
        opening = {"title": "Congedo parentale a ore", "official": COLLEAGUE}
        plan = (await self._posted(f"/v1/adhesions/{firm}/plans", opening))["plan_id"]
        for milestone, on in (("survey", "2015-09-14"), ("plan", "2015-10-19")):
            reached = {"milestone": milestone, "reached_on": on, "official": COLLEAGUE}
            paper = str(uuid5(NAMESPACE_URL, f"demo-{milestone}"))
            await self._posted(f"/v1/plans/{plan}/milestones", {**reached, "document_id": paper})
        hours = {
            "consultant": COLLEAGUE, "on": "2015-10-20", "minutes": 870, "official": COLLEAGUE,
            "topic": "Progettazione del congedo a ore",
        }  # fmt: skip
        await self._posted(f"/v1/plans/{plan}/hours", hours)

    async def _agreement(self, firms: list[str]) -> None:
        signing = {
            "alliance": ALLIANCE, "title": "Nido tra imprese", "service": "Posti nido",
            "places": 6, "split": "use", "starts_on": "2015-09-01", "official": COLLEAGUE,
            "members": [{"adhesion_id": each} for each in firms],
            "document_id": str(uuid5(NAMESPACE_URL, "demo-agreement")),
        }  # fmt: skip
        await self._posted("/v1/agreements", signing)

    async def _survey(self, firms: list[str]) -> None:
        opening = {
            "alliance": ALLIANCE, "title": "Bisogni di cura 2015", "official": COLLEAGUE,
            "needs": [{"code": code, "label": label} for code, label in NEEDS],
        }  # fmt: skip
        survey = (await self._posted("/v1/surveys", opening))["survey_id"]
        asked = {"adhesion_id": firms[0], "count": sum(ANSWERS.values()), "official": COLLEAGUE}
        tickets = iter((await self._posted(f"/v1/surveys/{survey}/tickets", asked))["items"])
        for (need, place), people in ANSWERS.items():
            said = {"need": need, "municipality": place, "department": "uffici"}
            for _ in range(people):
                await self._posted("/v1/survey-answers", {**said, "ticket": next(tickets)})
        await self._posted(f"/v1/surveys/{survey}/closings", {"official": self.official})
        reason = {"reason": "Prima versione.", "official": self.official}
        await self._posted(f"/v1/surveys/{survey}/releases", reason)

    async def _got(self, path: str) -> dict[str, Any]:
        answer = await self.client.get(self.url + path, headers=dict(self.headers))
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    async def _posted(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        key = str(uuid5(NAMESPACE_URL, f"{path}{sorted(body.items())}"))
        headers = {**self.headers, "Idempotency-Key": key}
        answer = await self.client.post(self.url + path, json=body, headers=headers)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found
