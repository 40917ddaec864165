"""What the network tells on the wire: keys, ids and days, and no person."""

from typing import Any

import pytest
from pydantic import BaseModel

from contracts.network import (
    AdhesionCompleted,
    AdhesionConfirmed,
    AdhesionReceived,
    AdhesionRefused,
    AdhesionRenewed,
    AdhesionRepeated,
    AdhesionResumed,
    AdhesionSuspended,
    AdhesionTended,
    AdhesionWithdrawn,
    AgreementSigned,
    AidDeclarationWithdrawn,
    AidDeclared,
    DeskActRecorded,
    EmploymentConfirmed,
    EmploymentEnded,
    PlaceAwaited,
    PlaceGiven,
    PlaceLeft,
    PlanAdvanced,
    PlanApproved,
    PlanHoursBooked,
    PlanOpened,
    SurveyReleased,
    TendAdhesion,
    UndertakingLinked,
    UndertakingParted,
)
from tests.contracts.wire import said_again

A = "0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b"
FIRM = "9c" * 32
WORKER = "5d" * 32
PRINCIPAL = "7e" * 32
AT = "2026-03-02T09:00:00Z"
DAY = "2026-03-02"
WIRE: dict[type[BaseModel], dict[str, Any]] = {
    AdhesionCompleted: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "original_on": DAY,
    },
    AdhesionConfirmed: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "since_on": DAY,
    },
    AdhesionReceived: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "state": "provisional",
        "answer_due_on": DAY,
        "remind_on": "2026-03-17",
        "original_due_on": "2026-04-01",
    },
    AdhesionRefused: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
    },
    AdhesionRenewed: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "renewal_due_on": DAY,
    },
    AdhesionRepeated: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "documents": 1,
    },
    AdhesionResumed: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "to_on": DAY,
    },
    AdhesionSuspended: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "from_on": DAY,
    },
    AdhesionTended: {"adhesion_id": A, "step": "wait", "at": AT, "wake_on": DAY},
    AdhesionWithdrawn: {
        "adhesion_id": A,
        "organisation_key": FIRM,
        "alliance": "complessi-equilibri",
        "until_on": DAY,
    },
    AgreementSigned: {
        "agreement_id": A,
        "alliance": "complessi-equilibri",
        "places": 12,
        "members": 3,
    },
    AidDeclarationWithdrawn: {"declaration_id": A, "organisation_key": FIRM},
    AidDeclared: {"declaration_id": A, "organisation_key": FIRM, "aids": 1},
    DeskActRecorded: {
        "act_id": A,
        "desk_id": A,
        "application_id": A,
        "operator": "staff:b2",
        "principal_key": PRINCIPAL,
        "act": "filed",
    },
    EmploymentConfirmed: {
        "employment_id": A,
        "organisation_key": FIRM,
        "worker_key": WORKER,
        "from_on": DAY,
        "to_on": DAY,
    },
    EmploymentEnded: {
        "employment_id": A,
        "organisation_key": FIRM,
        "worker_key": WORKER,
        "to_on": DAY,
    },
    PlaceAwaited: {"place_id": A, "agreement_id": A, "organisation_key": FIRM},
    PlaceGiven: {"place_id": A, "agreement_id": A, "organisation_key": FIRM, "from_on": DAY},
    PlaceLeft: {"place_id": A, "agreement_id": A, "organisation_key": FIRM, "to_on": DAY},
    PlanAdvanced: {"plan_id": A, "milestone": "survey", "reached_on": DAY},
    PlanApproved: {"plan_id": A, "adhesion_id": A},
    PlanHoursBooked: {"plan_id": A, "minutes": 90, "booked_minutes": 240, "granted_minutes": 2400},
    PlanOpened: {"plan_id": A, "adhesion_id": A, "granted_minutes": 2400},
    SurveyReleased: {"survey_id": A, "release": 1, "threshold": 5},
    TendAdhesion: {"adhesion_id": A},
    UndertakingLinked: {
        "link_id": A,
        "controller_key": FIRM,
        "controlled_key": WORKER,
        "from_on": DAY,
        "to_on": DAY,
    },
    UndertakingParted: {
        "link_id": A,
        "controller_key": FIRM,
        "controlled_key": WORKER,
        "to_on": DAY,
    },
}


@pytest.mark.parametrize("kind", WIRE, ids=lambda kind: kind.__name__)
def test_a_message_is_said_again_as_it_was_heard(kind: type[BaseModel]) -> None:
    assert said_again(kind, WIRE[kind]) == WIRE[kind]
