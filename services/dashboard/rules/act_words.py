"""The text of an act as people read it: in parts, with the names of who wrote and signed it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OFFICIAL = re.compile(r"staff:[0-9a-f-]{1,64}")
DASH = "- "


@dataclass(frozen=True)
class Part:
    """A part of an act: its first line, and what follows, as a list or line by line."""

    title: str
    lines: Sequence[str]
    listed: bool


def signers(words: str) -> set[str]:
    """Return the officials that an act names."""
    return set(OFFICIAL.findall(words))


def named(words: str, names: Mapping[str, str]) -> str:
    """Write the names of officials instead of their references."""
    return OFFICIAL.sub(lambda found: names.get(found[0], found[0]), words)


def parts(words: str) -> Sequence[Part]:
    """Return an act in parts; each stands between empty lines."""
    return [_part(each) for each in words.strip().split("\n\n")]


def _part(words: str) -> Part:
    title, *lines = words.split("\n")
    listed = bool(lines) and all(line.startswith(DASH) for line in lines)
    return Part(title, [line.removeprefix(DASH) for line in lines], listed)
