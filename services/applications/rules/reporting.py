"""By when what was awarded is accounted for."""

from datetime import date, timedelta

from contracts.calls import CallDraft


def report_by(call: CallDraft, decided_on: date | None) -> date | None:
    """Return the last day of the report: its days run from the last expense, or from the act."""
    start = max((on for on in (call.expenses_to_on, decided_on) if on), default=None)
    if start is None or call.report_days is None:
        return None
    return start + timedelta(days=call.report_days)
