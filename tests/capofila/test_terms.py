"""The term of a case as the terminal tells it."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from rich.console import Console

from capofila.servers.process import ServerError
from capofila.terms import asked, table, told
from contracts.terms import TermCard, TermReading, ToldFact
from kit.ids import new_id
from programmes.laws import load_laws
from services.applications.rules.calendar import Calendar
from services.applications.rules.reckoning import reckon
from services.applications.rules.stops import TermFact

MARCH = date(2026, 3, 2)


@pytest.fixture
def card() -> TermCard:
    """A term of thirty days that a notice holds."""
    facts = [TermFact(MARCH, "started", 30), TermFact(date(2026, 3, 20), "notice_served")]
    fact = ToldFact(
        kind="started", on=MARCH, days=30, given_by="register", reference="0000001/2026",
        at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )  # fmt: skip
    reading = TermReading(
        application_id=new_id(), protocol="0000001/2026", clock="stopped", facts=[fact],
        reckoning=reckon(load_laws(), Calendar(), facts),
    )  # fmt: skip
    return TermCard(
        term=reading, integrations=[], notices=[], observations=[], refusal_waits="Si aspetta."
    )


def test_the_terminal_tells_where_the_clock_is_and_why(card: TermCard) -> None:
    lines = list(told(card))
    assert lines[0] == "0000001/2026: il termine è fermo."
    assert lines[-2:] == [
        "Il termine scade sabato 11 aprile 2026.",
        "Una non ammissione non si può ancora decidere. Si aspetta.",
    ]


def test_the_terminal_lists_every_day_with_its_reason(card: TermCard) -> None:
    console = Console(width=100, record=True, file=StringIO())
    console.print(table(card))
    rows = [line for line in console.export_text().splitlines() if "2026-" in line]
    assert len(rows) == 41
    assert "giorno di partenza: non si conta" in rows[0]
    assert sum("preavviso di rigetto" in row for row in rows) == 10


async def test_a_house_that_does_not_answer_is_told() -> None:
    with pytest.raises(ServerError, match=r"does not answer"):
        await asked("http://127.0.0.1:1", "key", new_id())
