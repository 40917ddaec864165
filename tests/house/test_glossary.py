"""docs/glossary.md against the words that are said on streams, in tables and to people."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import get_args

import pytest

from capofila.house import ROOT
from contracts.applications.checks import Verdict
from contracts.applications.closing import FinalState
from contracts.applications.decisions import DecisionOutcome
from contracts.calls import SupportForm
from contracts.notifications import LetterName
from services.dashboard.rules import states as shown
from services.notifications.rules import fates
from tests.house.source import modules
from tests.house.test_contracts import COMMANDS, EVENTS

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
CHECKED = re.compile(r"check\s*\(\s*state\s+in\s*\(([^)]*)\)", re.IGNORECASE)
CHOICES = (
    DecisionOutcome, FinalState, SupportForm, Verdict, LetterName, shown.State, fates.State,
)  # fmt: skip


def known(word: str) -> bool:
    """A word of the code stands in the glossary as code, in backticks."""
    return f"`{word}`" in GLOSSARY


def states_of_tables() -> Iterator[str]:
    """Every state that a table allows, as its CHECK constraint names it."""
    for path in modules("services"):
        if "versions" in path.parts:
            for allowed in CHECKED.findall((ROOT / path).read_text()):
                yield from re.findall(r"'(\w+)'", allowed)


def states_of_machines() -> Iterator[str]:
    """Every state of a state machine that is written as code."""
    machine = import_module("services.applications.rules.states").MOVES
    yield from machine
    for choice in CHOICES:
        yield from get_args(choice)


@pytest.mark.parametrize("kind", [*COMMANDS.values(), *EVENTS.values()], ids=lambda k: k.__name__)
def test_every_command_and_event_is_in_the_glossary(kind: type) -> None:
    assert known(kind.__name__), f"Write a row for `{kind.__name__}` in docs/glossary.md."


def test_every_event_stands_beside_its_italian_title() -> None:
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("|")]
    missing = [
        f"{kind.__name__} = {kind.title}"
        for kind in EVENTS.values()
        if not any(f"`{kind.__name__}`" in row and kind.title in row for row in rows)
    ]
    assert not missing, f"Give each its Italian title in docs/glossary.md: {missing}"


def test_every_state_and_choice_is_in_the_glossary() -> None:
    named = {*states_of_tables(), *states_of_machines()}
    missing = sorted(word for word in named if not known(word))
    assert "waitlisted" in named, "No state was found: mend tests/house/test_glossary.py."
    assert not missing, f"Write what {missing} mean in docs/glossary.md."


def test_the_glossary_names_no_message_that_is_gone() -> None:
    real = {kind.__name__ for kind in (*COMMANDS.values(), *EVENTS.values())}
    section = GLOSSARY.partition("## Messages")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `([A-Z]\w+)`", section, re.MULTILINE)
    assert set(named) <= real, f"Remove {sorted(set(named) - real)} from docs/glossary.md."
