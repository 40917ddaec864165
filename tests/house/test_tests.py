"""How tests are written."""

import ast
import re

from tests.house.source import called, modules, places

SLEEPS = {"time.sleep", "asyncio.sleep", "sleep", "anyio.sleep", "trio.sleep"}
# Where a test may look again after a moment, and why nothing tells it when.
LOOKS_AGAIN = {
    "tests/capofila/supervised.py": "another process ends or starts, which only /proc shows",
    "tests/dashboard/test_browser.py": "a browser of its own process shows the page",
    "tests/kit/test_doors.py": "an entry of a stream is claimed by a process of its own",
    "tests/applications/world_register.py": "who waits for a lock stands in pg_stat_activity alone",
    "tests/world": "what real processes do is seen by asking them again",
    "tests/journeys": "what real processes do is seen by asking them again",
}


def sleeps(node: ast.AST) -> bool:
    """A pause; `sleep(0)` only lets others go first."""
    if not isinstance(node, ast.Call) or called(node) not in SLEEPS:
        return False
    return not any(isinstance(each, ast.Constant) and each.value == 0 for each in node.args)


def excused(place: str) -> bool:
    return any(place.startswith(each) for each in LOOKS_AGAIN)


def test_no_test_sleeps_without_a_reason() -> None:
    found = places(modules("tests"), sleeps)
    wrong = [place for place in found if not excused(place)]
    assert not wrong, (
        f"{wrong}: move the clock, skip time in the workflow or wait for the fact; if nothing "
        "tells, poll in one place and list it with a reason in tests/house/test_tests.py."
    )


def test_no_test_replaces_what_it_tests() -> None:
    replaced = places(modules("tests"), lambda n: re.search(r"\bpatch\b", called(n)) is not None)
    mocked = places(modules("tests"), _imports_mock)
    assert not replaced + mocked, (
        f"{replaced + mocked}: use the real server, or a simulator of tests/world that a contract "
        "test pins to the real thing."
    )


def _imports_mock(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return bool(node.module) and str(node.module).startswith(("unittest", "mock"))
    return isinstance(node, ast.Import) and any("mock" in each.name for each in node.names)


def test_a_test_is_a_sentence_about_the_world() -> None:
    names = [
        f"{path}:{node.lineno} {node.name}"
        for path in modules("tests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and len(node.name.split("_")) < 4
    ]
    assert not names, f"{names}: say what is so, as in test_an_expired_voucher_cannot_be_spent."
