"""By what two applications may be alike, and what the same unit had before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, NamedTuple

from contracts.calls import Limit, LineDraft
from contracts.identifiers import PERSON_SHAPE, tax_code_root
from contracts.questions import Question
from services.applications.rules.condition import Facts
from services.applications.rules.facts import Earlier
from services.applications.rules.shares import shares, values

KeyKind = Literal["applicant", "iban", "email", "child", "household", "cost"]
MAX_KEY = 200


class Key(NamedTuple):
    """A code or address of an application: `alike` is its value with omocodia undone.

    Two people can truly share `alike`: it makes a warning, never an identity. `path` is the
    question (`children.tax_code`) and `cents` the part of the amount that goes to this value, None
    for all of it.
    """

    kind: KeyKind
    path: str
    value: str
    alike: str
    cents: int | None = None


@dataclass(frozen=True)
class Identity:
    """What tells who applied: codes and addresses as they were filed."""

    identifier: str
    iban: str
    email: str


def keys_of(line: LineDraft, identity: Identity, facts: Facts, amount_cents: int) -> list[Key]:
    """Return everything by which an application may be alike to others or count towards a limit.

    Beside who applies, IBAN and e-mail: the person tax codes among the answers, the answers that
    limits count by, and contracts or invoices with who supplies them. `facts` are those of
    `facts_of`: what is not asked is no key.
    """
    iban, email = alike(identity.iban), alike(identity.email)
    own = (
        Key("applicant", "", identity.identifier, alike(identity.identifier)),
        Key("iban", "", iban, iban),
        Key("email", "", email, email),
    )
    return [*own, *_declared(line, facts, amount_cents), *dict.fromkeys(_costs(line, facts))]


def alike(value: str) -> str:
    """Return a text without blanks and in capitals, a person's tax code with omocodia undone."""
    compact = "".join(value.split()).upper()
    return tax_code_root(compact) if PERSON_SHAPE.fullmatch(compact) else compact


def _declared(line: LineDraft, facts: Facts, amount_cents: int) -> Iterator[Key]:
    answers = facts["answers"]
    for question in _identifying(line, "", line.questions):
        yield from (_key(line, question.name, value) for value in values([answers], question.name))
    for group in line.groups:
        for question in _identifying(line, f"{group.name}.", group.questions):
            path = f"{group.name}.{question.name}"
            parts = shares(line, facts, path, amount_cents)
            for value in dict.fromkeys(values(answers.get(group.name, ()), question.name)):
                yield _key(line, path, value)._replace(cents=parts.get(value))


def _costs(line: LineDraft, facts: Facts) -> Iterator[Key]:
    answers = facts["answers"]
    yield from _costs_among("", line.questions, [answers])
    for group in line.groups:
        yield from _costs_among(f"{group.name}.", group.questions, answers.get(group.name, ()))


def _costs_among(
    prefix: str, questions: Sequence[Question], items: Iterable[Mapping[str, Any]]
) -> Iterator[Key]:
    """Return the costs of a form or of the items of a group: the supplier's number and its own."""
    numbers = [each.name for each in questions if getattr(each, "identifies", None) == "cost"]
    suppliers = [each.name for each in questions if each.kind == "vat_number"]
    for number, supplier, item in product(numbers, suppliers, items):
        told = item.get(supplier), item.get(number)
        if all(told):
            value = alike("|".join(map(str, told)))[:MAX_KEY]
            yield Key("cost", f"{prefix}{number}", value, value)


def _identifying(line: LineDraft, prefix: str, questions: Iterable[Question]) -> Iterator[Question]:
    limited = {limit.key for limit in line.limits}
    for question in questions:
        if question.kind == "tax_code" or f"{prefix}{question.name}" in limited:
            yield question


def _key(line: LineDraft, path: str, value: str) -> Key:
    units = [limit.unit for limit in line.limits if limit.key == path]
    # Without a limit nobody says whose code it is: in a group mostly a child's.
    kind = units[0] if units else "child" if "." in path else "household"
    short = value[:MAX_KEY]
    return Key(kind, path, short, alike(short))


class Had(NamedTuple):
    """What those with one value of a key asked and got before."""

    kind: KeyKind
    value: str
    same_line: bool
    applications: int
    cents: int


def earlier(line: LineDraft, keys: Iterable[Key], had: Iterable[Had]) -> dict[str, Earlier]:
    """Return, per limit of a line, what its unit had before; an unknown unit is left out."""
    known, before = list(keys), list(had)
    found = {limit.id: _earlier(limit, known, before) for limit in line.limits}
    return {limit: told for limit, told in found.items() if told is not None}


def nothing_before(line: LineDraft) -> dict[str, Earlier]:
    """Return, per limit of a line, what somebody has had who never asked for anything."""
    return {
        limit.id: Earlier(units={} if "." in (limit.key or "") else None) for limit in line.limits
    }


def _earlier(limit: Limit, keys: Iterable[Key], had: list[Had]) -> Earlier | None:
    path = limit.key or ""
    values = [key.value for key in keys if (key.kind, key.path) == (limit.unit, path)]
    told = {value: _sum(limit, value, had) for value in values}
    if "." in path:
        return Earlier(units=told)
    return next(iter(told.values()), None)


def _sum(limit: Limit, value: str, had: list[Had]) -> Earlier:
    mine = [
        each
        for each in had
        if (each.kind, each.value) == (limit.unit, value)
        and (each.same_line or limit.across == "call")
    ]
    return Earlier(sum(each.applications for each in mine), sum(each.cents for each in mine))
