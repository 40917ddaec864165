"""What pages show of a plan: its milestones in order, and its hours."""

from collections.abc import Mapping
from typing import Any

from contracts.plans import PlanCard
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules.network_words import MILESTONES, PLANS, minutes

HUNDRED = 100


def plan_line(card: PlanCard) -> dict[str, Any]:
    """Return a plan as a line of its adhesion."""
    return {
        "href": f"/piani/{card.plan_id}",
        "title": card.title,
        "sign": PLANS[card.state],
        "next": f"Prossimo passo: {MILESTONES[card.next].lower()}." if card.next else "Concluso.",
        "hours": hours_words(card),
        "percent": percent(card),
        "stages": stages(card),
    }


def stages(card: PlanCard) -> list[dict[str, Any]]:
    """Return the milestones of a plan in their order, those that were reached with their day."""
    reached = {each.milestone: each.reached_on for each in card.milestones}
    return [
        {
            "label": label,
            "kind": "done" if each in reached else "now" if each == card.next else "",
            "on": reached.get(each),
        }
        for each, label in MILESTONES.items()
    ]


def hours_words(card: PlanCard) -> str:
    """Say how many hours were given and how many are left."""
    left = minutes(card.granted_minutes - card.booked_minutes)
    given, whole = minutes(card.booked_minutes), minutes(card.granted_minutes)
    return f"{given} di consulenza su {whole}, ne restano {left}."


def percent(card: PlanCard) -> int:
    """Return which part of the hours was given, in hundredths."""
    return card.booked_minutes * HUNDRED // card.granted_minutes if card.granted_minutes else 0


def bookings(card: PlanCard, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the hours of a plan, the last first."""
    return [
        {
            "on": each.on,
            "minutes": minutes(each.minutes),
            "topic": each.topic,
            "who": names.get(each.consultant, SOMEBODY),
        }
        for each in reversed(card.hours)
    ]
