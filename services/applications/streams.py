"""The stream door of applications."""

from contracts.applications import (
    AdvanceCall,
    CheckApplication,
    CloseApplication,
    RaiseReviewAlarm,
    RecordDecision,
    WaitlistApplication,
)
from contracts.network import AdhesionConfirmed, AdhesionWithdrawn
from contracts.vouchers import LineExhausted
from kit.doors import Doors
from services.applications.usecases import calls, decision, membership, review

doors = Doors("applications")
doors.command(CheckApplication, review.check_application)
doors.command(RecordDecision, decision.record_decision)
doors.command(RaiseReviewAlarm, review.raise_review_alarm)
doors.command(WaitlistApplication, review.waitlist_application)
doors.command(CloseApplication, review.close_application)
doors.command(AdvanceCall, calls.advance_call)
doors.event(LineExhausted, calls.note_exhausted_line)
doors.event(AdhesionConfirmed, membership.remember_adhesion)
doors.event(AdhesionWithdrawn, membership.remember_withdrawal)
