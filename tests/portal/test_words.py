"""The words of the pages: plain Italian, courteous, and never loud."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "services" / "portal"
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
# What a civil servant or a programmer would say, and nobody else.
STRANGE = (
    "upload", "download", "login", "logout", "submit", "step", "form", "deadline", "account",
    "utente", "istanza", "istante", "compilare", "cliccare", "clicchi", "effettuare", "presso il",
    "de qua", "ai sensi", "suddett", "medesim", "onde", "mediante", "qualora", "nonché",
)  # fmt: skip


def texts(template: Path) -> str:
    """What a person reads of a template, without marks, code and names of fields."""
    bare = re.sub(
        r"\{[%#].*?[%#]\}|\{\{.*?\}\}|<[^>]*>", " ", template.read_text(), flags=re.DOTALL
    )
    return " ".join(bare.split())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_page_speaks_as_people_do(template: Path):
    told = texts(template).lower()
    assert not [word for word in STRANGE if re.search(rf"\b{word}", told)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_page_is_courteous_and_not_loud(template: Path):
    told = texts(template)
    assert "!" not in told
    assert not re.search(r"\b(tuo|tua|tuoi|tue|puoi|devi|hai)\b", told.lower())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_page_holds_no_style_and_no_script_of_its_own(template: Path):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|javascript:", text)
    assert not re.search(r"\|\s*safe\b", text)
