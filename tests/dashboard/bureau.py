"""The network service that pages ask: told beforehand, asked for real, as peers are."""

from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Header, Query

from contracts.adhesions import AdhesionCard, AdhesionStepRequest, TargetStanding
from contracts.agreements import AgreementCard, MonthStatement
from contracts.desks import (
    ContactCounts,
    ContactFiling,
    ContactKept,
    DeskCards,
    DeskLog,
    OperatorPosting,
    PostedOperator,
)
from contracts.network import (
    AdhesionCompleted,
    PlanAdvanced,
    PlanApproved,
    PlanHoursBooked,
    PlanOpened,
)
from contracts.partnership import OriginalFiling
from contracts.plans import HoursBooking, MilestoneFiling, PlanApproval, PlanCard, PlanOpening
from contracts.roll import (
    AdhesionRoll,
    AgreementCards,
    PlanCards,
    PostedOperators,
    RollQuestion,
    SheetCard,
    SurveyCards,
)
from contracts.surveys import (
    ReleaseRequest,
    SurveyCard,
    SurveyClosing,
    SurveyRelease,
    TicketRequest,
    Tickets,
)
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import create_app

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)]


@dataclass
class Bureau:
    """What the network service knows in a test, and what it was asked to write."""

    roll: AdhesionRoll = field(
        default_factory=lambda: AdhesionRoll(items=(), counts={}, more=False)
    )
    asked: list[RollQuestion] = field(default_factory=list)
    adhesions: dict[UUID, AdhesionCard] = field(default_factory=dict)
    sheets: dict[UUID, SheetCard] = field(default_factory=dict)
    plans: dict[UUID, PlanCard] = field(default_factory=dict)
    agreements: dict[UUID, AgreementCard] = field(default_factory=dict)
    months: dict[str, MonthStatement] = field(default_factory=dict)
    desks: DeskCards = field(default_factory=lambda: DeskCards(items=()))
    operators: list[PostedOperator] = field(default_factory=list)
    log: DeskLog = field(default_factory=lambda: DeskLog(items=()))
    contacts: ContactCounts | None = None
    surveys: dict[UUID, SurveyCard] = field(default_factory=dict)
    releases: dict[int, SurveyRelease] = field(default_factory=dict)
    taken: list[tuple[str, Any]] = field(default_factory=list)
    refusal: Refusal | None = None

    def take(self, path: str, body: Any) -> None:
        """Note what was written, or refuse it as it was told to."""
        if self.refusal:
            raise self.refusal
        self.taken.append((path, body))


def known(found: dict[Any, Any], wanted: Any, slug: str) -> Any:
    """Return what is known under a key, or refuse."""
    if wanted not in found:
        raise Refusal(slug, "Non esiste.", 404)
    return found[wanted]


def network_app(bureau: Bureau) -> FastAPI:
    """Return the network service of a test."""
    app = create_app("network", "prova")
    for offer in (
        _offer_adhesions, _offer_lists, _offer_steps, _offer_plans, _offer_work, _offer_agreements,
        _offer_desks, _offer_desk_acts, _offer_surveys, _offer_survey_acts,
    ):  # fmt: skip
        offer(app, bureau)
    return app


def _offer_adhesions(app: FastAPI, bureau: Bureau) -> None:
    @app.get("/v1/adhesions")
    async def listed(asked: Annotated[RollQuestion, Query()]) -> AdhesionRoll:
        bureau.asked.append(asked)
        return bureau.roll

    @app.get("/v1/alliances/{slug}/target")
    async def target(slug: str) -> TargetStanding:
        return TargetStanding(joined=9, minimum=10, maximum=15, sentence="9 imprese su 10-15.")

    @app.get("/v1/adhesions/{adhesion_id}")
    async def one(adhesion_id: UUID) -> AdhesionCard:
        return known(bureau.adhesions, adhesion_id, "unknown-adhesion")


def _offer_lists(app: FastAPI, bureau: Bureau) -> None:
    @app.get("/v1/adhesions/{adhesion_id}/sheet")
    async def sheet(adhesion_id: UUID) -> SheetCard:
        return known(bureau.sheets, adhesion_id, "unknown-adhesion")

    @app.get("/v1/adhesions/{adhesion_id}/plans")
    async def plans(adhesion_id: UUID) -> PlanCards:
        return PlanCards(items=tuple(bureau.plans.values()))

    @app.get("/v1/adhesions/{adhesion_id}/agreements")
    async def agreements(adhesion_id: UUID) -> AgreementCards:
        return AgreementCards(items=tuple(bureau.agreements.values()))


def _offer_steps(app: FastAPI, bureau: Bureau) -> None:
    @app.post("/v1/adhesions/{adhesion_id}/steps", status_code=201)
    async def step(adhesion_id: UUID, asked: AdhesionStepRequest) -> AdhesionCard:
        bureau.take(str(adhesion_id), asked)
        return bureau.adhesions[adhesion_id]

    @app.post("/v1/adhesions/{adhesion_id}/originals", status_code=201)
    async def original(adhesion_id: UUID, filing: OriginalFiling) -> AdhesionCompleted:
        bureau.take("originals", filing)
        told = {"organisation_key": "k", "alliance": "cip", "original_on": clock.today()}
        return AdhesionCompleted(adhesion_id=adhesion_id, **told)

    @app.post("/v1/adhesions/{adhesion_id}/plans", status_code=201)
    async def plan(adhesion_id: UUID, opening: PlanOpening, key: Key) -> PlanOpened:
        bureau.take("plans", opening)
        return PlanOpened(plan_id=new_id(), adhesion_id=adhesion_id, granted_minutes=2400)


