"""The network as its owner tells it: adhesions, plans, agreements, desks, surveys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.adhesions import AdhesionCard, TargetStanding
from contracts.agreements import AgreementCard, MonthStatement
from contracts.desks import ContactCounts, DeskCard, DeskCards, DeskLog
from contracts.network import AdhesionState
from contracts.plans import PlanCard
from contracts.roll import (
    AdhesionRoll,
    AgreementCards,
    AwaitedEmployer,
    AwaitedEmployers,
    EmployerKeys,
    PlanCards,
    PostedOperators,
    SheetCard,
    SurveyCards,
)
from contracts.surveys import SurveyCard, SurveyRelease
from kit.refusal import Refusal
from services.dashboard.queries.peer import Ask, Peer

PAGE = 50
NEVER = date.max
NO_DESK = ("no-desk", "Questo sportello non esiste.", 404)


@dataclass(frozen=True)
class Filter:
    """Which adhesions, from which row on; everything of it stands in the address."""

    alliance: str = ""
    state: AdhesionState | str = ""
    after_on: str = ""
    after_id: str = ""


async def roll(network: Peer, wanted: Filter) -> AdhesionRoll:
    """Return a page of adhesions by what is due first; refuses `owner-silent` (503)."""
    told = {**vars(wanted), "limit": str(PAGE)}
    query = tuple((name, value) for name, value in told.items() if value)
    return await network.get(AdhesionRoll, Ask("/v1/adhesions", query=query))


async def target(network: Peer, alliance: str) -> TargetStanding | None:
    """Tell how many firms joined an alliance; None when nobody can tell."""
    try:
        return await network.get(TargetStanding, Ask(f"/v1/alliances/{alliance}/target"))
    except Refusal:
        return None


async def awaited(
    applications: Peer, keys: Sequence[str]
) -> Mapping[str, Sequence[AwaitedEmployer]]:
    """Return who waits for each employer; nobody when their owner does not tell."""
    if not keys:
        return {}
    ask = Ask("/v1/queries/awaited-employers", EmployerKeys(organisation_keys=tuple(keys)))
    try:
        found = await applications.post(AwaitedEmployers, ask)
    except Refusal:
        return {}
    by_key: dict[str, list[AwaitedEmployer]] = {}
    for each in found.items:
        by_key.setdefault(each.organisation_key, []).append(each)
    return by_key


async def adhesion(network: Peer, adhesion_id: UUID) -> AdhesionCard:
    """Return an adhesion; refuses `unknown-adhesion` (404) and `owner-silent` (503)."""
    return await network.get(AdhesionCard, Ask(f"/v1/adhesions/{adhesion_id}"))


async def sheet(network: Peer, adhesion_id: UUID) -> SheetCard:
    """Return what the last Scheda of an adhesion says; refuses as `adhesion` does."""
    return await network.get(SheetCard, Ask(f"/v1/adhesions/{adhesion_id}/sheet"))


async def plans(network: Peer, adhesion_id: UUID) -> Sequence[PlanCard]:
    """Return the plans of an adhesion; refuses as `adhesion` does."""
    return (await network.get(PlanCards, Ask(f"/v1/adhesions/{adhesion_id}/plans"))).items


async def plan(network: Peer, plan_id: UUID) -> PlanCard:
    """Return a plan; refuses `unknown-plan` (404) and `owner-silent` (503)."""
    return await network.get(PlanCard, Ask(f"/v1/plans/{plan_id}"))


async def agreements(network: Peer, adhesion_id: UUID) -> Sequence[AgreementCard]:
    """Return the agreements that an adhesion is in; refuses as `adhesion` does."""
    ask = Ask(f"/v1/adhesions/{adhesion_id}/agreements")
    return (await network.get(AgreementCards, ask)).items


async def agreement(network: Peer, agreement_id: UUID) -> AgreementCard:
    """Return an agreement; refuses `unknown-agreement` (404) and `owner-silent` (503)."""
    return await network.get(AgreementCard, Ask(f"/v1/agreements/{agreement_id}"))


async def month(network: Peer, agreement_id: UUID, wanted: str) -> MonthStatement:
    """Return what a month of an agreement cost; refuses as `agreement` does."""
    return await network.get(MonthStatement, Ask(f"/v1/agreements/{agreement_id}/months/{wanted}"))


async def desks(network: Peer, alliance: str) -> Sequence[DeskCard]:
    """Return the desks of an alliance; refuses `unknown-alliance` (404) and `owner-silent`."""
    return (await network.get(DeskCards, Ask(f"/v1/alliances/{alliance}/desks"))).items


async def front_desk(network: Peer, alliance: str, desk_id: UUID) -> DeskCard:
    """Return one desk of an alliance; refuses `no-desk` (404) and as `desks` does."""
    for each in await desks(network, alliance):
        if each.desk_id == desk_id:
            return each
    raise Refusal(*NO_DESK)


async def operators(network: Peer, desk_id: UUID) -> PostedOperators:
    """Return who works at a desk; refuses `unknown-desk` (404) and `owner-silent` (503)."""
    return await network.get(PostedOperators, Ask(f"/v1/desks/{desk_id}/operators"))


async def desk_log(network: Peer, desk_id: UUID) -> DeskLog:
    """Return what operators of a desk did; refuses as `operators` does."""
    return await network.get(DeskLog, Ask(f"/v1/desks/{desk_id}/log"))


async def contacts(network: Peer, desk_id: UUID, wanted: str) -> ContactCounts:
    """Count the contacts of a desk in a month; refuses as `operators` does."""
    return await network.get(ContactCounts, Ask(f"/v1/desks/{desk_id}/contacts/{wanted}"))


async def surveys(network: Peer, alliance: str) -> Sequence[SurveyCard]:
    """Return the surveys of an alliance; refuses as `desks` does."""
    return (await network.get(SurveyCards, Ask(f"/v1/alliances/{alliance}/surveys"))).items


async def survey(network: Peer, survey_id: UUID) -> SurveyCard:
    """Return a survey; refuses `unknown-survey` (404) and `owner-silent` (503)."""
    return await network.get(SurveyCard, Ask(f"/v1/surveys/{survey_id}"))


async def release(network: Peer, survey_id: UUID, number: int) -> SurveyRelease:
    """Return a version of the figures; refuses `unknown-release` (404) and as `survey` does."""
    return await network.get(SurveyRelease, Ask(f"/v1/surveys/{survey_id}/releases/{number}"))
