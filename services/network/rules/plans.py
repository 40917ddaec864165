"""The order of a plan: survey, plan, its approval, union agreement, experiment, evaluation."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from contracts.network import Milestone
from kit.refusal import Refusal

ORDER: tuple[Milestone, ...] = ("survey", "plan", "union_agreement", "experiment", "evaluation")
NEEDED_FOR_APPROVAL: tuple[Milestone, ...] = ("survey", "plan")
NAMES: Mapping[Milestone, str] = {
    "survey": "indagine dei bisogni",
    "plan": "piano",
    "union_agreement": "accordo sindacale",
    "experiment": "sperimentazione",
    "evaluation": "valutazione",
}
MONTHS, MINUTES = 12, 60
Reached = Mapping[Milestone, date]


def following(reached: Reached) -> Milestone | None:
    """Return the milestone that comes next; None when all are reached."""
    return next((each for each in ORDER if each not in reached), None)


def check_survey(reached: Reached) -> None:
    """Refuse `survey-first` (409): no plan without the needs of those it is for."""
    if "survey" not in reached:
        raise Refusal("survey-first", "Manca l'indagine dei bisogni: viene prima del piano.")


def check_milestone(reached: Reached, milestone: Milestone, *, approved: bool) -> None:
    """Refuse a milestone out of its order.

    `survey-first`, `milestone-order` (it names the next one) and `plan-not-approved`, all 409.
    """
    if milestone != "survey":
        check_survey(reached)
    coming = following(reached)
    if milestone != coming:
        what = f"il prossimo passo è: {NAMES[coming]}" if coming else "i passi sono conclusi"
        raise Refusal("milestone-order", f"Questo passo non è il prossimo: {what}.")
    if milestone not in NEEDED_FOR_APPROVAL and not approved:
        raise Refusal("plan-not-approved", "Il piano non è ancora approvato.")


def check_day(reached: Reached, on: date, today: date) -> None:
    """Refuse `day-in-the-future` and `milestone-before-the-last`, both 422."""
    if on > today:
        raise Refusal("day-in-the-future", "Il giorno è nel futuro.", 422)
    if reached and on < max(reached.values()):
        raise Refusal("milestone-before-the-last", "Il giorno precede il passo precedente.", 422)


def check_experiment(reached: Reached, milestone: Milestone, on: date, months: int) -> None:
    """Refuse `experiment-too-short` (422), naming the first day on which it can be over.

    The experiment begins with the union agreement.
    """
    if milestone != "experiment":
        return
    first = after_months(reached["union_agreement"], months)
    if on < first:
        sentence = f"La sperimentazione dura {months} mesi: finisce dal {first:%d/%m/%Y}."
        raise Refusal("experiment-too-short", sentence, 422)


def check_approval(reached: Reached, author: str | None, official: str) -> None:
    """Refuse `survey-first`, `plan-missing` and `same-official`, all 409."""
    check_survey(reached)
    if "plan" not in reached:
        raise Refusal("plan-missing", "Manca il documento del piano.")
    if author == official:
        raise Refusal("same-official", "Chi approva non può essere chi ha registrato il piano.")


def check_hours(booked: int, granted: int, minutes: int) -> None:
    """Refuse `no-minutes` 422, `hours-exhausted` and `hours-below-zero` 409."""
    if minutes == 0:
        raise Refusal("no-minutes", "Scriva quanti minuti.", 422)
    if booked + minutes > granted:
        left = spelled(granted - booked)
        raise Refusal("hours-exhausted", f"Restano {left} delle {spelled(granted)} del piano.")
    if booked + minutes < 0:
        raise Refusal("hours-below-zero", "La correzione toglie più ore di quelle registrate.")


def spelled(minutes: int) -> str:
    """Write minutes as people do: 150 is «2 ore e 30 minuti»."""
    hours, rest = divmod(minutes, MINUTES)
    said = [f"{hours} {'ora' if hours == 1 else 'ore'}"] if hours or not rest else []
    return " e ".join([*said, f"{rest} minuti"] if rest else said)


def after_months(day: date, months: int) -> date:
    """Return the day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
