"""For whom a line of a call is: persons, firms, or others."""

from contracts.calls import LineDraft
from services.applications.rules.condition import Facts, at
from services.applications.rules.explanation import Finding
from services.applications.rules.vocabulary import reading

KIND = "applicant.kind"
NAMES = {
    "person": "le persone",
    "firm": "le imprese",
    "association": "le associazioni",
    "professional": "i professionisti",
    "public_body": "gli enti pubblici",
}


def is_for(line: LineDraft, kind: str) -> bool:
    """Tell whether a kind of applicant may ask for what a line gives."""
    return kind in line.who


def not_for(line: LineDraft, kind: str) -> str:
    """Say that a line is not for a kind of applicant, and for whom it is."""
    others = ", ".join(NAMES[each] for each in line.who)
    return f"La sezione «{line.title}» non è per {NAMES.get(kind, kind)}: è per {others}."


def find(line: LineDraft, facts: Facts) -> tuple[Finding, ...]:
    """Return a no for somebody whom the line is not for; for all others it says nothing."""
    kind = at(facts, KIND)
    if kind is None or is_for(line, kind):
        return ()
    found = Finding(
        requirement="who", article="Destinatari del bando", answer="no",
        sentence=not_for(line, kind), read=(reading(line, KIND, facts),),
    )  # fmt: skip
    return (found,)
