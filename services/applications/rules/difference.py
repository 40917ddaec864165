"""What changes for one application when another version of its call judges it, in sentences."""

from collections.abc import Iterator

from kit.money import euro
from services.applications.rules.explanation import Outcome, Verdict

ANSWERS: dict[Verdict, str] = {
    "yes": "ha i requisiti",
    "no": "non ha i requisiti",
    "to_complete": "è da completare",
}


def sentences(before: Outcome, after: Outcome) -> Iterator[str]:
    """Tell the outcome, each requirement that is answered otherwise, and the amount."""
    if before.answer == after.answer:
        yield f"L'esito resta lo stesso: la domanda {ANSWERS[after.answer]}."
    else:
        was, is_ = ANSWERS[before.answer], ANSWERS[after.answer]
        yield f"L'esito cambia: prima la domanda {was}, ora {is_}."
    known = {each.requirement: each.answer for each in before.findings}
    for each in after.findings:
        if each.answer in ("no", "to_complete") and known.get(each.requirement) != each.answer:
            yield f"{each.article}: {each.sentence}"
    yield _amount(before.amount_cents, after.amount_cents)


def _amount(before: int | None, after: int | None) -> str:
    if before == after:
        return f"L'importo resta {_euro(after)}."
    return f"L'importo passa da {_euro(before)} a {_euro(after)}."


def _euro(cents: int | None) -> str:
    return "da calcolare" if cents is None else euro(cents)
