"""The network as pages of tests show it: adhesions with all that hangs on them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.adhesions import AdhesionCard
from contracts.agreements import AgreementCard, MonthStatement
from contracts.desks import ContactCounts, DeskCard, DeskLog
from contracts.places import Alliance
from contracts.plans import PlanCard
from contracts.roll import AdhesionRoll, AwaitedEmployer, SheetCard
from contracts.surveys import SurveyCard, SurveyRelease
from kit.ids import new_id
from programmes.catalogue import Programmes
from programmes.files import load_programmes
from tests.dashboard.bureau import Bureau

ARRIVED = datetime(2016, 3, 1, 9, 41, tzinfo=UTC)
ALLIANCE, KEY = "adda-martesana", "k" * 64
BOSS = "staff:0197aaaa-0000-7000-8000-00000000cccc"
STEPS = {
    "received": ("confirm", "refuse"), "provisional": ("refuse",),
    "confirmed": ("suspend", "renew", "withdraw"), "suspended": ("resume", "withdraw"),
}  # fmt: skip


def programmes() -> Programmes:
    """The real alliances and places, without calls."""
    known = load_programmes()
    alliances: dict[str, Alliance] = dict(known.alliances)
    return Programmes(alliances, {}, known.municipalities, {})


def adhesion(state: str = "received", **changed: Any) -> AdhesionCard:
    facts = {
        "adhesion_id": new_id(), "organisation_id": new_id(), "name": "Fratelli Brambilla S.r.l.",
        "alliance": ALLIANCE, "state": state, "received_at": ARRIVED,
        "answer_due_on": date(2016, 3, 31), "original_due_on": None, "since_on": None,
        "until_on": None, "renewal_due_on": None, "size_class": "micro",
        "size_reasons": ["9 ULA: meno di 10."], "counts_toward_target": True,
        "documents": [
            {"kind": "copy", "channel": "email", "protocol": "0000101/2016", "arrived_at": ARRIVED,
             "document_id": None},
        ],
        "history": [
            {"step": "receive", "state": state, "official": BOSS, "reason": "", "at": ARRIVED},
        ],
        "allowed": STEPS.get(state, ()),
    }  # fmt: skip
    return AdhesionCard.model_validate({**facts, **changed})


def scheda() -> SheetCard:
    said = {
        "alliance": ALLIANCE, "name": "Fratelli Brambilla S.r.l.", "legal_form": "S.r.l.",
        "vat_number": "99000010159", "municipality": "015070", "email": "ditta@posta.test",
        "representative": {
            "name": "Marco Brambilla", "tax_code": "BRMMRC79S03G686Q", "birth_on": "1979-11-03",
            "role": "amministratore",
        },
        "contact": {"name": "Sara Neri", "email": "sara@posta.test", "phone": "02 123456"},
        "size": {
            "years": [{"year": 2015, "staff": "9", "turnover_cents": 250_000_000,
                       "balance_cents": 190_000_000}],
        },
        "workforce": {"total": 9, "women": 5, "carers_of_minors": 3},
        "interests": ["consulting", "staff_voucher"],
        "commitments": {"monitoring": True, "priority_to_carers": True},
        "privacy_notice": "2016-1",
    }  # fmt: skip
    card = {"organisation_key": KEY, "municipality": "015070", "revision": 1, "sheet": said}
    return SheetCard.model_validate({**card, "arrived_at": ARRIVED})


def known(bureau: Bureau, card: AdhesionCard) -> str:
    """The network knows an adhesion; return the address of its page."""
    bureau.adhesions[card.adhesion_id] = card
    bureau.sheets[card.adhesion_id] = scheda()
    return f"/adesioni/{card.adhesion_id}"


def roll(*cards: AdhesionCard, more: bool = False) -> AdhesionRoll:
    """The adhesions as the network lists them."""
    due = {"received": ("answer", "2016-03-31"), "provisional": ("original", "2016-04-09")}
    counts: dict[str, int] = {}
    for card in cards:
        counts[card.state] = counts.get(card.state, 0) + 1
    items = [
        {**card.model_dump(include={"adhesion_id", "name", "alliance", "state", "received_at"}),
         "organisation_key": KEY, "due": due.get(card.state, ("", None))[0],
         "due_on": due.get(card.state, ("", None))[1]}
        for card in cards
    ]  # fmt: skip
    return AdhesionRoll.model_validate({"items": items, "counts": counts, "more": more})


def awaiting(application: UUID) -> AwaitedEmployer:
    return AwaitedEmployer(organisation_key=KEY, application_id=application, waits_for="adhesion")


def plan(state: str = "open", *milestones: tuple[str, str], **changed: Any) -> PlanCard:
    reached = [
        {"milestone": name, "reached_on": on, "document_id": new_id(), "official": BOSS}
        for name, on in milestones
    ]
    order = ("survey", "plan", "union_agreement", "experiment", "evaluation")
    facts = {
        "plan_id": new_id(), "adhesion_id": new_id(), "title": "Congedo parentale a ore",
        "state": state, "granted_minutes": 2_400, "booked_minutes": 870, "experiment_months": 6,
        "milestones": reached, "next": order[len(reached)] if len(reached) < len(order) else None,
        "hours": [
            {"consultant": BOSS, "on": "2016-03-10", "minutes": 870, "topic": "Progettazione",
             "at": ARRIVED},
        ],
    }  # fmt: skip
    return PlanCard.model_validate({**facts, **changed})


def agreement(*members: UUID) -> AgreementCard:
    places = [
        {"place_id": new_id(), "adhesion_id": members[0], "state": "placed", "position": None,
         "from_on": "2016-03-01", "to_on": None},
        {"place_id": new_id(), "adhesion_id": members[1], "state": "waiting", "position": 1,
         "from_on": "2016-03-15", "to_on": None},
    ]  # fmt: skip
    facts = {
        "agreement_id": new_id(), "alliance": ALLIANCE, "title": "Nido tra imprese",
        "service": "Posti nido", "places": 1, "taken": 1, "waiting": 1, "split": "share",
        "starts_on": "2016-01-01", "ends_on": None, "items": places,
        "members": [{"adhesion_id": each, "share": 1} for each in members],
    }  # fmt: skip
    return AgreementCard.model_validate(facts)


def statement(card: AgreementCard, month: str = "2016-03") -> MonthStatement:
    items = [
        {"adhesion_id": each.adhesion_id, "share": 1, "uses": 10, "amount_cents": 60_000}
        for each in card.members
    ]
    facts = {"agreement_id": card.agreement_id, "month": month, "split": card.split}
    return MonthStatement.model_validate({**facts, "cost_cents": 120_000, "items": items})


def front_desk(**changed: Any) -> DeskCard:
    facts = {
        "desk_id": new_id(), "alliance": ALLIANCE, "partner": "Cooperativa Punto Famiglia",
        "name": "Punto informativo di Melzo", "municipality": "015142", "address": "Via Roma 1",
        "phone": "02 123456", "email": "melzo@posta.test",
        "hours": [{"weekday": 1, "opens": "09:00", "closes": "12:30"}], "closed_on": [],
        "open_now": False, "opens_at": ARRIVED,
    }  # fmt: skip
    return DeskCard.model_validate({**facts, **changed})


def desk_log() -> DeskLog:
    line = {
        "operator": BOSS, "principal_key": "3f9a" * 16, "application_id": new_id(),
        "delegation_id": new_id(), "act": "filed", "at": ARRIVED,
    }  # fmt: skip
    return DeskLog.model_validate({"items": [line]})


def contacts() -> ContactCounts:
    items = [{"topic": "voucher", "outcome": "informed", "contacts": 12}]
    return ContactCounts.model_validate({"month": "2016-03", "total": 12, "items": items})


def survey(state: str = "open", **changed: Any) -> SurveyCard:
    facts = {
        "survey_id": new_id(), "alliance": ALLIANCE, "title": "Bisogni di cura 2016",
        "state": state, "threshold": 5, "answers": None, "releases": 0,
        "needs": [{"code": "minors", "label": "Figli minori"},
                  {"code": "elders", "label": "Genitori anziani"}],
    }  # fmt: skip
    return SurveyCard.model_validate({**facts, **changed})


def release(card: SurveyCard) -> SurveyRelease:
    table = {
        "by": "municipality", "of": None, "columns": ["minors", "elders"], "folded": [],
        "rows": [
            {"label": "015142", "cells": [20, None], "total": None},
            {"label": "015070", "cells": [12, 9], "total": 21},
        ],
        "totals": [32, 12], "total": 44, "suppressed": 2,
    }  # fmt: skip
    facts = {
        "survey_id": card.survey_id, "release": 1, "threshold": 5, "reason": "Prima versione.",
        "tables": [table], "withheld": 1, "digest": "a1" * 32,
    }  # fmt: skip
    return SurveyRelease.model_validate(facts)
