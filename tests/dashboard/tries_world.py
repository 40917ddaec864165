"""What is tried before it is done: the effect of a version, a sheet that was loaded."""

from typing import Any

from contracts.intake import BulkLoad, BulkRow
from contracts.publishing import Mover, WhatIf
from kit.ids import new_id
from tests.dashboard.calls_world import CALL


def mover(number: int, before: str = "no", after: str = "yes", **changed: Any) -> Mover:
    """An application that a version moves; from no to yes it earns 12,000 euro."""
    facts = {
        "application_id": new_id(),
        "protocol": f"{number:07d}/2016",
        "line": "A",
        "place": number,
        "before": before,
        "after": after,
        "before_cents": 0 if before == "no" else 1_200_000,
        "after_cents": 0 if after == "no" else 1_200_000,
        "reasons": ["Ha 55 persone: la soglia passa da 50 a 60."],
        **changed,
    }
    return Mover.model_validate(facts)


def effect(*movers: Mover, **changed: Any) -> WhatIf:
    """What the third version would do to ten applications of two lines."""
    new = sum(each.before == "no" for each in movers)
    up = sum(each.before == "yes" for each in movers)
    line = {
        "line": "A",
        "title": "Incentivi alle imprese",
        "applications": 8,
        "budget_before_cents": 6_000_000,
        "budget_after_cents": 6_000_000,
        "newly_eligible": new,
        "no_longer_eligible": 0,
        "amount_up": up,
        "amount_down": 0,
        "unchanged": 8 - new - up,
        "eligible_before_cents": 4_800_000,
        "eligible_after_cents": 4_800_000 + 1_200_000 * new,
        "funded_before": 4,
        "funded_after": min(5, 4 + new),
    }
    still = {
        "line": "B",
        "title": "Servizi alle famiglie",
        "applications": 2,
        "budget_before_cents": 4_000_000,
        "budget_after_cents": 4_000_000,
        "newly_eligible": 0,
        "no_longer_eligible": 0,
        "amount_up": 0,
        "amount_down": 0,
        "unchanged": 2,
        "eligible_before_cents": 160_000,
        "eligible_after_cents": 160_000,
        "funded_before": 2,
        "funded_after": 2,
    }
    facts = {
        "call_id": CALL,
        "before_version": 2,
        "after_version": 3,
        "differences": ["La soglia delle persone passa da 50 a 60."],
        "applications": 10,
        "lines": [line, still],
        "movers": list(movers),
        "movers_in_all": len(movers),
        **changed,
    }
    return WhatIf.model_validate(facts)


def sheet_row(number: int, *errors: str, **changed: Any) -> BulkRow:
    """A row of a loaded sheet, with errors in its tax code."""
    faults = [{"field": "tax_code", "rule": "tax-code-check", "detail": each} for each in errors]
    facts = {"row": number, "name": f"Ditta {number}", "errors": faults, "warnings": [], **changed}
    return BulkRow.model_validate(facts)


def sheet(*rows: BulkRow, state: str = "preview") -> BulkLoad:
    """A loaded sheet of the first line."""
    bad = sum(bool(row.errors) for row in rows)
    facts = {
        "load_id": new_id(),
        "call_id": CALL,
        "line": "A",
        "file_name": "imprese.csv",
        "state": state,
        "columns": ["name", "vat_number", "employees"],
        "unknown_columns": ["note"],
        "missing_columns": [],
        "rows": list(rows),
        "good": len(rows) - bad,
        "bad": bad,
    }
    return BulkLoad.model_validate(facts)
