"""`capofila call what-if FILE`: what a version of a call would do to those who applied."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import httpx2
import typer
from rich.console import Console
from rich.table import Table

from capofila.call_steps import door
from capofila.servers.process import ServerError
from contracts.calls import CallDraft
from contracts.publishing import LineEffect, Mover, WhatIf, WhatIfRequest
from kit.money import euro
from programmes.files import read_programmes
from programmes.versions import version_of

PATIENCE_SECONDS = 60
DEPTH = 3
COLUMNS = ("sezione", "domande", "entrano", "escono", "più", "meno", "raggiunte dai fondi")
ANSWERS = {"yes": "sì", "no": "no", "to_complete": "da completare"}

File = Annotated[
    Path,
    typer.Argument(
        help="The file of a version, programmes/<owner>/calls/<ID>.2.toml.", exists=True,
        dir_okay=False,
    ),
]  # fmt: skip
Data = Annotated[Path, typer.Option(help="The folder that holds everything.")]
Shown = Annotated[int, typer.Option(min=0, help="How many of those that move are listed.")]
HERE = Path(".capofila")
console = Console(highlight=False)


def what_if(file: File, data: Data = HERE, movers: Shown = 20) -> None:
    """Try a version on all applications of the running house; nothing is written."""
    effect = asyncio.run(tried(*door(data), read_version(file)))
    for sentence in effect.differences:
        console.print(f"- {sentence}", markup=False, soft_wrap=True)
    console.print(table(effect))
    for line in map(money, effect.lines):
        console.print(line, markup=False, soft_wrap=True)
    for line in told(effect, movers):
        console.print(line, markup=False, soft_wrap=True)


def read_version(file: Path) -> CallDraft:
    """Read the version of a call that a file is for, from the folder that it stands in.

    A file that the loader refuses, or that is no call's, raises ServerError with the reasons.
    """
    path = file.resolve()
    call, version = version_of(path.with_name(path.name.replace(".syn.toml", ".toml")))
    reading = read_programmes(path.parents[DEPTH - 1])
    known = reading.programmes.calls.get(call)
    if known is None or len(known.versions) < version:
        reasons = [str(each) for each in reading.refusals] or [f"{file}: non è di un bando."]
        raise ServerError("\n".join(reasons))
    return known.versions[version - 1]


async def tried(url: str, key: str, draft: CallDraft) -> WhatIf:
    """Ask the running house what a version would do; what it refuses raises ServerError."""
    asked = WhatIfRequest(call_id=draft.id, definition=draft)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        try:
            answer = await client.post(
                f"{url}/v1/what-ifs", content=asked.model_dump_json(), headers=headers
            )
        except httpx2.TransportError as error:
            raise ServerError(f"{url} does not answer.") from error
    if not answer.is_success:
        said = answer.json()
        faults = [f"{each['field']}: {each['detail']}" for each in said.get("errors", ())]
        raise ServerError("\n".join([said["detail"], *faults]))
    return WhatIf.model_validate_json(answer.content)


def table(effect: WhatIf) -> Table:
    """Return a row for each line: how many become eligible or cease to be so, how many get more or
    less, and how many the money reaches."""
    found = Table(*COLUMNS)
    for line in effect.lines:
        found.add_row(*_row(line))
    return found


def money(line: LineEffect) -> str:
    """Tell how much the eligible applications of a line ask, before and after, and its funds."""
    before, after = euro(line.eligible_before_cents), euro(line.eligible_after_cents)
    budget = euro(line.budget_after_cents)
    return (
        f"{line.line}: le ammissibili chiedono {after} invece di {before}; i fondi sono {budget}."
    )


def told(effect: WhatIf, most: int) -> Iterator[str]:
    """Tell how many move, and of the first of them who, how and why."""
    before, after = effect.before_version, effect.after_version
    moving = f"si muovono {effect.movers_in_all}" if effect.movers_in_all != 1 else "si muove 1"
    yield (
        f"{effect.call_id}, dalla versione {before} alla {after}: "
        f"su {effect.applications} domande {moving}."
    )
    yield from (_mover(each) for each in effect.movers[:most])
    if effect.movers_in_all > most:
        yield f"… e altre {effect.movers_in_all - min(most, len(effect.movers))}."


def _row(line: LineEffect) -> tuple[str, ...]:
    return (
        line.line,
        str(line.applications),
        str(line.newly_eligible),
        str(line.no_longer_eligible),
        str(line.amount_up),
        str(line.amount_down),
        f"{line.funded_before} → {line.funded_after}",
    )


def _mover(mover: Mover) -> str:
    before, after = ANSWERS[mover.before], ANSWERS[mover.after]
    money = f"{euro(mover.before_cents)} → {euro(mover.after_cents)}"
    reasons = " ".join(mover.reasons)
    return (
        f"{mover.protocol} ({mover.line}, {mover.place}ª): {before} → {after}, {money}. {reasons}"
    )
