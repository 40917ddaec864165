"""The stream door of applications."""

from contracts.applications.calls import AdvanceCall
from contracts.applications.checks import CheckApplication
from contracts.applications.closing import CloseApplication, WaitlistApplication
from contracts.applications.decisions import RecordDecision
from contracts.applications.procedure import GiveNotice, RequestIntegration, TendTerm
from contracts.applications.ranking import LapseAcceptance, RequestAcceptance
from contracts.applications.register import RegisterDocument
from contracts.network import (
    AdhesionConfirmed,
    AdhesionResumed,
    AdhesionSuspended,
    AdhesionWithdrawn,
    EmploymentConfirmed,
    EmploymentEnded,
)
from contracts.vouchers.budget import LineExhausted
from kit.doors import Doors
from services.applications.usecases import (
    acceptance,
    calls,
    decision,
    documents,
    employer,
    integration,
    membership,
    notice_of_refusal,
    review,
    term_care,
)

doors = Doors("applications")
doors.command(CheckApplication, review.check_application)
doors.command(RecordDecision, decision.record_decision)
doors.command(WaitlistApplication, review.waitlist_application)
doors.command(CloseApplication, review.close_application)
doors.command(AdvanceCall, calls.advance_call)
doors.command(RequestAcceptance, acceptance.request_acceptance)
doors.command(LapseAcceptance, acceptance.lapse_acceptance)
doors.command(TendTerm, term_care.tend_term)
doors.command(RequestIntegration, integration.request_integration)
doors.command(GiveNotice, notice_of_refusal.give_notice)
doors.command(RegisterDocument, documents.register_document)
doors.event(LineExhausted, calls.note_exhausted_line)
doors.event(AdhesionConfirmed, membership.remember_adhesion)
doors.event(AdhesionWithdrawn, membership.remember_withdrawal)
doors.event(AdhesionSuspended, membership.remember_suspension)
doors.event(AdhesionResumed, membership.remember_resumption)
doors.event(EmploymentConfirmed, employer.remember_employment)
doors.event(EmploymentEnded, employer.remember_ending)
