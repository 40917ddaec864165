"""The stream door of the workflows process."""

from temporalio.client import Client

from contracts.applications import ApplicationDecided, ApplicationRegistered
from contracts.vouchers import BudgetReserved, VoucherIssued
from kit.doors import Doors
from workflows.doorbell import Doorbell

RINGS = (ApplicationRegistered, ApplicationDecided, VoucherIssued, BudgetReserved)
READS = (("evt.applications", "workflows"), ("evt.vouchers", "workflows"))


def doors(temporal: Client) -> Doors:
    """Return the facts that ring at Temporal's door."""
    doorbell, listening = Doorbell(temporal), Doors("workflows")
    listening.event(ApplicationRegistered, doorbell.start_application)
    listening.event(ApplicationDecided, doorbell.tell_that_an_act_granted)
    listening.event(VoucherIssued, doorbell.start_voucher)
    listening.event(BudgetReserved, doorbell.tell_that_money_came_back)
    return listening
