"""The stream door of the workflows process."""

from temporalio.client import Client

from contracts.applications import (
    ApplicationDecided,
    ApplicationRegistered,
    ApplicationRevised,
    ApplicationStopped,
    CallChanged,
    CallMoved,
    CallPublished,
)
from contracts.portal import DraftSaved
from contracts.vouchers import BudgetReserved, VoucherIssued
from kit.doors import Doors
from workflows.doorbell import Doorbell

RINGS = (
    ApplicationRegistered, ApplicationDecided, ApplicationRevised, ApplicationStopped,
    CallPublished, CallChanged, CallMoved, DraftSaved, VoucherIssued, BudgetReserved,
)  # fmt: skip
READS = tuple((f"evt.{service}", "workflows") for service in ("applications", "portal", "vouchers"))


def doors(temporal: Client) -> Doors:
    """Return the facts that ring at Temporal's door."""
    doorbell, listening = Doorbell(temporal), Doors("workflows")
    listening.event(ApplicationRegistered, doorbell.start_application)
    listening.event(ApplicationDecided, doorbell.tell_that_an_act_granted)
    listening.event(ApplicationRevised, doorbell.tell_that_it_was_revised)
    listening.event(ApplicationStopped, doorbell.tell_that_it_was_stopped)
    listening.event(CallPublished, doorbell.start_call)
    listening.event(CallChanged, doorbell.tell_that_the_call_changed)
    listening.event(CallMoved, doorbell.tell_that_the_call_was_moved)
    listening.event(DraftSaved, doorbell.start_draft)
    listening.event(VoucherIssued, doorbell.start_voucher)
    listening.event(BudgetReserved, doorbell.tell_that_money_came_back)
    return listening
