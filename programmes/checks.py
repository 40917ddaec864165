"""What a schema alone cannot see: references between files, rules that read the wrong data."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import assert_never

from contracts.programmes import (
    Alliance,
    Body,
    Call,
    FixedAmount,
    IntegerQuestion,
    Line,
    MoneyQuestion,
    Municipality,
    PercentWithCap,
    Requirement,
    TableByCount,
)
from kit.clock import civil_day
from programmes.expressions import APPLICANT_FACTS, placeholders, problem
from programmes.refusals import Path, Wrong

Municipalities = Mapping[str, Municipality]
PROVINCE_DIGITS = 3


def check_municipalities(municipalities: Municipalities) -> None:
    """Refuse unknown successors, gaps and overlaps of validity, and cadastral codes used twice."""
    seen: dict[str, str] = {}
    for code, place in municipalities.items():
        if other := seen.get(place.belfiore):
            raise Wrong(
                ("municipalities", code),
                f"il codice catastale {place.belfiore} è già del comune {other}",
            )
        seen[place.belfiore] = code
        if place.valid_from and place.valid_to and place.valid_to < place.valid_from:
            raise Wrong(("municipalities", code), f"il comune {code} finisce prima di cominciare")
        _check_merger(place, municipalities)


def _check_merger(place: Municipality, municipalities: Municipalities) -> None:
    if place.merged_into is None:
        return
    successor = municipalities.get(place.merged_into)
    if successor is None:
        raise Wrong(
            ("municipalities", place.istat), f"il comune {place.merged_into} non è nell'elenco"
        )
    expected = place.valid_to and place.valid_to + timedelta(days=1)
    if expected is None or successor.valid_from != expected:
        raise Wrong(
            ("municipalities", place.istat),
            f"tra il comune {place.istat} e il suo successore {successor.istat} "
            "ci sono giorni scoperti o coperti due volte",
        )


def check_alliance(alliance: Alliance, municipalities: Municipalities) -> None:
    """Refuse municipalities that are unknown, listed twice or not there during the project."""
    if alliance.period and alliance.period.ends_on < alliance.period.starts_on:
        raise Wrong(("period", "ends_on"), "il progetto finisce prima di cominciare")
    seen: set[str] = set()
    for district in alliance.districts:
        path = ("districts", district.id, "municipalities")
        for code in district.municipalities:
            if code in seen:
                raise Wrong(path, f"il comune {code} è scritto in due distretti", code)
            seen.add(code)
            _check_member(code, alliance, municipalities, path)


def _check_member(
    code: str, alliance: Alliance, municipalities: Municipalities, path: Path
) -> None:
    place = municipalities.get(code)
    if place is None:
        raise Wrong(path, f"il comune {code} non è nell'elenco", code)
    period = alliance.period
    if period and not any(map(place.exists_on, (period.starts_on, period.ends_on))):
        raise Wrong(path, f"il comune {code} ({place.name}) non esiste durante il progetto", code)


def check_body(body: Body, municipalities: Municipalities) -> None:
    """Refuse a territory with municipalities that are not listed; provinces are taken whole."""
    if not body.territory:
        raise Wrong(("territory",), "un ente fuori dalle alleanze deve dire il proprio territorio")
    for code in body.territory:
        if len(code) > PROVINCE_DIGITS and code not in municipalities:
            raise Wrong(("territory",), f"il comune {code} non è nell'elenco", code)


def check_owner(call: Call, alliance: Alliance) -> None:
    """Refuse a call of an alliance that nobody leads on the day the call opens."""
    if alliance.lead_on(civil_day(call.opens_at)) is None:
        raise Wrong(
            ("opens_at",),
            f"in quel giorno l'alleanza «{alliance.slug}» non ha un ente capofila: "
            "non può pubblicare bandi",
        )


def check_call(call: Call) -> None:
    """Refuse requirements and amount rules that read what no question provides."""
    for line in call.lines:
        known = facts_known(line)
        for requirement in line.requirements:
            path: Path = ("lines", line.id, "requirements", requirement.id)
            _check_requirement(requirement, known, path)
        _check_amount(line, ("lines", line.id, "amount"))


def facts_known(line: Line) -> frozenset[str]:
    """Return the paths that requirements and sentences of a line may read."""
    return APPLICANT_FACTS | {f"answers.{question.name}" for question in line.questions}


def _check_requirement(requirement: Requirement, known: frozenset[str], path: Path) -> None:
    if reason := problem(requirement.cel, known):
        raise Wrong((*path, "cel"), reason)
    for key in ("sentence_yes", "sentence_no", "sentence_missing"):
        for datum in placeholders(getattr(requirement, key)):
            if datum not in known:
                raise Wrong(
                    (*path, key), f"la frase cita un dato che nessuna domanda fornisce: «{datum}»"
                )


def _check_amount(line: Line, path: Path) -> None:
    for key, name, wanted in _amount_questions(line):
        question = line.question(name)
        if question is None or not (isinstance(question, wanted) and question.required):
            kind = "un importo" if wanted is MoneyQuestion else "un numero intero"
            raise Wrong((*path, key), f"«{name}» deve essere una domanda obbligatoria con {kind}")
        if isinstance(question, IntegerQuestion) and question.minimum < 1:
            raise Wrong((*path, key), f"la domanda «{name}» deve avere almeno minimum = 1")


def _amount_questions(line: Line) -> Iterator[tuple[str, str, type]]:
    rule = line.amount
    match rule:
        case FixedAmount():
            return
        case PercentWithCap():
            yield "of", rule.of, MoneyQuestion
        case TableByCount():
            yield "rows_by", rule.rows_by, IntegerQuestion
            yield "count", rule.count, IntegerQuestion
        case _:
            assert_never(rule)
