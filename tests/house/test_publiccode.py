"""publiccode.yml (core standard 0.7.0) against its own rules and against the distribution."""

import re
import tomllib
from typing import Any

import pytest
import yaml

from capofila.house import ROOT

TEXT = (ROOT / "publiccode.yml").read_text()
CARD: dict[str, Any] = yaml.safe_load(TEXT)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MANDATORY = (
    "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
    "organisation.uri", "description.it.shortDescription", "description.it.longDescription",
    "description.it.features", "legal.license", "maintenance.type", "maintenance.contacts",
    "localisation.localisationReady", "localisation.availableLanguages",
)  # fmt: skip
STATUS = {"concept", "development", "beta", "stable", "obsolete"}
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")


def at(path: str) -> Any:
    """The value at a dotted path; None when it is not there."""
    value: Any = CARD
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


@pytest.mark.parametrize("path", MANDATORY)
def test_a_mandatory_key_is_there(path: str) -> None:
    assert at(path) not in (None, "", []), f"publiccode.yml lacks {path}."


def test_the_card_keeps_the_limits_of_the_standard() -> None:
    assert CARD["publiccodeYmlVersion"] == "0.7.0"
    assert CARD["developmentStatus"] in STATUS
    assert "IT" not in CARD, "The section IT is deprecated since 0.7: use `supports`."
    for language, words in CARD["description"].items():
        assert len(words["shortDescription"]) <= 150, f"{language}: shortDescription is too long."
        assert 150 <= len(words["longDescription"]) <= 10_000, f"{language}: longDescription"
        assert all((ROOT / each).is_file() for each in words["screenshots"]), language


def test_the_card_agrees_with_the_distribution() -> None:
    assert CARD["softwareVersion"] == PROJECT["version"]
    assert CARD["legal"]["license"] == PROJECT["license"]
    assert CARD["legal"]["mainCopyrightOwner"] == PROJECT["authors"][0]["name"]


def test_only_mailboxes_of_roles_are_named() -> None:
    documents = ("publiccode.yml", "SECURITY.md", "README.md", "CHANGELOG.md")
    named = {found for name in documents for found in ADDRESS.findall((ROOT / name).read_text())}
    personal = {each for each in named if not each.endswith(".example")}
    assert named, "No address was found: say to whom one writes."
    assert not personal, f"{personal}: name a mailbox of a role, in `.example` until there is one."


def test_the_licence_is_whole_and_unmodified() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert licence.split()[:5] == ["GNU", "AFFERO", "GENERAL", "PUBLIC", "LICENSE"]
    assert len(licence.encode()) == 34_523
    assert "How to Apply These Terms to Your New Programs" in licence
