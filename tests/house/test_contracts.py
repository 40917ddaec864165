"""The words of the house against those who say and hear them."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from capofila.house import HOUSE
from kit.doors import Doors
from kit.messages import Command, Event, every_command, every_event
from tests.house.source import called, dotted, modules, places
from workflows.streams import READS

for path in modules("contracts"):
    import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))

COMMANDS = {name: each for name, each in every_command().items() if "contracts" in each.__module__}
EVENTS = {name: each for name, each in every_event().items() if "contracts" in each.__module__}
PROCESSES = {room.name for room in HOUSE}
# Answered by their owner already; the workflow that gives them is the next step of the plan.
TO_COME = {"applications.RegisterDocument"}
PERSONAL = {
    "address", "applicant", "birth_date", "birth_on", "birthplace", "email", "family_name",
    "first_name", "fiscal_code", "gender", "given_name", "iban", "identifier", "last_name", "name",
    "pec", "phone", "recipient", "search_name", "street", "surname", "tax_code", "vat_number",
}  # fmt: skip


def fields(schema: Any) -> Iterator[str]:
    """The name of every field of a contract and of the values inside it."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from fields(part)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_one_handler_in_the_doors_of_its_service(
    doors: Mapping[str, Doors], name: str
) -> None:
    handlers = [process for process, each in doors.items() if name in each.commands]
    assert handlers == [COMMANDS[name].service()], (
        f"{name} is answered by {handlers or 'nobody'}: write `doors.command(...)` in "
        f"services/{COMMANDS[name].service()}/streams, and nowhere else."
    )


def taken(node: ast.AST) -> str:
    """The command that an update takes from an official; empty for anything else."""
    return dotted(node.annotation) if isinstance(node, ast.arg) and node.annotation else ""


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - TO_COME))
def test_a_command_is_given_by_a_workflow(name: str) -> None:
    kind = COMMANDS[name].__name__
    given = places(modules("workflows"), lambda node: kind in (called(node), taken(node)))
    assert given, f"No workflow gives {name}: add the step, or remove the contract."


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: kind.__name__)
def test_an_event_is_announced_by_its_service_alone(kind: type[Event]) -> None:
    name, owner = kind.__name__, kind.service()
    made = places(modules("services"), lambda node: called(node).split(".")[-1] == name)
    others = [place for place in made if not place.startswith(f"services/{owner}/")]
    assert not others, f"Only services/{owner} announces {name}, not {others}."
    own = modules(f"services/{owner}/usecases", f"services/{owner}/rules")
    named = places((*own, Path(f"services/{owner}/usecases.py")), lambda node: dotted(node) == name)
    assert named, f"No use case of {owner} names {name}: announce it, or remove the contract."


def test_every_stream_that_is_read_has_a_producer(doors: Mapping[str, Doors]) -> None:
    read = {stream for each in doors.values() for stream, _ in each.reads()}
    orphans = {stream for stream in read if stream.partition(".")[2] not in PROCESSES}
    assert not orphans, f"No process writes {orphans}: name a service of capofila.house.HOUSE."


def test_a_door_listens_only_to_facts_that_a_contract_names(doors: Mapping[str, Doors]) -> None:
    heard = {type_ for each in doors.values() for type_ in each.events}
    assert heard <= set(EVENTS), f"Write contracts for {heard - set(EVENTS)}."


def test_the_workflows_read_what_they_say_they_read(doors: Mapping[str, Doors]) -> None:
    read = doors["workflows"].reads()
    assert sorted(READS) == sorted(read), f"Set workflows.streams.READS to {read}."


def test_every_event_has_a_title_of_its_own() -> None:
    titles = {kind.__name__: getattr(kind, "title", "") for kind in EVENTS.values()}
    doubled = [title for title, count in Counter(titles.values()).items() if count > 1]
    wrong = {name for name, title in titles.items() if not title or title in doubled}
    assert not wrong, f"Give {wrong} an Italian title, `soggetto.fatto`, that no other event has."


@pytest.mark.parametrize("kind", [*COMMANDS.values(), *EVENTS.values()], ids=lambda k: k.__name__)
def test_no_personal_data_travels(kind: type[Event] | type[Command[Any]]) -> None:
    found = PERSONAL & set(fields(kind.model_json_schema()))
    assert not found, (
        f"{kind.__name__} carries {found}: send ids; the reader asks the owner by an HTTP query "
        "at the moment of composing or rendering."
    )


def test_contracts_define_no_function_that_waits() -> None:
    waits = places(modules("contracts"), lambda node: isinstance(node, ast.AsyncFunctionDef))
    assert not waits, f"Contracts are words, without I/O: move {waits} to a service."
