"""A version of a call, read from its file and tried on a house: what the terminal says."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import typer
import uvicorn
from fastapi import FastAPI
from typer.testing import CliRunner

from capofila.servers.process import ServerError
from capofila.what_if import read_version, told, tried, what_if
from contracts.publishing import LineEffect, Mover, WhatIf, WhatIfRequest
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import create_app
from programmes.files import PACKAGED

OVERLAY = """
[act]
kind = "threshold_change"
number = "Determinazione 950"
on = 2015-10-20
reason = "Più fondi."
recalculates = true

[changes]
lines.II.amount.cap_eur = "300.00"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The programme files, in which the families' call has a second version."""
    root = tmp_path / "programmes"
    shutil.copytree(PACKAGED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (root / "adda-martesana" / "calls" / "ADM-2015.2.toml").write_text(OVERLAY)
    return root


def effect(**changes: object) -> WhatIf:
    line = LineEffect(
        line="II", title="Famiglie", applications=2, budget_before_cents=2_000_000,
        budget_after_cents=2_000_000, newly_eligible=0, no_longer_eligible=1, amount_up=0,
        amount_down=1, unchanged=0, eligible_before_cents=90_000, eligible_after_cents=30_000,
        funded_before=2, funded_after=1,
    )  # fmt: skip
    mover = Mover(
        application_id=new_id(), protocol="0000001/2015", line="II", place=1, before="yes",
        after="no", before_cents=45_000, after_cents=0, reasons=["Ora: Non basta."],
    )  # fmt: skip
    whole = WhatIf(
        call_id="ADM-2015", before_version=1, after_version=2, differences=["Il massimo cambia."],
        applications=2, lines=[line], movers=[mover], movers_in_all=2,
    )  # fmt: skip
    return whole.model_copy(update=changes)


@asynccontextmanager
async def house(app: FastAPI) -> AsyncIterator[str]:
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve([door]))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await serving


def answering(found: WhatIf | Refusal) -> FastAPI:
    """A house that answers every what-if alike, and holds what it was asked."""
    app = create_app("applications", "prova")
    app.state.asked = []

    @app.post("/v1/what-ifs")
    async def what_if(asked: WhatIfRequest) -> WhatIf:
        app.state.asked.append(asked)
        if isinstance(found, Refusal):
            raise found
        return found

    return app


def test_the_version_that_a_file_is_for_is_read_whole(folder: Path):
    calls = folder / "adda-martesana" / "calls"
    later = read_version(calls / "ADM-2015.2.toml")
    assert (later.id, later.version, later.line("II").amount.cap_cents) == ("ADM-2015", 2, 30_000)
    for name in ("ADM-2015.toml", "ADM-2015.syn.toml"):
        assert read_version(calls / name).version == 1


def test_a_file_that_is_refused_is_told_with_its_line(folder: Path):
    wrong = folder / "adda-martesana" / "calls" / "ADM-2015.2.toml"
    wrong.write_text(OVERLAY.replace("cap_eur", "cap_dollars"))
    with pytest.raises(ServerError, match=r"ADM-2015\.2\.toml, riga \d+: .*cap_dollars"):
        read_version(wrong)


async def test_the_whole_version_is_asked_about(folder: Path):
    draft = read_version(folder / "adda-martesana" / "calls" / "ADM-2015.2.toml")
    app = answering(effect())
    async with house(app) as url:
        assert (await tried(url, "serve", draft)).movers_in_all == 2
    assert app.state.asked[0].definition == draft


async def test_what_the_house_refuses_is_told(folder: Path):
    draft = read_version(folder / "adda-martesana" / "calls" / "ADM-2015.toml")
    refusal = Refusal("unknown-call", "Il bando non esiste o non è pubblicato.", 404)
    async with house(answering(refusal)) as url:
        with pytest.raises(ServerError, match="Il bando non esiste o non è pubblicato"):
            await tried(url, "serve", draft)


async def test_a_house_that_does_not_answer_is_a_sentence(folder: Path):
    draft = read_version(folder / "adda-martesana" / "calls" / "ADM-2015.toml")
    with pytest.raises(ServerError, match="does not answer"):
        await tried("http://127.0.0.1:9", "serve", draft)


async def test_the_command_prints_what_changes_the_table_and_those_who_move(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    app = typer.Typer()
    app.command()(what_if)
    file = folder / "adda-martesana" / "calls" / "ADM-2015.2.toml"
    async with house(answering(effect())) as url:
        monkeypatch.setenv("CAPOFILA_APPLICATIONS_URL", url)
        monkeypatch.setenv("CAPOFILA_SERVICE_KEY", "serve")
        done = await asyncio.to_thread(CliRunner().invoke, app, [str(file)])
    assert done.exit_code == 0, done.output
    assert "- Il massimo cambia." in done.output
    assert "II: le ammissibili chiedono 300,00 euro invece di 900,00 euro" in done.output
    assert "2 → 1" in done.output
    assert "su 2 domande si muovono 2" in done.output


def test_those_who_move_are_told_with_their_reasons():
    assert list(told(effect(), 1)) == [
        "ADM-2015, dalla versione 1 alla 2: su 2 domande si muovono 2.",
        "0000001/2015 (II, 1ª): sì → no, 450,00 euro → 0,00 euro. Ora: Non basta.",
        "… e altre 1.",
    ]
