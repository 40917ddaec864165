"""What the dashboard hears: every fact from which its read model is built."""

from contracts import applications, notifications, vouchers
from kit.doors import Doors
from services.dashboard.usecases import calls, letters, projection

doors = Doors("dashboard")
doors.event(applications.ApplicationRegistered, projection.application_registered)
doors.event(applications.ApplicationChecked, projection.application_checked)
doors.event(applications.ApplicationRevised, projection.application_revised)
doors.event(applications.ApplicationStopped, projection.application_stopped)
doors.event(applications.ReviewTermPassed, projection.review_term_passed)
doors.event(applications.ApplicationDecided, projection.application_decided)
doors.event(applications.ApplicationWaitlisted, projection.application_waitlisted)
doors.event(applications.ApplicationClosed, projection.application_closed)
doors.event(applications.CallPublished, calls.call_published)
doors.event(applications.CallChanged, calls.call_changed)
doors.event(applications.CallMoved, calls.call_moved)
doors.event(vouchers.LineExhausted, calls.line_exhausted)
doors.event(vouchers.BudgetReserved, projection.budget_reserved)
doors.event(vouchers.BudgetExhausted, projection.budget_exhausted)
doors.event(vouchers.BudgetReleased, projection.budget_released)
doors.event(vouchers.AwardGranted, projection.award_granted)
doors.event(vouchers.VoucherIssued, projection.voucher_issued)
doors.event(vouchers.VoucherRedeemed, projection.voucher_redeemed)
doors.event(vouchers.VoucherExpired, projection.voucher_expired)
doors.event(notifications.LetterQueued, letters.letter_queued)
doors.event(notifications.LetterAccepted, letters.letter_accepted)
doors.event(notifications.LetterFailed, letters.letter_failed)
doors.event(notifications.LetterUnresolved, letters.letter_unresolved)
