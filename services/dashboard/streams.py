"""What the dashboard hears: every fact from which its read model is built."""

from contracts import notifications
from contracts.applications import calls as call_facts
from contracts.applications import checks, closing, decisions, filing, procedure, ranking, review
from contracts.vouchers import (
    aid,
    awards,
    budget,
    issue,
    life,
    offers,
    payments,
    recoveries,
    reports,
    spending,
)
from kit.doors import Doors
from services.dashboard.usecases import calls, letters, money, projection, voucher_notes
from services.dashboard.usecases.timeline import told

doors = Doors("dashboard")
doors.event(filing.ApplicationRegistered, projection.application_registered)
doors.event(checks.ApplicationChecked, projection.application_checked)
doors.event(filing.ApplicationRevised, projection.application_revised)
doors.event(filing.ApplicationStopped, projection.application_stopped)
doors.event(procedure.TermMoved, projection.term_moved)
doors.event(procedure.TermNearing, projection.term_nearing)
doors.event(procedure.IntegrationRequested, told)
doors.event(procedure.IntegrationExpired, told)
doors.event(procedure.NoticeGiven, told)
doors.event(procedure.ObservationsReceived, told)
doors.event(review.ApplicationAssigned, told)
doors.event(review.ConflictDeclared, told)
doors.event(review.ChecklistFilled, told)
doors.event(review.ScoreGiven, told)
doors.event(review.DecisionProposed, told)
doors.event(decisions.ApplicationDecided, projection.application_decided)
doors.event(decisions.ApplicationReopened, projection.application_reopened)
doors.event(ranking.ApplicationRanked, told)
doors.event(closing.ApplicationWaitlisted, projection.application_waitlisted)
doors.event(ranking.AcceptanceRequested, told)
doors.event(ranking.AcceptanceAnswered, told)
doors.event(closing.ApplicationClosed, projection.application_closed)
doors.event(call_facts.CallPublished, calls.call_fact)
doors.event(call_facts.CallChanged, calls.call_fact)
doors.event(call_facts.CallMoved, calls.call_fact)
doors.event(ranking.RankingPublished, calls.call_fact)
doors.event(budget.LineExhausted, calls.call_fact)
doors.event(budget.FundsMoved, calls.call_fact)
doors.event(budget.BudgetReserved, projection.budget_reserved)
doors.event(budget.BudgetExhausted, projection.budget_exhausted)
doors.event(budget.BudgetReleased, projection.budget_released)
doors.event(offers.BudgetOffered, told)
doors.event(offers.OfferAnswered, told)
doors.event(aid.AidChecked, told)
doors.event(aid.AidRegistered, told)
doors.event(aid.AidConfirmed, told)
doors.event(aid.AidUnconfirmed, told)
doors.event(aid.ContributionsSubstituted, told)
doors.event(awards.AwardGranted, projection.award_granted)
doors.event(reports.ReportFiled, money.report_filed)
doors.event(reports.ReportExamined, money.report_examined)
doors.event(reports.ReportReturned, money.report_returned)
doors.event(reports.ReportClosed, money.report_closed)
doors.event(reports.AwardLiquidated, told)
doors.event(payments.PaymentOrdered, money.payment_ordered)
doors.event(payments.PaymentConfirmed, calls.call_fact)
doors.event(payments.PaymentDeclined, calls.call_fact)
doors.event(payments.PaymentMade, money.payment_made)
doors.event(payments.PaymentBounced, money.payment_bounced)
doors.event(recoveries.RecoveryDemanded, told)
doors.event(recoveries.RecoveryReminded, told)
doors.event(recoveries.RecoveryReturned, told)
doors.event(recoveries.RecoveryForgiven, told)
doors.event(issue.VoucherIssued, voucher_notes.voucher_issued)
doors.event(issue.VoucherActivated, told)
doors.event(life.VoucherReminded, told)
doors.event(spending.VoucherHeld, voucher_notes.residual_told)
doors.event(spending.HoldReleased, voucher_notes.hold_released)
doors.event(spending.VoucherRedeemed, voucher_notes.residual_told)
doors.event(spending.RedemptionReversed, voucher_notes.residual_told)
doors.event(life.VoucherSuspended, voucher_notes.voucher_suspended)
doors.event(life.VoucherReadmitted, voucher_notes.voucher_readmitted)
doors.event(life.VoucherRevoked, voucher_notes.voucher_revoked)
doors.event(life.VoucherReplaced, told)
doors.event(life.VoucherExpired, voucher_notes.voucher_expired)
doors.event(life.WithdrawalFollowed, told)
doors.event(notifications.LetterQueued, letters.letter_queued)
doors.event(notifications.LetterAccepted, letters.letter_accepted)
doors.event(notifications.LetterFailed, letters.letter_failed)
doors.event(notifications.LetterUnresolved, letters.letter_unresolved)
doors.event(notifications.LetterDropped, letters.letter_dropped)
