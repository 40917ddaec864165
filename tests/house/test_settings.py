"""`deploy/.env.example` against the settings classes."""

import re
from importlib import import_module

from pydantic_settings import BaseSettings

from capofila.house import ROOT
from tests.house.processes import MODULES

EXAMPLE = (ROOT / "deploy" / ".env.example").read_text()
COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text()
PLACES = ["capofila.settings", *(f"{module}.settings" for module in MODULES.values())]


def fields() -> set[str]:
    known = (each for place in PLACES for each in vars(import_module(place)).values())
    classes = {each for each in known if isinstance(each, type) and issubclass(each, BaseSettings)}
    return {f"CAPOFILA_{name}".upper() for each in classes for name in each.model_fields}


def test_the_example_names_every_setting_and_no_other() -> None:
    named = re.findall(r"^(CAPOFILA_\w+)=", EXAMPLE, re.MULTILINE)
    missing, strange = fields() - set(named), set(named) - fields()
    assert not missing, f"Add {sorted(missing)} to deploy/.env.example, with a sentence."
    assert not strange, f"Nobody reads {sorted(strange)}: remove them from deploy/.env.example."
    assert len(named) == len(set(named)), "deploy/.env.example names a setting twice."


def test_the_example_answers_what_compose_asks() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE))
    answered = set(re.findall(r"^((?!CAPOFILA_)\w+)=", EXAMPLE, re.MULTILINE))
    assert asked == answered, f"deploy/.env.example must answer {asked ^ answered}, no more."


def test_the_example_gives_no_secret_away() -> None:
    given = re.findall(r"^CAPOFILA_\w+_KEY=(.+)$", EXAMPLE, re.MULTILINE)
    assert not given, "A key in an example becomes a key in production: leave it empty."
