"""The stream door of the workflows process."""

from typing import get_args

from temporalio.client import Client

from contracts.applications.calls import CallChanged, CallMoved, CallPublished
from contracts.applications.closing import ApplicationClosed
from contracts.applications.decisions import ApplicationDecided, ApplicationReopened
from contracts.applications.filing import (
    ApplicationRegistered,
    ApplicationRevised,
    ApplicationStopped,
    EmployerLeft,
)
from contracts.applications.procedure import IntegrationRequested, TermMoved
from contracts.applications.ranking import AcceptanceAnswered, RankingPublished
from contracts.network import AdhesionReceived
from contracts.portal import DraftSaved
from contracts.vouchers.budget import BudgetExhausted, BudgetReserved
from contracts.vouchers.issue import VoucherIssued, VouchersIssued
from contracts.vouchers.offers import BudgetOffered
from contracts.vouchers.recoveries import RecoveryDemanded
from kit.doors import Doors
from workflows.doorbell import AdhesionMoved, Doorbell

RINGS = (
    ApplicationRegistered, ApplicationDecided, ApplicationRevised, ApplicationStopped,
    CallPublished, CallChanged, CallMoved, DraftSaved, VoucherIssued, BudgetReserved,
    ApplicationReopened, RankingPublished, VouchersIssued, BudgetExhausted, AcceptanceAnswered,
    IntegrationRequested, ApplicationClosed, TermMoved, BudgetOffered, RecoveryDemanded,
    EmployerLeft, AdhesionReceived,
    *get_args(AdhesionMoved),
)  # fmt: skip
SPEAKERS = ("applications", "network", "portal", "vouchers")
READS = tuple((f"evt.{service}", "workflows") for service in SPEAKERS)


def doors(temporal: Client) -> Doors:
    """Return the facts that ring at Temporal's door."""
    doorbell, listening = Doorbell(temporal), Doors("workflows")
    _starting(listening, doorbell)
    _waking_cases(listening, doorbell)
    listening.event(CallChanged, doorbell.tell_that_the_call_changed)
    listening.event(CallMoved, doorbell.tell_that_the_call_was_moved)
    for moved in get_args(AdhesionMoved):
        listening.event(moved, doorbell.tell_that_the_adhesion_moved)
    return listening


def _starting(listening: Doors, doorbell: Doorbell) -> None:
    listening.event(ApplicationRegistered, doorbell.start_application)
    listening.event(ApplicationReopened, doorbell.start_application_again)
    listening.event(CallPublished, doorbell.start_call)
    listening.event(DraftSaved, doorbell.start_draft)
    listening.event(RankingPublished, doorbell.start_ranking)
    listening.event(VoucherIssued, doorbell.start_voucher)
    listening.event(EmployerLeft, doorbell.start_withdrawal)
    listening.event(BudgetOffered, doorbell.start_offer)
    listening.event(IntegrationRequested, doorbell.remind_of_a_request)
    listening.event(ApplicationClosed, doorbell.remind_of_a_report)
    listening.event(RecoveryDemanded, doorbell.start_recovery)
    listening.event(AdhesionReceived, doorbell.start_adhesion)


def _waking_cases(listening: Doors, doorbell: Doorbell) -> None:
    listening.event(ApplicationDecided, doorbell.tell_that_an_act_granted)
    listening.event(ApplicationRevised, doorbell.tell_that_it_was_revised)
    listening.event(ApplicationStopped, doorbell.tell_that_it_was_stopped)
    listening.event(TermMoved, doorbell.tell_that_its_clock_moved)
    listening.event(BudgetReserved, doorbell.tell_that_money_came_back)
    listening.event(BudgetExhausted, doorbell.tell_that_money_ran_out)
    listening.event(VouchersIssued, doorbell.tell_that_they_were_issued)
    listening.event(AcceptanceAnswered, doorbell.tell_what_was_answered)
