"""The front-end files are those that were reviewed, or none."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.dashboard.conftest import ROOT


@pytest.fixture
def frontend() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend", ROOT / "deploy" / "frontend.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_another_file_under_a_locked_name_stops_the_build(frontend: ModuleType):
    package = frontend.Package("htmx.org", "4.0.1", "the-reviewed-one", True, {})
    with pytest.raises(frontend.FrontendError) as refused:
        frontend.check(package, b"something else")
    assert str(refused.value).startswith("htmx.org 4.0.1 is not the file that was reviewed")


def test_without_npm_one_sentence_says_what_to_do(
    frontend: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(frontend.sys, "executable", str(tmp_path / "python"))
    with pytest.raises(frontend.FrontendError, match="npm was not found: install Node"):
        frontend._npm()


def test_a_complete_folder_is_left_as_it_is(frontend: ModuleType):
    assert frontend.build() == "front-end files: already there"


def test_the_lock_holds_no_address(frontend: ModuleType):
    assert "://" not in frontend.LOCK.read_text()