def _offer_plans(app: FastAPI, bureau: Bureau) -> None:
    @app.get("/v1/plans/{plan_id}")
    async def one(plan_id: UUID) -> PlanCard:
        return known(bureau.plans, plan_id, "unknown-plan")

    @app.post("/v1/plans/{plan_id}/milestones", status_code=201)
    async def milestone(plan_id: UUID, filing: MilestoneFiling) -> PlanAdvanced:
        bureau.take("milestones", filing)
        said = {"milestone": filing.milestone, "reached_on": filing.reached_on}
        return PlanAdvanced(plan_id=plan_id, **said)


def _offer_work(app: FastAPI, bureau: Bureau) -> None:
    @app.post("/v1/plans/{plan_id}/approvals", status_code=201)
    async def approve(plan_id: UUID, approval: PlanApproval) -> PlanApproved:
        bureau.take("approvals", approval)
        return PlanApproved(plan_id=plan_id, adhesion_id=new_id())

    @app.post("/v1/plans/{plan_id}/hours", status_code=201)
    async def hours(plan_id: UUID, booking: HoursBooking, key: Key) -> PlanHoursBooked:
        bureau.take("hours", booking)
        sums = {"minutes": booking.minutes, "booked_minutes": 60, "granted_minutes": 2400}
        return PlanHoursBooked(plan_id=plan_id, **sums)


def _offer_agreements(app: FastAPI, bureau: Bureau) -> None:
    @app.get("/v1/agreements/{agreement_id}")
    async def one(agreement_id: UUID) -> AgreementCard:
        return known(bureau.agreements, agreement_id, "unknown-agreement")

    @app.get("/v1/agreements/{agreement_id}/months/{month}")
    async def month(agreement_id: UUID, month: str) -> MonthStatement:
        return known(bureau.months, month, "unknown-agreement")


def _offer_desks(app: FastAPI, bureau: Bureau) -> None:
    @app.get("/v1/alliances/{slug}/desks")
    async def desks(slug: str) -> DeskCards:
        return bureau.desks

    @app.get("/v1/desks/{desk_id}/operators")
    async def operators(desk_id: UUID) -> PostedOperators:
        return PostedOperators(items=tuple(bureau.operators))

    @app.get("/v1/desks/{desk_id}/log")
    async def log(desk_id: UUID) -> DeskLog:
        return bureau.log

    @app.get("/v1/desks/{desk_id}/contacts/{month}")
    async def contacts(desk_id: UUID, month: str) -> ContactCounts:
        return bureau.contacts or ContactCounts(month=month, total=0, items=())


def _offer_desk_acts(app: FastAPI, bureau: Bureau) -> None:
    @app.post("/v1/desks/{desk_id}/operators", status_code=201)
    async def post(desk_id: UUID, posting: OperatorPosting) -> PostedOperator:
        bureau.take("operators", posting)
        return PostedOperator(desk_id=desk_id, **posting.model_dump(exclude={"official"}))

    @app.post("/v1/desks/{desk_id}/contacts", status_code=201)
    async def contact(desk_id: UUID, filing: ContactFiling, key: Key) -> ContactKept:
        bureau.take("contacts", filing)
        return ContactKept(contact_id=new_id(), at=clock.now())


def _offer_surveys(app: FastAPI, bureau: Bureau) -> None:
    @app.get("/v1/alliances/{slug}/surveys")
    async def surveys(slug: str) -> SurveyCards:
        return SurveyCards(items=tuple(bureau.surveys.values()))

    @app.get("/v1/surveys/{survey_id}")
    async def one(survey_id: UUID) -> SurveyCard:
        return known(bureau.surveys, survey_id, "unknown-survey")

    @app.get("/v1/surveys/{survey_id}/releases/{number}")
    async def release(survey_id: UUID, number: int) -> SurveyRelease:
        return known(bureau.releases, number, "unknown-release")


def _offer_survey_acts(app: FastAPI, bureau: Bureau) -> None:
    @app.post("/v1/surveys/{survey_id}/tickets", status_code=201)
    async def tickets(survey_id: UUID, asked: TicketRequest) -> Tickets:
        bureau.take("tickets", asked)
        return Tickets(items=tuple(f"{number:032x}" for number in range(asked.count)))

    @app.post("/v1/surveys/{survey_id}/closings", status_code=201)
    async def close(survey_id: UUID, closing: SurveyClosing) -> SurveyCard:
        bureau.take("closings", closing)
        return bureau.surveys[survey_id]

    @app.post("/v1/surveys/{survey_id}/releases", status_code=201)
    async def release(survey_id: UUID, asked: ReleaseRequest, key: Key) -> SurveyRelease:
        bureau.take("releases", asked)
        return next(iter(bureau.releases.values()))
