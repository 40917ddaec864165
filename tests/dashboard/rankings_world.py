"""Lists as pages of tests show them: a call that goes by a list, its rows, what its owner tells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request

from contracts.applications.calls import CallMoved, CallPublished
from contracts.applications.ranking import (
    AcceptanceAnswered,
    AcceptanceRequested,
    RankingPublished,
)
from contracts.observations import RankingObservationCard, RankingObservationCards
from contracts.rankings import (
    FinalRequest,
    ProvisionalRequest,
    PublicRanked,
    PublicRanking,
    RankedCase,
    RankingAnswer,
    RankingCard,
    Recomputed,
)
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import create_app
from programmes.catalogue import CallFile, Programmes
from services.dashboard.api.desk import Desk
from tests.dashboard.calls_world import OPENED, draft, line
from tests.dashboard.conftest import card, registered, tell

CALL, LINE = "CURA-2016", "A"
HERE = f"/graduatorie/{CALL}/{LINE}"
CLOSED, SHOWN = datetime(2016, 5, 2, 8, tzinfo=UTC), datetime(2016, 5, 9, 8, tzinfo=UTC)
UNTIL, PUBLIC_UNTIL = date(2016, 5, 19), date(2016, 9, 16)
ELSE = "staff:0197aaaa-0000-7000-8000-00000000bbbb"
HASH = "9f2c" * 16
Stand = Callable[[str], None]
KEY = "idempotency-key"


@dataclass
class Lists:
    """What the applications service tells of lists in a test, and what it was asked to do."""

    cards: dict[UUID, RankingCard] = field(default_factory=dict)
    preview: RankingCard | Refusal | None = None
    observations: list[RankingObservationCard] = field(default_factory=list)
    public: PublicRanking | None = None
    same: bool = True
    taken: list[tuple[str, Any, str]] = field(default_factory=list)
    refusal: Refusal | None = None

    def take(self, path: str, body: Any, key: str = "") -> None:
        """Note what was written, or refuse it as it was told to."""
        if self.refusal:
            raise self.refusal
        self.taken.append((path, body, key))


def lists_app(lists: Lists) -> FastAPI:
    """Return the applications service of a test, as far as lists go."""
    app = create_app("applications", "prova")
    _offer_reading(app, lists)
    _offer_line(app, lists)
    _offer_observations(app, lists)
    return app


def _offer_reading(app: FastAPI, lists: Lists) -> None:
    @app.get("/v1/rankings/{ranking_id}")
    async def one(ranking_id: UUID) -> RankingCard:
        if ranking_id not in lists.cards:
            raise Refusal("unknown-ranking", "La graduatoria non esiste.", 404)
        return lists.cards[ranking_id]

    @app.get("/v1/rankings/{ranking_id}/verification")
    async def verification(ranking_id: UUID) -> Recomputed:
        again = HASH if lists.same else "0" * 64
        hashes = {"inputs_hash": HASH, "result_hash": HASH, "recomputed_hash": again}
        return Recomputed(ranking_id=ranking_id, same=lists.same, **hashes)


def _offer_line(app: FastAPI, lists: Lists) -> None:
    path = "/v1/calls/{call_id}/lines/{line}"

    @app.get(f"{path}/ranking")
    async def public(call_id: str, line: str) -> PublicRanking:
        if lists.public is None:
            raise Refusal("no-ranking", "Non c'è una graduatoria pubblicata.", 404)
        return lists.public

    @app.get(f"{path}/ranking-preview")
    async def preview(call_id: str, line: str) -> RankingCard:
        if isinstance(lists.preview, Refusal):
            raise lists.preview
        return lists.preview or ranking([], ranking_id=None)

    _offer_acts(app, lists, path)


def _offer_acts(app: FastAPI, lists: Lists, path: str) -> None:
    @app.post(f"{path}/provisional-rankings", status_code=201)
    async def provisional(
        request: Request, call_id: str, line: str, asked: ProvisionalRequest
    ) -> RankingCard:
        lists.take("provisional", asked, request.headers[KEY])
        return next(iter(lists.cards.values()), ranking([]))

    @app.post(f"{path}/final-rankings", status_code=201)
    async def final(request: Request, call_id: str, line: str, asked: FinalRequest) -> RankingCard:
        lists.take("final", asked, request.headers[KEY])
        return next(iter(lists.cards.values()))


def _offer_observations(app: FastAPI, lists: Lists) -> None:
    @app.get("/v1/rankings/{ranking_id}/observations")
    async def observed(ranking_id: UUID) -> RankingObservationCards:
        return RankingObservationCards(items=tuple(lists.observations))

    @app.put("/v1/rankings/{ranking_id}/observations/{observation_id}/answer", status_code=204)
    async def answer(ranking_id: UUID, observation_id: UUID, answer: RankingAnswer) -> None:
        lists.take(f"{ranking_id}/{observation_id}", answer)


def programmes() -> Programmes:
    """A call that goes by a list, with one section."""
    by_points = {"order": ({"by": "points", "order": "descending"},)}
    call = draft(
        id=CALL, title="Carichi di cura 2016", procedure="graduatoria", acceptance_days=15,
        lines=({**line(LINE, "Imprese", 3_000_000), "ranking": by_points},),
    )  # fmt: skip
    return Programmes({}, {}, {}, {CALL: CallFile(CALL, "ente-di-prova", (call,))})


def ranked(number: int, **changed: Any) -> RankedCase:
    """A case with the n-th place: 12,000.00 euro, and why it precedes the next."""
    facts = {
        "application_id": new_id(), "code": f"K7Q-{number:03d}", "listed": "placed",
        "place": number, "points": 20 - number, "amount_cents": 1_200_000,
        "scores": [
            {"criterion": "care", "points": 15 - number, "maximum": 15,
             "sentence": "Carichi di cura: 12 persone su 40."},
            {"criterion": "union", "points": 5, "maximum": 5, "sentence": "Ha un accordo."},
        ],
        "sentence": f"Precede perché ha {20 - number} punti e la seguente {19 - number}.",
    }  # fmt: skip
    return RankedCase.model_validate({**facts, **changed})


def out(listed: str, reason: str) -> RankedCase:
    """A case that has no place, and why."""
    return ranked(0, listed=listed, place=None, points=1, sentence="", reasons=[reason])


def whole_list() -> list[RankedCase]:
    """Four places, of which the funds reach two; one below the least points, one excluded."""
    tie = "Stessi punti: precede perché è arrivata prima, il 3 mar 2016."
    quota = "Sale al posto 3: è riservato a un'impresa con meno di 10 addetti."
    return [
        ranked(1), ranked(2, sentence=tie), ranked(3, points=18, quota=quota),
        ranked(4, sentence=""),
        out("below", "Ha 1 punto: il minimo è 3."),
        out("excluded", "L'impresa ha più di 50 persone."),
    ]  # fmt: skip


def ranking(rows: list[RankedCase], **changed: Any) -> RankingCard:
    facts = {
        "ranking_id": new_id(), "call_id": CALL, "line": LINE, "kind": "provisional",
        "computed_by": ELSE, "published_at": SHOWN, "observations_until_on": UNTIL,
        "public_until_on": PUBLIC_UNTIL, "inputs_hash": HASH, "result_hash": HASH, "rows": rows,
    }  # fmt: skip
    return RankingCard.model_validate({**facts, **changed})


def observation(**changed: Any) -> RankingObservationCard:
    facts = {
        "observation_id": new_id(), "application_id": new_id(), "protocol": "0000041/2016",
        "text": "Gli addetti con carichi di cura sono 14, non 12.", "at": SHOWN,
        "answer": "", "answered_by": "", "answered_at": None,
    }  # fmt: skip
    return RankingObservationCard.model_validate({**facts, **changed})


def public(named: bool = False) -> PublicRanking:
    row = PublicRanked(code="K7Q-001", place=1, granted=True, name="Alfa S.r.l." if named else None)
    return PublicRanking(
        call_id=CALL, line=LINE, title="Carichi di cura 2016", kind="provisional",
        published_on=SHOWN.date(), public_until_on=PUBLIC_UNTIL, observations_until_on=UNTIL,
        act="", rows=(row,),
    )  # fmt: skip


async def closed_call(desk: Desk, state: str = "closed") -> None:
    """The call was published and its window is over."""
    lines = [{"line": LINE, "budget_cents": 3_000_000}]
    call = {"call_id": CALL, "call_version": 1, "lines": lines}
    await tell(desk.database, CallPublished.model_validate(call), at=OPENED)
    moved = {"call_id": CALL, "state": state, "by": "window", "at": CLOSED, "wake_at": None}
    await tell(desk.database, CallMoved.model_validate(moved), at=CLOSED)


async def shown(desk: Desk, lists: Lists, found: RankingCard) -> None:
    """A list was published, of cases that the desk knows."""
    for number, row in enumerate(found.rows, start=1):
        about = {"application_id": row.application_id, "call_id": CALL, "line": LINE}
        await tell(desk.database, registered(number, **about), at=OPENED)
        who = f"Impresa {number} S.r.l."
        desk.cards.cards[row.application_id] = card(row.application_id, applicant=who)
    lists.cards[found.ranking_id] = found
    parts = {
        part: sum(row.listed == part for row in found.rows)
        for part in ("placed", "below", "excluded")
    }
    fact = RankingPublished(
        ranking_id=found.ranking_id, call_id=CALL, line=LINE, kind=found.kind, **parts,
        observations_until_on=found.observations_until_on, public_until_on=PUBLIC_UNTIL,
    )  # fmt: skip
    await tell(desk.database, fact, at=found.published_at)


async def answered(desk: Desk, row: RankedCase, answer: str = "") -> None:
    """Somebody was asked to accept, and answered or not yet."""
    asked = {"accept_by_on": date(2016, 6, 10), "at": SHOWN}
    case = {"application_id": row.application_id}
    await tell(desk.database, AcceptanceRequested.model_validate({**case, **asked}), at=SHOWN)
    if answer:
        await tell(desk.database, AcceptanceAnswered.model_validate({**case, "answer": answer}))
