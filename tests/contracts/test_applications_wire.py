"""What is told and asked of applications on the wire: ids, days and words of the law."""

from typing import Any

import pytest
from pydantic import BaseModel

from contracts.applications.calls import AdvanceCall, CallChanged, CallMoved, CallPublished
from contracts.applications.checks import ApplicationChecked, CheckApplication
from contracts.applications.closing import (
    ApplicationClosed,
    ApplicationWaitlisted,
    CloseApplication,
    WaitlistApplication,
)
from contracts.applications.controls import ControlStarted
from contracts.applications.decisions import ApplicationDecided, ApplicationReopened, RecordDecision
from contracts.applications.filing import (
    ApplicationRegistered,
    ApplicationRevised,
    ApplicationStopped,
    EmployerLeft,
)
from contracts.applications.procedure import (
    GiveNotice,
    IntegrationExpired,
    IntegrationRequested,
    NoticeGiven,
    ObservationsReceived,
    RequestIntegration,
    TendTerm,
    TermMoved,
    TermNearing,
)
from contracts.applications.ranking import (
    AcceptanceAnswered,
    AcceptanceRequested,
    ApplicationRanked,
    LapseAcceptance,
    RankingPublished,
    RequestAcceptance,
)
from contracts.applications.register import DocumentAnnulled, DocumentRegistered, RegisterDocument
from contracts.applications.review import (
    ApplicationAssigned,
    ChecklistFilled,
    ConflictDeclared,
    DecisionProposed,
    ScoreGiven,
)
from tests.contracts.wire import said_again

A = "0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b"
AT = "2026-03-02T09:00:00Z"
DAY = "2026-03-02"
WIRE: dict[type[BaseModel], dict[str, Any]] = {
    AdvanceCall: {"call_id": "ADM-2015"},
    CallChanged: {
        "call_id": "ADM-2015",
        "call_version": 1,
        "act": "publication",
        "lines": [{"line": "II", "budget_cents": 1}],
        "supplement_until": AT,
    },
    CallMoved: {
        "call_id": "ADM-2015",
        "state": "published",
        "by": "window",
        "at": AT,
        "wake_at": AT,
    },
    CallPublished: {
        "call_id": "ADM-2015",
        "call_version": 1,
        "lines": [{"line": "II", "budget_cents": 1}],
    },
    ApplicationChecked: {
        "application_id": A,
        "checked": 1,
        "checked_at": AT,
        "outcome": "yes",
        "requirements": [{"requirement": "residence", "outcome": "yes"}],
        "amount_cents": 1,
        "instalments": [{"label": "Saldo", "amount_cents": 1}],
        "voucher_months": 1,
        "review_due_on": DAY,
        "list_until": AT,
        "decision": {"outcome": "granted", "official": "staff:a1", "checked": 1},
    },
    CheckApplication: {"application_id": A},
    ApplicationClosed: {"application_id": A, "state": "awarded"},
    ApplicationWaitlisted: {"application_id": A, "waitlisted_at": AT},
    CloseApplication: {"application_id": A, "state": "awarded"},
    WaitlistApplication: {"application_id": A},
    ControlStarted: {
        "application_id": A,
        "control_id": A,
        "answer_days": 1,
        "register_year": 2026,
        "register_number": 1,
    },
    ApplicationDecided: {
        "application_id": A,
        "outcome": "granted",
        "act_number": 1,
        "act_year": 2026,
        "batch": False,
        "waited": False,
    },
    ApplicationReopened: {
        "application_id": A,
        "call_id": "ADM-2015",
        "call_version": 1,
        "line": "II",
        "act_year": 2026,
        "act_number": 1,
    },
    RecordDecision: {
        "application_id": A,
        "decision": {"outcome": "granted", "official": "staff:a1", "checked": 1},
    },
    ApplicationRegistered: {
        "application_id": A,
        "call_id": "ADM-2015",
        "call_version": 1,
        "line": "II",
        "support_form": "firm_incentive",
        "place": 1,
        "amount_cents": 1,
        "register_year": 2026,
        "register_number": 1,
        "late": False,
    },
    ApplicationRevised: {
        "application_id": A,
        "by": "amendment",
        "revision": 1,
        "call_id": "ADM-2015",
        "call_version": 1,
        "line": "II",
        "amount_cents": 1,
    },
    ApplicationStopped: {"application_id": A, "by": "withdrawn"},
    EmployerLeft: {"application_id": A, "adhesion_id": A, "until_on": DAY, "state": "granted"},
    GiveNotice: {"application_id": A, "notice_id": A, "official": "staff:a1"},
    IntegrationExpired: {"application_id": A, "integration_id": A, "notice_id": A},
    IntegrationRequested: {
        "application_id": A,
        "integration_id": A,
        "answer_by_on": DAY,
        "due_on": DAY,
    },
    NoticeGiven: {"application_id": A, "notice_id": A, "register_year": 2026, "register_number": 1},
    ObservationsReceived: {
        "application_id": A,
        "observation_id": A,
        "register_year": 2026,
        "register_number": 1,
    },
    RequestIntegration: {"application_id": A, "integration_id": A, "official": "staff:a1"},
    TendTerm: {"application_id": A},
    TermMoved: {"application_id": A, "due_on": DAY, "clock": "running", "at": AT, "wake_at": AT},
    TermNearing: {"application_id": A, "due_on": DAY, "days_left": 1, "to": "reviewer"},
    AcceptanceAnswered: {"application_id": A, "answer": "accepted"},
    AcceptanceRequested: {"application_id": A, "accept_by_on": DAY, "at": AT},
    ApplicationRanked: {
        "application_id": A,
        "ranking_id": A,
        "call_id": "ADM-2015",
        "line": "II",
        "place": 1,
        "amount_cents": 1,
    },
    LapseAcceptance: {"application_id": A},
    RankingPublished: {
        "ranking_id": A,
        "call_id": "ADM-2015",
        "line": "II",
        "kind": "provisional",
        "placed": 1,
        "below": 1,
        "excluded": 1,
        "observations_until_on": DAY,
        "public_until_on": DAY,
    },
    RequestAcceptance: {"application_id": A},
    DocumentAnnulled: {"document_id": A, "body": "body", "year": 2026, "number": 1, "at": AT},
    DocumentRegistered: {
        "document_id": A,
        "body": "body",
        "direction": "in",
        "kind": "kind",
        "year": 2026,
        "number": 1,
        "registered_on": DAY,
        "at": AT,
    },
    RegisterDocument: {
        "document_id": A,
        "body": "body",
        "direction": "in",
        "kind": "kind",
        "channel": "web",
        "content_hash": "5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f",
        "arrived_at": AT,
    },
    ApplicationAssigned: {
        "application_id": A,
        "call_id": "ADM-2015",
        "reviewer": "staff:a1",
        "reading": 1,
    },
    ChecklistFilled: {"application_id": A, "reviewer": "staff:a1", "open": 1},
    ConflictDeclared: {
        "call_id": "ADM-2015",
        "reviewer": "staff:a1",
        "conflict": False,
        "application_id": A,
    },
    DecisionProposed: {
        "application_id": A,
        "reviewer": "staff:a1",
        "outcome": "granted",
        "checked": 1,
    },
    ScoreGiven: {"application_id": A, "reviewer": "staff:a1", "handed_in": 1, "awaited": 1},
}


@pytest.mark.parametrize("kind", WIRE, ids=lambda kind: kind.__name__)
def test_a_message_is_said_again_as_it_was_heard(kind: type[BaseModel]) -> None:
    assert said_again(kind, WIRE[kind]) == WIRE[kind]
