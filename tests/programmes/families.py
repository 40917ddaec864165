"""Families that apply to «Estate con i nonni», the call that was written by data only."""

from datetime import date
from typing import Any

from tests.programmes.vectors import Case

CALL = "LEG-NONNI-2016"
CHILD, OTHER_CHILD = "CNTTMS08C09F205P", "CNTSRA10P49F205F"
LEGNANO = "015118"


def child(birth_on: str = "2008-03-09", **told: Any) -> dict[str, Any]:
    return {"tax_code": CHILD, "birth_on": birth_on, "disability": False, **told}


def week(cost_cents: int, day: int = 13, **told: Any) -> dict[str, Any]:
    on = f"2016-06-{day:02d}"
    usual = {"child_tax_code": CHILD, "from_on": on, "hours": 30, "cost_cents": cost_cents}
    return {**usual, **told}


def application(line: str = "legnanese", municipality: str = LEGNANO, **answers: Any) -> Case:
    usual = {
        "works": True,
        "single_parent": False,
        "other_parent_works": True,
        "disability": False,
        "isee_cents": 1_000_000,
        "grandparent_hours": 0,
        "children": [child()],
        "weeks": [week(10_000)],
    }
    told = {
        "municipality": municipality,
        "filed_on": date(2016, 5, 2),
        "earlier": {"child-once": {"units": {}}},
        "answers": usual | answers,
    }
    return Case(CALL, line, told)
