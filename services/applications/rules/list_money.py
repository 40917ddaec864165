"""Whose vouchers are issued together when the final list of a line is signed."""

from datetime import date

from contracts.calls import Call
from programmes.aid import packaged_aid


def is_issued_together(call: Call, line_id: str, on: date) -> bool:
    """Tell whether the vouchers of a ranked line are issued by its list.

    Else each case is led to its money by itself: where somebody must accept first, where the aid
    must be registered before, and where several lines spend one budget.
    """
    line = call.line(line_id)
    if line.voucher is None or call.acceptance_days is not None:
        return False
    if packaged_aid().is_registered(line.support_form, on):
        return False
    spenders = [each.id for each in call.lines if call.fund_of(each.id) == call.fund_of(line_id)]
    return spenders == [line_id]
