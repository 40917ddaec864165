"""From answers to the tables of a release: needs that are rare stand together, small figures go."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from contracts.surveys import OTHER, Dimension, SurveyTable, TableRow
from services.network.rules.flow import Cell, Counts
from services.network.rules.suppression import hidden_cells


class Answer(NamedTuple):
    """One answer, without anything that says whose it is."""

    firm: UUID
    department: str
    municipality: str
    need: str


@dataclass(frozen=True)
class Columns:
    """The needs that have a column, and those that stand together in the last one."""

    alone: tuple[str, ...]
    folded: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns from left to right."""
        return (*self.alone, OTHER) if self.folded else self.alone

    def of(self, need: str) -> int:
        """Return the column of a need."""
        return self.names.index(OTHER if need in self.folded else need)


def fold(answers: Sequence[Answer], needs: Sequence[str], threshold: int) -> Columns:
    """Put together the needs that too few people have, until they are enough together.

    Their column, like every other, then has a total that may be shown.
    """
    totals = Counter(answer.need for answer in answers)
    by_size = sorted(needs, key=lambda need: (totals[need], needs.index(need)))
    folded = [need for need in by_size if totals[need] < threshold]
    for need in by_size[len(folded) :]:
        if not folded or sum(totals[each] for each in folded) >= threshold:
            break
        folded.append(need)
    alone = tuple(need for need in needs if need not in folded)
    return Columns(alone, tuple(need for need in needs if need in folded))


def release_tables(
    answers: Sequence[Answer], needs: Sequence[str], threshold: int
) -> tuple[tuple[SurveyTable, ...], int]:
    """Return the tables of a release, and how many are withheld.

    By municipality and by firm; and by department of each firm whose own row is shown whole, so
    that nothing hidden in one table can be added up in another.
    """
    columns = fold(answers, needs, threshold)
    places = _table("municipality", answers, columns, threshold)
    firms = _table("firm", answers, columns, threshold)
    found = [places, firms, *_departments(firms, answers, columns, threshold)]
    tables = tuple(table for table in found if table is not None)
    return tables, len(found) - len(tables)


def _departments(
    firms: SurveyTable | None, answers: Sequence[Answer], columns: Columns, threshold: int
) -> Iterator[SurveyTable | None]:
    for row in firms.rows if firms else ():
        if row.total is not None and None not in row.cells:
            of = UUID(row.label)
            own = [answer for answer in answers if answer.firm == of]
            table = _table("department", own, columns, threshold)
            yield table.model_copy(update={"of": of}) if table else None


def _table(
    by: Dimension, answers: Sequence[Answer], columns: Columns, threshold: int
) -> SurveyTable | None:
    label = _LABELS[by]
    labels = sorted({label(answer) for answer in answers})
    counts = _counts(((label(each), columns.of(each.need)) for each in answers), labels, columns)
    hidden = hidden_cells(counts, threshold)
    if hidden is None:
        return None
    totals = tuple(sum(column) for column in zip(*counts.cells, strict=True))
    return SurveyTable(
        by=by,
        of=None,
        columns=columns.names,
        folded=columns.folded,
        rows=tuple(_row(counts, hidden, row, name) for row, name in enumerate(labels)),
        totals=totals,
        total=sum(totals),
        suppressed=len(hidden),
    )


def _counts(placed: Iterable[tuple[str, int]], labels: Sequence[str], columns: Columns) -> Counts:
    found = Counter(placed)
    width = range(len(columns.names))
    return Counts(tuple(tuple(found[label, column] for column in width) for label in labels))


def _row(counts: Counts, hidden: frozenset[Cell], row: int, label: str) -> TableRow:
    shown = [
        None if (row, column) in hidden else counts.value((row, column))
        for column in range(counts.width + 1)
    ]
    return TableRow(label=label, cells=tuple(shown[:-1]), total=shown[-1])


_LABELS: dict[Dimension, Callable[[Answer], str]] = {
    "municipality": lambda answer: answer.municipality,
    "firm": lambda answer: str(answer.firm),
    "department": lambda answer: answer.department,
}
