"""What the documents and the tracked files say against what is there."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from capofila.house import ROOT
from tests.house.source import AROUND, PRODUCT

DOCUMENTS = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("README*.md")])
FOLDERS = "|".join((*PRODUCT, *AROUND, "docs"))
CITED = re.compile(rf"(?<![\w./:-])((?:{FOLDERS})/[\w./-]*\w/?)(::\w+)?(?![\w*{{<])")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
REGISTRY = re.compile(
    r"https?://[^\s\"']+/" + r"simple\b|[\w-]+\." + r"whl\b|\"resolved\"" + r":\s*\"http"
)
MADE = (
    "bench/latest.json", "services/dashboard/static", "services/portal/static", "deploy/secrets/",
    "deploy/.env",
)  # fmt: skip


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is or would be committed; all of the tree where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def missing(document: Path) -> list[str]:
    """The paths that a document cites and that are not there, with their tests."""
    text = document.read_text()
    cited = [(path, test) for path, test in CITED.findall(text) if not path.startswith(MADE)]
    absent = [path + test for path, test in cited if not _stands(path, test)]
    links = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    return [*absent, *links]


def _stands(path: str, test: str) -> bool:
    there = ROOT / path
    return there.exists() and (not test or f"def {test[2:]}(" in there.read_text())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_cites_what_is_there(document: Path) -> None:
    absent = missing(document)
    assert not absent, f"{document.relative_to(ROOT)} cites {absent}: correct or remove it."


def test_no_file_holds_the_address_of_a_registry() -> None:
    wrong = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        wrong += [f"{path.relative_to(ROOT)}: {found[0][:60]}" for found in REGISTRY.finditer(text)]
    assert not wrong, f"{wrong}: a lock names packages and hashes; the registry is the user's own."
