"""A reviewed call, its cases, and who reads them, as tests of pages need them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.calls import CallDraft
from contracts.readings import ReadingCard, ReadingCounts, Readings, ReviewerCard
from contracts.review import ReviewCard
from programmes.catalogue import CallFile, Programmes
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.calls_world import CALL, draft, programmes
from tests.dashboard.conftest import card as application_card
from tests.dashboard.conftest import checked, hire, registered, tell
from tests.dashboard.peers import Owner

REVIEWED = "ESAMI-2016"
AT = datetime(2016, 3, 10, 9, 0, tzinfo=UTC)
READER = "esame@capofila.test"
CHECKLIST = (
    {"id": "seat", "article": "art. 3", "question": "La sede operativa è nel territorio?"},
    {"id": "agreement", "article": "art. 7", "question": "L'accordo aziendale è firmato?"},
)
SCORES = (
    {"id": "need", "label": "Bisogno", "article": "art. 6", "maximum": 10,
     "guidance": "10 se metà del personale ha carichi di cura"},
    {"id": "plan", "label": "Progetto", "article": "art. 6", "maximum": 30},
)  # fmt: skip


def reviewed_call(**parts: Any) -> CallDraft:
    """A call that two read, with a checklist, points and two signatures above 10,000 euro."""
    review = {
        "reviewers": 2, "checklist": CHECKLIST, "scores": SCORES, "most_apart": 15,
        "second_signature_above_cents": 1_000_000, **parts,
    }  # fmt: skip
    return draft(id=REVIEWED, title="Bando con istruttoria", review=review)


def reviewed_programmes(**parts: Any) -> Programmes:
    """The invented call without a review, and the one with it."""
    known = programmes()
    file = CallFile(REVIEWED, "ente-di-prova", (reviewed_call(**parts),))
    return replace(known, calls={CALL: known.calls[CALL], REVIEWED: file})


def who(staff: Staff) -> str:
    return f"staff:{staff.id}"


def reader(official: str, reading: int = 1, **changed: Any) -> dict[str, Any]:
    told = {"reviewer": official, "reading": reading, "assigned_at": AT}
    return {**told, "declared": True, "handed_in": False, **changed}


def item(name: str = "seat", answer: str | None = None, **changed: Any) -> dict[str, Any]:
    known = {each["id"]: each for each in CHECKLIST}[name]
    told = {"item": name, "article": known["article"], "question": known["question"]}
    return {**told, "answer": answer, "comment": "", "reviewer": "", **changed}


def criterion(name: str = "need", **changed: Any) -> dict[str, Any]:
    known = {each["id"]: each for each in SCORES}[name]
    told = {each: known[each] for each in ("label", "article", "maximum")}
    guidance = known.get("guidance", "")
    return {"criterion": name, **told, "guidance": guidance, "given": [], "points": None, **changed}


def proposal(official: str, **changed: Any) -> dict[str, Any]:
    told = {"outcome": "granted", "reason": "Tutto in ordine.", "reviewer": official}
    return {**told, "checked": 1, "at": AT, "signed_by": [], **changed}


def review_card(case: UUID, *readers: dict[str, Any], **changed: Any) -> ReviewCard:
    """A review with one open item and no points yet; `changed` says what is otherwise."""
    told = {
        "application_id": case, "checked": 1, "wanted": max(len(readers), 1), "readers": readers,
        "past": [], "items": [item("seat", "yes", reviewer=""), item("agreement")],
        "criteria": [criterion("need"), criterion("plan")], "comments": [], "total": None,
        "apart": None, "proposal": None, "second_signature": False, "waits": [],
    }  # fmt: skip
    return ReviewCard.model_validate({**told, **changed})


def reading_card(case: UUID, *officials: str, **changed: Any) -> ReadingCard:
    told = {
        "application_id": case, "call_id": REVIEWED, "line": "A", "due_on": date(2016, 4, 8),
        "waits_for": "reading", "wanted": max(len(officials), 1), "items": 2, "open_items": 1,
        "scored": True, "proposed": None, "proposed_by": "", "second_signature": False,
        "signed": 0, "readers": [
            {"reviewer": each, "reading": place, "declared": True, "handed_in": False}
            for place, each in enumerate(officials, 1)
        ],
    }  # fmt: skip
    return ReadingCard.model_validate({**told, **changed})


def readings(*cards: ReadingCard, **counts: int) -> Readings:
    return Readings(items=list(cards), counts=ReadingCounts(**counts), next=None)


def reviewer_card(official: str, **changed: Any) -> ReviewerCard:
    told = {"reviewer": official, "lines": [], "active": True, "declared": True}
    more = {"conflict": False, "waiting": 3, "handed_in": 1}
    return ReviewerCard.model_validate({**told, **more, **changed})


async def reviewed_case(desk: Desk, number: int = 1) -> UUID:
    """A registered and checked application of the reviewed call."""
    fact = registered(number, call_id=REVIEWED)
    await tell(desk.database, fact, checked(fact.application_id, outcome="yes"))
    desk.cards.cards[fact.application_id] = application_card(fact.application_id, call_id=REVIEWED)
    return fact.application_id


async def assigned_case(desk: Desk, owner: Owner, *staff: Staff, **changed: Any) -> UUID:
    """A case that these people read, in the order of their readings."""
    case = await reviewed_case(desk)
    told = [reader(who(each), place) for place, each in enumerate(staff, 1)]
    owner.office.cards[case] = review_card(case, *told, **changed)
    owner.office.work = readings(reading_card(case, *(who(each) for each in staff)), reading=1)
    return case


async def reviewer(desk: Desk, email: str = READER) -> Staff:
    return await hire(desk.database, email, "reviewer")
