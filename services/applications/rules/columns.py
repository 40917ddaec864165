"""The columns of a line's sheet: who applies, where to pay, and the questions of the form."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.calls import ApplicantKind, LineDraft
from contracts.questions import Group, Question
from services.applications.rules.vocabulary import KINDS

SHOWN_ITEMS = 3
PERSON: tuple[ApplicantKind, ...] = ("person",)
WITH_VAT: tuple[ApplicantKind, ...] = ("firm", "professional")
WITHOUT_VAT: tuple[ApplicantKind, ...] = ("association", "public_body")
EVERYBODY = (*PERSON, *WITH_VAT, *WITHOUT_VAT)
APPLICANT = (
    ("kind", "Chi presenta la domanda", EVERYBODY),
    ("given_name", "Nome", PERSON),
    ("family_name", "Cognome", PERSON),
    ("name", "Denominazione", (*WITH_VAT, *WITHOUT_VAT)),
    ("tax_code", "Codice fiscale", (*PERSON, *WITHOUT_VAT)),
    ("vat_number", "Partita IVA", WITH_VAT),
    ("birth_on", "Data di nascita", PERSON),
    ("municipality", "Comune", EVERYBODY),
    ("email", "E-mail", EVERYBODY),
)


@dataclass(frozen=True)
class Column:
    """A column: the datum it gives (`answers.children[0].birth_on`), its title, its name.

    A sheet may write either of the two. `question` is None for who applies and where to pay;
    `kinds` are those who must fill it in, nobody when it may stay empty.
    """

    path: str
    title: str
    name: str
    question: Question | None = None
    kinds: tuple[ApplicantKind, ...] = ()
    shown: bool = True


def columns(line: LineDraft) -> tuple[Column, ...]:
    """Return every column that a line's sheet may have, each with a title of its own."""
    found = [*_applicant(line.who), *_questions(line), *_groups(line.groups)]
    titles = Counter(each.title.casefold() for each in found)
    return tuple(each if titles[each.title.casefold()] == 1 else _named(each) for each in found)


def _named(column: Column) -> Column:
    return Column(
        column.path, f"{column.title} ({column.name})", column.name, column.question,
        column.kinds, column.shown,
    )  # fmt: skip


def _applicant(who: Sequence[ApplicantKind]) -> Iterator[Column]:
    for field, title, kinds in APPLICANT:
        due = tuple(kind for kind in who if kind in kinds)
        if due and (field != "kind" or len(who) > 1):
            yield Column(f"applicant.{field}", title, f"applicant_{field}", kinds=due)
    yield Column("iban", "IBAN", "iban", kinds=tuple(who))


def _questions(line: LineDraft) -> Iterator[Column]:
    for each in line.questions:
        kinds = line.who if each.required and each.asked_if is None else ()
        yield Column(f"answers.{each.name}", each.label, each.name, each, kinds)


def _groups(groups: Iterable[Group]) -> Iterator[Column]:
    for group in groups:
        for index in range(group.maximum):
            for each in group.questions:
                yield Column(
                    path=f"answers.{group.name}[{index}].{each.name}",
                    title=f"{group.item_label} {index + 1}: {each.label}",
                    name=f"{group.name}_{index + 1}_{each.name}",
                    question=each,
                    shown=index < max(group.minimum, SHOWN_ITEMS),
                )


def by_header(line: LineDraft, header: Iterable[str]) -> Mapping[int, Column]:
    """Return the columns of a sheet by their place; what the form does not know has none."""
    known = {key: each for each in columns(line) for key in (_key(each.title), _key(each.name))}
    found: dict[int, Column] = {}
    taken: set[str] = set()
    for place, title in enumerate(header):
        column = known.get(_key(title))
        if column is not None and column.path not in taken:
            found[place] = column
            taken.add(column.path)
    return found


def missing(line: LineDraft, present: Iterable[Column]) -> list[str]:
    """Return the titles of columns that a sheet does not have and somebody must fill in."""
    there = {each.path for each in present}
    return [each.title for each in columns(line) if each.kinds and each.path not in there]


def kind_of(words: str) -> str:
    """Return the kind of who applies, from its name in the form or in Italian."""
    known = {shown.casefold(): kind for kind, shown in KINDS.items()}
    return known.get(words.casefold(), words)


def _key(title: str) -> str:
    return " ".join(title.casefold().split())
