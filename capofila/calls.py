"""`capofila call …`: what an author of call files types: check, diff, clone."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from contracts.calls import CallDraft, LineDraft
from contracts.places import CallId
from kit.clock import civil_day, today
from programmes.clones import Clone, cloned
from programmes.differences import differences
from programmes.files import CallFile, Programmes, Reading, read_programmes
from programmes.publication import missing

calls_app = typer.Typer(no_args_is_help=True, help="The files of the calls.")
Folder = Annotated[
    Path, typer.Argument(help="The folder of the programmes.", exists=True, file_okay=False)
]
Lacking = Annotated[
    bool, typer.Option("--mancanze", help="List what each draft lacks to be published.")
]
Call = Annotated[str, typer.Argument(help="The id of a call, for example ADM-2015.")]
Version = Annotated[int | None, typer.Argument(min=1, help="A version of the call.")]
CALL_ID = TypeAdapter[str](CallId)
COLUMNS = ("bando", "versione", "sezioni", "domande", "da chiarire", "pubblicazione")


@calls_app.command()
def check(folder: Folder, lacking: Lacking = False) -> None:
    """Read every file; list each refusal as `file, riga N: motivo`, and exit 1 if there is any."""
    reading = read_programmes(folder)
    _tell(map(str, reading.refusals))
    if reading.refusals:
        _refuse(f"{_counted(reading.refusals)} da correggere.")
    latest = [reading.programmes.calls[call].latest for call in sorted(reading.programmes.calls)]
    gaps = {draft.id: _gaps(draft, reading.programmes) for draft in latest}
    _console().print(_table(latest, gaps))
    if lacking:
        _tell(f"{call}: manca {gap}" for call, found in gaps.items() for gap in found)
    for warning in reading.warnings:
        _tell([f"Da rivedere: {warning}"])


@calls_app.command()
def diff(folder: Folder, call: Call, before: Version = None, after: Version = None) -> None:
    """Tell in sentences what changes between two versions, the last two if none is named."""
    versions = _read(folder, call)[1].versions
    later = after or len(versions)
    earlier = before or later - 1
    if not 1 <= earlier <= len(versions) or not 1 <= later <= len(versions):
        count = "una sola versione" if len(versions) == 1 else f"{len(versions)} versioni"
        _refuse(f"Il bando {call} ha {count}.")
    _tell(differences(versions[earlier - 1], versions[later - 1]) or ["Non cambia nulla."])


@calls_app.command()
def clone(folder: Folder, call: Call, new: Call) -> None:
    """Copy a call under a new id beside it: days, acts and sources go to `unknown`."""
    reading, file = _read(folder, call)
    target = folder / file.owner / "calls"
    _check_free(reading, target, new)
    copy = cloned(reading.trees[call], call, new)
    for name, text in copy.files.items():
        (target / name).write_text(text, encoding="utf-8")
    _tell(_farewell(copy, target))


def _read(folder: Path, call: str) -> tuple[Reading, CallFile]:
    reading = read_programmes(folder)
    if call not in reading.programmes.calls:
        _tell(map(str, reading.refusals))
        _refuse(f"Il bando {call} non c'è, o non si legge.")
    return reading, reading.programmes.calls[call]


def _check_free(reading: Reading, target: Path, new: str) -> None:
    try:
        CALL_ID.validate_python(new)
    except ValidationError:
        _refuse(
            f"«{new}» non è un nome di bando: maiuscole o cifre, poi lettere, cifre e trattini."
        )
    if new in reading.programmes.calls or any(target.glob(f"{new}.*")):
        _refuse(f"Il bando {new} c'è già.")


def _farewell(copy: Clone, target: Path) -> Iterable[str]:
    yield from (f"Scritto {target / name}" for name in copy.files)
    yield f"Da scrivere: {', '.join(copy.unknown) or 'nulla'}"
    if copy.to_reread:
        yield f"Da rileggere, perché parlano di un anno: {', '.join(copy.to_reread)}"


def _gaps(draft: CallDraft, programmes: Programmes) -> tuple[str, ...]:
    day = civil_day(draft.opens_at) if draft.opens_at else today()
    return missing(draft, programmes.body_on(draft.owner, day))


def _table(latest: Iterable[CallDraft], gaps: Mapping[str, tuple[str, ...]]) -> Table:
    table = Table(*COLUMNS)
    for draft in latest:
        table.add_row(*_row(draft, len(gaps[draft.id])))
    return table


def _row(draft: CallDraft, gaps: int) -> tuple[str, ...]:
    return (
        draft.id,
        str(draft.version),
        str(len(draft.lines)),
        str(sum(map(_questions, draft.lines))),
        str(len(draft.unknown)),
        f"bozza: {_counted_gaps(gaps)}" if gaps else "pubblicabile",
    )


def _counted_gaps(gaps: int) -> str:
    return "manca un dato" if gaps == 1 else f"mancano {gaps} dati"


def _questions(line: LineDraft) -> int:
    return len(line.questions) + sum(len(group.questions) for group in line.groups)


def _counted(refusals: tuple[object, ...]) -> str:
    return "Un errore" if len(refusals) == 1 else f"{len(refusals)} errori"


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        _console().print(line, markup=False, soft_wrap=True)


def _refuse(reason: str) -> NoReturn:
    _tell([reason])
    raise typer.Exit(1)


def _console() -> Console:
    return Console(highlight=False)
