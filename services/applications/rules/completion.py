"""What may be completed on request, and what may not (art. 6 c. 1 b L. 241/1990).

A request makes good what was left out; it gives nobody a requirement that they do not have, and in
a ranking no better place, for all applicants are treated alike.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.calls import Line
from contracts.terms import MissingItem, NoticeReason
from kit.refusal import Refusal
from programmes.laws import Suspension
from services.applications.rules.condition import Facts
from services.applications.rules.explanation import Outcome
from services.applications.rules.ranking import improves


def check_items(line: Line, findings: Any, items: Sequence[MissingItem]) -> None:
    """Refuse what a request cannot be about.

    `unknown-requirement` 422 for one that the line does not have, `unmet-requirement` 409 for one
    that the last check answered with a no.
    """
    known = {each.id for each in line.requirements}
    answers = {each["requirement"]: each["answer"] for each in found_in(findings)}
    for item in items:
        if item.requirement and item.requirement not in known:
            sentence = f"Il bando non ha il requisito «{item.requirement}»."
            raise Refusal("unknown-requirement", sentence, 422)
        if answers.get(item.requirement) == "no":
            sentence = f"Il requisito di «{item.article}» manca: un'integrazione non lo può dare."
            raise Refusal("unmet-requirement", sentence)


def days_to_answer(law: Suspension, told: int | None, of_call: int | None) -> int:
    """Return how many days somebody has to answer; refuses `too-many-days` (422)."""
    days = told or of_call or law.usual_days
    if days > law.most_days:
        sentence = f"Il termine si può fermare al più per {law.most_days} giorni ({law.basis})."
        raise Refusal("too-many-days", sentence, 422)
    return days


def check_completion(
    line: Line, before: tuple[Outcome, Facts], after: tuple[Outcome, Facts]
) -> None:
    """Refuse answers that do more than complete.

    `requirement-cured` 409 when a no becomes a yes, `score-raised` 409 when the place in a ranking
    would be better.
    """
    was = {each.requirement: each.answer for each in before[0].findings}
    for each in after[0].findings:
        if (was.get(each.requirement), each.answer) == ("no", "yes"):
            sentence = (
                f"Con l'integrazione non si può ottenere un requisito che mancava: {each.article}."
            )
            raise Refusal("requirement-cured", sentence)
    if line.ranking and improves(line.ranking, before[1], after[1]):
        sentence = (
            "Con l'integrazione non si può migliorare il punteggio o il posto in graduatoria."
        )
        raise Refusal("score-raised", sentence)


def found_in(findings: Any) -> Sequence[Mapping[str, Any]]:
    """Return the findings of a check as it was kept; the oldest ones are a plain list."""
    kept = findings["findings"] if isinstance(findings, Mapping) else findings
    return list(kept or [])


def reasons_in(findings: Any) -> list[NoticeReason]:
    """Return a reason for each requirement that is not met, or could not be answered."""
    return [
        NoticeReason(article=each["article"], sentence=each["sentence"])
        for each in found_in(findings)
        if each["answer"] in ("no", "to_complete")
    ]
