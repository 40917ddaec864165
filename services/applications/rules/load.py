"""The rows of a sheet as forms: what each would file, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from contracts.calls import LineDraft
from contracts.intake import ApplicationForm, FieldError, PersonApplicant
from services.applications.rules import cell, documents
from services.applications.rules.answers import problems
from services.applications.rules.cell import Places, WrongCell
from services.applications.rules.columns import Column, by_header, columns, kind_of
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.likeness import alike
from services.applications.rules.sheet import Cell, Sheet
from services.applications.rules.territory import holds

ITEM = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
BODY_KINDS = ("association", "public_body")
CODE_DIGITS = 11
Filled = tuple[Column, Cell]


@dataclass(frozen=True)
class Asked:
    """The line that a sheet is for, its territory, the day of the arrival, and names of places."""

    call_id: str
    line: LineDraft
    territory: Sequence[str]
    on: date
    places: Places


@dataclass
class Row:
    """One row: its number in the sheet, the form that it makes when nothing is wrong."""

    row: int
    name: str
    form: ApplicationForm | None = None
    errors: list[FieldError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def rows(asked: Asked, sheet: Sheet) -> list[Row]:
    """Return the rows of a sheet in its order; two that are alike are told of each other.

    A row that repeats another one to the letter is wrong; one of the same person is warned of.
    """
    present = by_header(asked.line, sheet.header)
    titles = {each.path: each.title for each in columns(asked.line)}
    read = [_row(asked, number, _filled(present, cells), titles) for number, cells in sheet.rows]
    _tell_repeated(sheet, read)
    _tell_alike(read)
    return read


def _filled(present: Mapping[int, Column], cells: Sequence[Cell]) -> list[Filled]:
    """Return the cells that say something, who applies first."""
    found = [(present[place], each) for place, each in enumerate(cells) if place in present]
    said = [(column, each) for column, each in found if each not in (None, "")]
    return sorted(said, key=lambda pair: pair[0].path != "applicant.kind")


def _row(asked: Asked, number: int, cells: Sequence[Filled], titles: Mapping[str, str]) -> Row:
    row = Row(number, _name(cells))
    told = _Reading(asked, row)
    written = told.form(cells)
    try:
        form = ApplicationForm.model_validate(written)
    except ValidationError as error:
        row.errors.extend(_invalid(error, titles, {each.field for each in row.errors}))
    else:
        row.errors.extend(_wrong(asked, form, titles, {each.field for each in row.errors}))
        row.form = None if row.errors else form
    if row.form:
        row.warnings.extend(_to_complete(asked, row.form))
    return row


def _name(cells: Sequence[Filled]) -> str:
    by_path = {column.path: str(each) for column, each in cells}
    parts = ("applicant.name", "applicant.given_name", "applicant.family_name")
    return " ".join(by_path[part] for part in parts if part in by_path)[:120]


class _Reading:
    """Reads the cells of one row, and notes those that cannot be read."""

    def __init__(self, asked: Asked, row: Row) -> None:
        self._asked = asked
        self._row = row

    def form(self, cells: Sequence[Filled]) -> dict[str, Any]:
        """Return what the row writes as a form."""
        written: dict[str, Any] = {
            "call_id": self._asked.call_id, "line": self._asked.line.id, "applicant": {},
            "answers": {},
        }  # fmt: skip
        if len(self._asked.line.who) == 1:
            written["applicant"]["kind"] = self._asked.line.who[0]
        for column, each in cells:
            read = self._read(column, each, written)
            if read is not None:
                _put(written, column.path, read)
        return written

    def _read(self, column: Column, each: Cell, written: Mapping[str, Any]) -> Any:
        try:
            if column.question is not None:
                return cell.value(column.question, each, self._asked.places)
            return _of_applicant(column.path, each, written, self._asked.places)
        except WrongCell as wrong:
            error = FieldError(field=column.title, rule=wrong.rule, detail=wrong.sentence)
            self._row.errors.append(error)
            return None


def _of_applicant(path: str, each: Cell, written: Mapping[str, Any], places: Places) -> str:
    kind = written["applicant"].get("kind")
    if path == "applicant.kind":
        return kind_of(cell.words(each))
    if path == "applicant.birth_on":
        return cell.day(each)
    if path == "applicant.municipality":
        return cell.municipality(each, places)
    of_digits = path == "applicant.vat_number" or kind in BODY_KINDS
    return cell.digits(CODE_DIGITS)(each) if of_digits else cell.words(each)


def _put(written: dict[str, Any], path: str, read: Any) -> None:
    root, _, rest = path.partition(".")
    item = ITEM.fullmatch(rest)
    if item is None:
        _own(written, root, rest, read)
        return
    items = written["answers"].setdefault(item[1], [])
    items.extend({} for _ in range(int(item[2]) + 1 - len(items)))
    items[int(item[2])][item[3]] = read


def _own(written: dict[str, Any], root: str, name: str, read: Any) -> None:
    if name:
        written[root][name] = read
    else:
        written[root] = read


def _invalid(
    error: ValidationError, titles: Mapping[str, str], told: set[str]
) -> Iterator[FieldError]:
    for each in error.errors():
        parts = [str(part) for part in each["loc"]]
        path = ".".join(parts[:1] + parts[2:] if parts[0] == "applicant" else parts)
        title = titles.get(path, path)
        if title not in told:
            yield FieldError(field=title, rule=each["type"], detail=_sentence(each))


def _sentence(each: Any) -> str:
    # Our own rules have hyphens in their names, and sentences of their own.
    if "-" in each["type"]:
        return str(each["msg"])
    return "Manca questo dato." if each["type"] == "missing" else "Il valore non è ammesso."


def _wrong(
    asked: Asked, form: ApplicationForm, titles: Mapping[str, str], told: set[str]
) -> Iterator[FieldError]:
    if isinstance(form.applicant, PersonApplicant) and form.applicant.birth_on > asked.on:
        title, rule = titles["applicant.birth_on"], "birth-in-the-future"
        yield FieldError(field=title, rule=rule, detail="La data di nascita è nel futuro.")
    for each in problems(asked.line, form.answers, _declared(asked, form)):
        title = titles.get(f"answers.{each.field}", each.field)
        if title not in told:
            yield FieldError(field=title, rule=each.rule, detail=each.sentence)


def _declared(asked: Asked, form: ApplicationForm) -> Declared:
    applicant = form.applicant
    return Declared(
        applicant_kind=applicant.kind, municipality=applicant.municipality, filed_on=asked.on,
        answers=form.answers, territory=asked.territory,
        birth_on=applicant.birth_on if isinstance(applicant, PersonApplicant) else None,
        in_territory=holds(asked.territory, applicant.municipality),
    )  # fmt: skip


def _to_complete(asked: Asked, form: ApplicationForm) -> Iterator[str]:
    facts = facts_of(asked.line, _declared(asked, form))
    for each in documents.due(asked.line, facts):
        if each.required:
            yield f"Da completare: {each.label}."


def _tell_repeated(sheet: Sheet, read: Sequence[Row]) -> None:
    first: dict[tuple[Cell, ...], int] = {}
    for (number, cells), row in zip(sheet.rows, read, strict=True):
        before = first.setdefault(tuple(cells), number)
        if before != number:
            sentence = f"La riga è uguale alla riga {before}."
            row.errors.append(FieldError(field="", rule="repeated-row", detail=sentence))
            row.form = None


def _tell_alike(read: Sequence[Row]) -> None:
    first: dict[str, int] = {}
    for row in read:
        if row.form:
            key = alike(row.form.applicant.identifier)
            before = first.setdefault(key, row.row)
            if before != row.row:
                row.warnings.append(f"Chi presenta la domanda è anche alla riga {before}.")
