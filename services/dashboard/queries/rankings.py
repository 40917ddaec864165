"""Lists of sections: what the desk heard of them, and what their owner tells of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.ranking import RankingPublished
from contracts.observations import RankingObservationCard, RankingObservationCards
from contracts.rankings import PublicRanking, RankingCard, Recomputed
from kit.days import civil_day
from kit.refusal import Refusal
from services.dashboard.models import ApplicationRow, CallFact, TimelineFact
from services.dashboard.queries.peer import Ask, Peer
from services.dashboard.rules.ranking_words import Last

HEARD = ("CallPublished", "CallMoved", "RankingPublished")
ANSWERED = ("AcceptanceRequested", "AcceptanceAnswered")
Place = tuple[str, str]


@dataclass(frozen=True)
class Published:
    """A list that was published, and when."""

    at: datetime
    fact: RankingPublished

    @property
    def last(self) -> Last:
        """The list as words need it."""
        return Last(self.fact.kind, self.fact.observations_until_on, civil_day(self.at))


@dataclass
class Heard:
    """The state of each published call, and its lists by section, the newest first."""

    states: dict[str, str] = field(default_factory=dict)
    lists: dict[Place, list[Published]] = field(default_factory=dict)

    def last(self, place: Place) -> Published | None:
        """Return the list of a section that was published last."""
        return next(iter(self.lists.get(place, ())), None)


@dataclass(frozen=True)
class Became:
    """What became of an application in a list: its state, and its answer when it was asked."""

    state: str
    answer: str = ""
    accept_by_on: date | None = None


async def heard(session: AsyncSession, call_id: str = "") -> Heard:
    """Return what was heard of the lists of one call, or of all."""
    query = select(CallFact).where(col(CallFact.kind).in_(HEARD))
    if call_id:
        query = query.where(CallFact.call_id == call_id)
    found = Heard()
    for fact in await session.exec(query.order_by(col(CallFact.at), col(CallFact.mark))):
        _hear(found, fact)
    return found


def _hear(found: Heard, fact: CallFact) -> None:
    if fact.kind == "CallPublished":
        found.states.setdefault(fact.call_id, "published")
    elif fact.kind == "CallMoved":
        found.states[fact.call_id] = fact.data["state"]
    else:
        told = RankingPublished.model_validate(fact.data)
        found.lists.setdefault((told.call_id, told.line), []).insert(0, Published(fact.at, told))


async def became(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, Became]:
    """Return what became of applications in a list; those not heard of are left out."""
    if not ids:
        return {}
    states = select(ApplicationRow.id, ApplicationRow.state).where(col(ApplicationRow.id).in_(ids))
    told = (
        select(TimelineFact)
        .where(col(TimelineFact.application_id).in_(ids), col(TimelineFact.kind).in_(ANSWERED))
        .order_by(col(TimelineFact.at), col(TimelineFact.mark))
    )
    found = {id_: Became(state) for id_, state in await session.exec(states)}
    for fact in await session.exec(told):
        before = found.get(fact.application_id, Became(""))
        found[fact.application_id] = _answered(before, fact)
    return found


def _answered(before: Became, fact: TimelineFact) -> Became:
    if fact.kind == "AcceptanceAnswered":
        return Became(before.state, fact.data["answer"], before.accept_by_on)
    by_on = date.fromisoformat(fact.data["accept_by_on"])
    return Became(before.state, before.answer or "asked", by_on)


async def list_card(applications: Peer, ranking_id: UUID) -> RankingCard:
    """Return a published list; refuses `unknown-ranking` (404) and `owner-silent` (503)."""
    return await applications.get(RankingCard, Ask(f"/v1/rankings/{ranking_id}"))


async def preview(applications: Peer, place: Place) -> RankingCard:
    """Return the list of a section as it would be now; refuses what its owner does."""
    return await applications.get(RankingCard, Ask(f"{_line(place)}/ranking-preview"))


async def observations(applications: Peer, ranking_id: UUID) -> Sequence[RankingObservationCard]:
    """Return what was observed on a list; refuses as `list_card` does."""
    ask = Ask(f"/v1/rankings/{ranking_id}/observations")
    return (await applications.get(RankingObservationCards, ask)).items


async def verification(applications: Peer, ranking_id: UUID) -> Recomputed:
    """Have a list computed again and compared; refuses as `list_card` does."""
    return await applications.get(Recomputed, Ask(f"/v1/rankings/{ranking_id}/verification"))


async def public_list(applications: Peer, place: Place) -> PublicRanking | None:
    """Return the list of a section as everybody reads it; None when nobody reads it."""
    try:
        return await applications.get(PublicRanking, Ask(f"{_line(place)}/ranking"))
    except Refusal as refusal:
        if refusal.slug in ("no-ranking", "ranking-removed"):
            return None
        raise


def _line(place: Place) -> str:
    return f"/v1/calls/{place[0]}/lines/{place[1]}"
