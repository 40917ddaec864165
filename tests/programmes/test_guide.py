"""The guide for officials is true to the schema, to the good files and to the refusals."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from capofila.house import ROOT
from contracts.places import Entry
from programmes import refusals
from programmes.fields import written_key
from programmes.schema import below
from tests.programmes.world import GOOD

GUIDE = (ROOT / "docs/it/bando.md").read_text()
BLOCKS = re.findall(r"```toml\n(.*?)```", GUIDE, flags=re.DOTALL)
NAMED = set(re.findall(r"`(\w+)`", GUIDE))
ERRORS = GUIDE[GUIDE.index("## Che cosa vuol dire ogni errore") :]
# What the house fills in, and what the place of a file says.
UNWRITTEN = {"id", "istat", "situation", "needs", "synthetic", "version", "owner"}
HINT = r"(; forse «.+»)?"
VERSION = r"(nella versione \d+: )?"


def models() -> Iterator[type[Entry]]:
    return (model for model in below(Entry) if model.__module__.startswith("contracts."))


def literals(annotation: object) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
        return
    for inner in get_args(annotation):
        yield from literals(inner)


def test_every_key_that_an_author_may_write_is_explained() -> None:
    keys = {written_key(name) for model in models() for name in model.model_fields}
    assert keys - UNWRITTEN - NAMED == set()


def test_every_value_that_the_schema_lists_is_explained() -> None:
    values = {
        value
        for model in models()
        for field in model.model_fields.values()
        for value in literals(field.annotation)
    }
    assert {value for value in values if f"`{value}`" not in GUIDE} == set()


def test_every_key_of_a_version_is_explained() -> None:
    assert {"act", "changes", "removed", "unknown", "like"} < NAMED


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_example_is_a_part_of_a_file_that_loads(block: str) -> None:
    texts = [path.read_text() for path in sorted(GOOD.rglob("*.toml"))]
    assert any(block in text for text in texts)


def patterns() -> list[str]:
    rows = re.findall(r"^\| (?!errore)([^-|].*?) \| .* \|$", ERRORS, flags=re.MULTILINE)
    return [VERSION + re.escape(row).replace("…", ".+") + HINT for row in rows]


def test_every_refusal_is_explained() -> None:
    wrong = tomllib.loads(Path(__file__).with_name("wrong.toml").read_text())
    reasons = {line.split(": ", 1)[1] for each in wrong.values() for line in each["refusals"]}
    known = [re.compile(pattern) for pattern in patterns()]
    assert {reason for reason in reasons if not any(p.fullmatch(reason) for p in known)} == set()


def test_every_sentence_about_a_shape_is_explained() -> None:
    known = [re.compile(pattern) for pattern in patterns()]
    told = {re.sub(r"\{\w+\}", "x", sentence) for sentence in refusals.SENTENCES.values()}
    assert {each for each in told if not any(p.fullmatch(each) for p in known)} == set()


def test_the_guide_speaks_no_english_and_shouts_nothing() -> None:
    prose = re.sub(r"```.*?```|`[^`]*`|https?://\S+", "", GUIDE, flags=re.DOTALL)
    assert not re.search(r"\b(the|and|you|of|is)\b", prose)
    assert "!" not in prose
