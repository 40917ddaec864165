"""The review as its owner answers it: told beforehand, with what was written noted."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import FastAPI, Header
from starlette.responses import Response

from contracts.readings import (
    ActAsked,
    ActPreview,
    ReadingCounts,
    Readings,
    ReviewerCard,
    Reviewers,
)
from contracts.review import (
    Agreement,
    Appointment,
    ChecklistAnswers,
    ConflictDeclaration,
    Handover,
    OpenItems,
    ProposalText,
    ReviewCard,
    ScoreSheet,
    SheetsIn,
    Signature,
    Staffing,
)
from kit.refusal import Refusal

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)]
WORDS = (
    "Ente di prova\nAtto n. 13/2016 del 9 marzo 2016\n\nMotivi\n- art. 4: Tutto in ordine.\n\n"
    "Contro questo atto\n- si può ricorrere entro 60 giorni.\n\nFirmato da {official}\n"
)


@dataclass
class Office:
    """What is told of reviews, and who may not read."""

    cards: dict[UUID, ReviewCard] = field(default_factory=dict)
    work: Readings = field(
        default_factory=lambda: Readings(items=[], counts=ReadingCounts(), next=None)
    )
    staff: list[ReviewerCard] = field(default_factory=list)
    alike: Agreement = field(
        default_factory=lambda: Agreement(compared=0, mean_difference=None, alpha=None)
    )
    gate: Refusal | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)


class Owner(Protocol):
    """The applications service of a test."""

    office: Office
    refusal: Refusal | None

    def take(self, path: str, body: Any, key: str) -> None:
        """Note what was written."""


def offer_reviews(app: FastAPI, owner: Owner) -> None:
    """Answer for reviews, and take what is declared, answered, given, proposed and signed."""
    _offer_reading(app, owner.office)
    _offer_calls(app, owner)
    _offer_work(app, owner)
    _offer_signing(app, owner)


def _offer_reading(app: FastAPI, office: Office) -> None:
    @app.get("/v1/applications/{application_id}/review")
    async def review(application_id: UUID, reader: str = "") -> ReviewCard:
        if office.gate:
            raise office.gate
        if application_id not in office.cards:
            sentence = "Il bando non prevede un'istruttoria con chi la cura."
            raise Refusal("no-review", sentence)
        return office.cards[application_id]

    @app.get("/v1/readings")
    async def readings(
        call_id: str = "", reviewer: str = "", waits_for: str = "", after: str = ""
    ) -> Readings:
        asked = {"call_id": call_id, "reviewer": reviewer, "waits_for": waits_for, "after": after}
        office.asked.append(asked)
        mine = [
            card
            for card in office.work.items
            if not reviewer or reviewer in {each.reviewer for each in card.readers}
        ]
        return office.work.model_copy(update={"items": mine})


def _offer_calls(app: FastAPI, owner: Owner) -> None:
    office = owner.office

    @app.get("/v1/calls/{call_id}/reviewers")
    async def reviewers(call_id: str) -> Reviewers:
        return Reviewers(items=office.staff)

    @app.get("/v1/calls/{call_id}/agreement")
    async def agreement(call_id: str) -> Agreement:
        return office.alike

    @app.post("/v1/calls/{call_id}/reviewers", status_code=201)
    async def appoint(call_id: str, appointment: Appointment, key: Key) -> Staffing:
        owner.take("reviewers", appointment, key)
        return Staffing(assigned=2, waiting=0)

    @app.post("/v1/calls/{call_id}/conflict-declarations", status_code=204)
    async def declare(call_id: str, declaration: ConflictDeclaration, key: Key) -> Response:
        owner.take("conflict-declarations", declaration, key)
        office.gate = None
        return Response(status_code=204)


def _offer_work(app: FastAPI, owner: Owner) -> None:
    case = "/v1/applications/{application_id}/review"

    @app.put(f"{case}/checklist")
    async def checklist(application_id: UUID, given: ChecklistAnswers) -> OpenItems:
        owner.take("checklist", given, "")
        return OpenItems(open=[])

    @app.post(f"{case}/scores", status_code=201)
    async def scores(application_id: UUID, sheet: ScoreSheet, key: Key) -> SheetsIn:
        owner.take("scores", sheet, key)
        return SheetsIn(handed_in=1, awaited=1)

    @app.post(f"{case}/proposals", status_code=204)
    async def propose(application_id: UUID, given: ProposalText, key: Key) -> Response:
        owner.take("proposals", given, key)
        return Response(status_code=204)


def _offer_signing(app: FastAPI, owner: Owner) -> None:
    case = "/v1/applications/{application_id}"

    @app.post(f"{case}/review/handovers", status_code=204)
    async def hand_over(application_id: UUID, handover: Handover, key: Key) -> Response:
        owner.take("handovers", handover, key)
        return Response(status_code=204)

    @app.post(f"{case}/review/signatures", status_code=204)
    async def sign(application_id: UUID, signature: Signature, key: Key) -> Response:
        owner.take("signatures", signature, key)
        return Response(status_code=204)

    @app.post(f"{case}/act-previews")
    async def preview(application_id: UUID, asked: ActAsked) -> ActPreview:
        if owner.refusal:
            raise owner.refusal
        words = WORDS.format(official=asked.official)
        return ActPreview(words=words, act_number=13, act_year=2016)
