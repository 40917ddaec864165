"""A recalculation from the terminal: part by part, each under its key, until none is left."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import pytest
import typer
from fastapi import FastAPI, Header
from typer.testing import CliRunner, Result

from capofila.recalculation import recalculate
from contracts.publishing import MigrationRequest, Recalculation
from kit.refusal import Refusal
from kit.web import create_app
from tests.capofila.test_what_if import house

WORDS = (
    "ADM-2015.2", "--official", "staff:0197aaaa", "--act", "Determinazione 950", "2015-11-02",
    "--reason", "La soglia cambia.",
)  # fmt: skip
Key = Annotated[str, Header(alias="Idempotency-Key")]


def part(remaining: int) -> Recalculation:
    return Recalculation(migrated=100, unchanged=400, remaining=remaining, left=3)


def answering(parts: Sequence[Recalculation | Refusal]) -> FastAPI:
    """A house that answers each part in its turn, and holds the keys under which it was asked."""
    app, due = create_app("applications", "prova"), list(parts)
    app.state.keys = []

    @app.post("/v1/calls/{call_id}/recalculations")
    async def recalculation(call_id: str, asked: MigrationRequest, key: Key) -> Recalculation:
        app.state.keys.append((call_id, asked.to_version, key))
        found = due.pop(0)
        if isinstance(found, Refusal):
            raise found
        return found

    return app


async def run(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Result:
    command = typer.Typer()
    command.command()(recalculate)
    async with house(app) as url:
        monkeypatch.setenv("CAPOFILA_APPLICATIONS_URL", url)
        monkeypatch.setenv("CAPOFILA_SERVICE_KEY", "serve")
        return await asyncio.to_thread(CliRunner().invoke, command, WORDS)


async def test_a_recalculation_goes_on_until_none_is_left(monkeypatch: pytest.MonkeyPatch):
    app = answering([part(700), part(200), part(0)])
    done = await run(app, monkeypatch)
    assert done.exit_code == 0, done.output
    told = [line for line in done.output.splitlines() if "domande su" in line]
    assert told == [
        "Ricalcolate 500 domande su 1200.",
        "Ricalcolate 1000 domande su 1200.",
        "Ricalcolate 1500 domande su 1500.",
    ]
    assert "ADM-2015, versione 2: 300 con un altro esito o importo, 1200 come prima" in done.output
    assert len({key for *_, key in app.state.keys}) == 3


async def test_what_is_refused_on_the_way_is_told(monkeypatch: pytest.MonkeyPatch):
    sentence = "L'atto di questa versione non ricalcola le domande già presentate."
    app = answering([part(700), Refusal("act-does-not-recalculate", sentence)])
    done = await run(app, monkeypatch)
    assert (done.exit_code, str(done.exception).endswith(sentence)) == (1, True)
