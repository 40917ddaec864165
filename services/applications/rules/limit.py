"""The most that one unit gets, as findings and as a ceiling on the award."""

from collections.abc import Mapping
from typing import Any

from contracts.calls import Limit, LineDraft
from kit.money import euro
from services.applications.rules.condition import Facts, at
from services.applications.rules.counting import Answer, earlier_of, limit_answer, told
from services.applications.rules.explanation import Finding, Reading
from services.applications.rules.vocabulary import EARLIER, reading

UNITS = {
    "applicant": "chi presenta la domanda",
    "child": "lo stesso figlio o la stessa figlia",
    "household": "lo stesso nucleo familiare",
}
LABELS = {"applications": "Domande già presentate", "cents": "Contributi già avuti"}
ACROSS = {"line": "in questa sezione", "call": "in tutto il bando"}


def of_the_case(line: LineDraft) -> tuple[Limit, ...]:
    """Return the limits on the whole application; those on items of a group are asked of each."""
    return tuple(each for each in line.limits if "." not in (each.key or ""))


def on_money(line: LineDraft) -> bool:
    """Tell whether a limit on the application can lower its award."""
    return any(each.at_most_cents is not None for each in of_the_case(line))


def answer(limit: Limit, facts: Facts) -> Answer:
    """Tell whether the unit may have one more application and one more euro."""
    if any(at(facts, path) is None for path in _paths(limit)):
        return "to_complete"
    applications, most = at(facts, _path(limit, "applications")), limit.at_most_applications
    cents = at(facts, _path(limit, "cents"))
    room = most is None or applications < most
    return told(room and (limit.at_most_cents is None or cents < limit.at_most_cents))


def ceiling_cents(line: LineDraft, facts: Facts) -> int | None:
    """Return the least that the limits leave; None without such a limit, or while not known."""
    left = [
        _left(each, at(facts, _path(each, "cents")))
        for each in of_the_case(line)
        if each.at_most_cents is not None
    ]
    return None if None in left else min((each for each in left if each is not None), default=None)


def find(line: LineDraft, limit: Limit, facts: Facts) -> Finding:
    """Answer a limit on the application, with what the unit already asked and got."""
    paths = _paths(limit)
    known = [path for path in paths if at(facts, path) is not None]
    readings = tuple(reading(line, path, facts) for path in known)
    had = None if len(known) < len(paths) else _had(limit, facts)
    missing = tuple(path for path in paths if path not in known)
    return _finding(limit, answer(limit, facts), had).model_copy(
        update={"read": readings, "missing": missing}
    )


def find_item(limit: Limit, item: Mapping[str, Any], facts: Facts) -> Finding:
    """Answer a limit on what identifies an item: it takes that item out, not the application."""
    had = earlier_of(limit, item, facts)
    found = _finding(limit, limit_answer(limit, item, facts), had)
    return found if had is None else found.model_copy(update={"read": _readings(limit, had)})


def _finding(limit: Limit, answered: Answer, had: tuple[int, int] | None) -> Finding:
    return Finding(
        requirement=limit.id,
        article=limit.article,
        answer=answered,
        sentence=_sentence(limit, had),
        kind="limit",
    )


def _readings(limit: Limit, had: tuple[int, int]) -> tuple[Reading, ...]:
    applications, cents = had
    told = {"applications": str(applications), "cents": euro(cents)}
    values = {"applications": applications, "cents": cents}
    return tuple(
        Reading(
            path=path,
            label=LABELS[name],
            value=values[name],
            shown=told[name],
            source=EARLIER,
        )
        for path in _paths(limit)
        for name in (path.rpartition(".")[2],)
    )


def _had(limit: Limit, facts: Facts) -> tuple[int, int]:
    applications, cents = (at(facts, _path(limit, name)) for name in ("applications", "cents"))
    return applications or 0, cents or 0


def _sentence(limit: Limit, had: tuple[int, int] | None) -> str:
    where = f"per {UNITS[limit.unit]}, {ACROSS[limit.across]}"
    if had is None:
        return f"Non si conoscono ancora le domande precedenti {where}."
    parts = []
    if limit.at_most_applications is not None:
        parts.append(f"al massimo {limit.at_most_applications} domande, già presentate {had[0]}")
    if limit.at_most_cents is not None:
        left = euro(_left(limit, had[1]) or 0)
        parts.append(
            f"al massimo {euro(limit.at_most_cents)}, già avuti {euro(had[1])}, ne restano {left}"
        )
    return f"{where[0].upper()}{where[1:]}: {'; '.join(parts)}."


def _left(limit: Limit, had_cents: int | None) -> int | None:
    if limit.at_most_cents is None or had_cents is None:
        return None
    return max(0, limit.at_most_cents - had_cents)


def _paths(limit: Limit) -> tuple[str, ...]:
    names = {"applications": limit.at_most_applications, "cents": limit.at_most_cents}
    return tuple(_path(limit, name) for name, most in names.items() if most is not None)


def _path(limit: Limit, name: str) -> str:
    return f"earlier.{limit.id.replace('-', '_')}.{name}"
