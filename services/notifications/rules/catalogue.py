"""The letters of the house: one file each under `letters/`, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FENCE = "+++\n"
LAYOUT = "layout.html"


class FrontMatter(BaseModel):
    """What stands above the words of a letter.

    Class L is a legal notice, class C a courtesy that neither arms nor ends a term. `data` names
    every datum that the words use; `card` tells whether they need a voucher of the application,
    `money` whether they need what was offered, paid or asked back, `about` whether they speak of a
    filed application, of a draft, to a provider, an official or an employer. A `quiet` one, which
    nobody waits for, leaves between eight and twenty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalogue: str = Field(pattern=r"^N[0-9]{2}$")
    letter_class: Literal["L", "C"] = Field(alias="class")
    recipients: list[str]
    legal_basis: list[str]
    data: list[str]
    card: Literal["none", "needed", "if-any"] = "none"
    money: bool = False
    quiet: bool = False
    about: Literal["application", "draft", "provider", "official", "employer"] = "application"
    version: int = Field(ge=1)
    subject: str


@dataclass(frozen=True)
class Draft:
    """A letter before it is filled in."""

    matter: FrontMatter
    source: str


def read(text: str) -> Draft:
    """Read a letter's file: TOML between two `+++` lines, then its words."""
    _, matter, source = text.split(FENCE, 2)
    return Draft(FrontMatter.model_validate(tomllib.loads(matter)), source.strip() + "\n")


@cache
def drafts() -> dict[str, Draft]:
    """Return every letter of the house by name."""
    folder = resources.files("services.notifications") / "letters"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".txt"): read(file.read_text("utf-8"))
        for file in files
        if file.name.endswith(".txt")
    }


@cache
def layout() -> str:
    """Return the page around the HTML twin of every letter."""
    folder = resources.files("services.notifications") / "letters"
    return (folder / LAYOUT).read_text("utf-8")
