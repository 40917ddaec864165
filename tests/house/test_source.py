"""Rules of the text that no linter knows, each with what it prevents."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import AROUND, PRODUCT, called, dotted, modules, places, public

EVERYWHERE = (*PRODUCT, *AROUND)
WRITERS = {"kit/relay.py", "kit/ask.py", "kit/consumer.py"}
WRITES = {"xadd", "publish", "publish_batch"}
QUERIES = {"text", "execute", "exec", "exec_driver_sql", "fetch", "fetchrow", "fetchval", "scalar"}
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
COMPOSES_SQL = {
    "kit/schemas.py": "names of roles and schemas come from the house, a password is quoted",
    "capofila/audit.py": "names of schemas come from capofila.house.HOUSE",
    "capofila/doctor.py": "names of schemas come from capofila.house.HOUSE",
    "capofila/servers/postgres.py": "the name of a database comes from the settings, quoted",
}
BANNED_NAMES = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
# A workflow must decide alike on every replay: its clock and its chance are Temporal's.
UNSTEADY = re.compile(
    r"(datetime\.)?datetime\.(now|utcnow|today)|(datetime\.)?date\.today|clock\.(now|today)"
    r"|time\.(time|time_ns|monotonic|perf_counter|sleep)|asyncio\.sleep"
    r"|(uuid\.)?uuid[14]|(kit\.)?(ids\.)?new_id|os\.(urandom|environ.*|getenv)|random\..*|secrets\..*"
)
DOCUMENTED = ("kit", "contracts")


def unmeasured_sql(node: ast.AST) -> bool:
    """A query that is put together from something else than constants."""
    if (
        called(node).split(".")[-1] not in QUERIES
        or not isinstance(node, ast.Call)
        or not node.args
    ):
        return False
    query = node.args[0]
    if isinstance(query, ast.JoinedStr):
        parts = [part for part in query.values if isinstance(part, ast.FormattedValue)]
        return not all(CONSTANT.fullmatch(dotted(part.value).split(".")[-1]) for part in parts)
    if isinstance(query, ast.BinOp):
        return not all(
            isinstance(n, ast.Constant | ast.Name | ast.BinOp | ast.operator | ast.expr_context)
            for n in ast.walk(query)
        )
    return called(query).endswith(".format") and called(node).split(".")[-1] == "text"


def unordered(node: ast.AST) -> bool:
    """A loop over a set, whose order changes from process to process."""
    if not isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        return False
    return isinstance(node.iter, ast.Set | ast.SetComp) or called(node.iter) in ("set", "frozenset")


def imports_inside(node: ast.AST) -> bool:
    inner = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    return isinstance(node, inner) and any(
        isinstance(each, ast.Import | ast.ImportFrom) for each in ast.walk(node)
    )


def test_only_the_relay_the_asker_and_the_consumer_write_to_streams() -> None:
    found = places(modules(*PRODUCT), lambda node: called(node).split(".")[-1] in WRITES)
    wrong = [place for place in found if place.split(":")[0] not in WRITERS]
    assert not wrong, (
        f"{wrong}: announce the fact with kit.eventlog.announce, or give a command with "
        "kit.calls.call; what is sent around the event log is lost when Redis is."
    )


def test_no_sql_is_composed_of_values() -> None:
    paths = tuple(path for path in modules(*PRODUCT) if str(path) not in COMPOSES_SQL)
    wrong = places(paths, unmeasured_sql)
    assert not wrong, f"{wrong}: bind values as `:name`; compose of CONSTANTS in capitals only."


def test_a_workflow_does_not_iterate_over_a_set() -> None:
    wrong = places(modules("workflows"), unordered)
    assert not wrong, f"{wrong}: sort it first, or a replay under another hash seed differs."


def test_a_workflow_takes_time_and_chance_from_temporal() -> None:
    wrong = places(modules("workflows"), lambda node: bool(UNSTEADY.fullmatch(called(node))))
    assert not wrong, f"{wrong}: use workflow.now(), workflow.uuid4(), workflow.sleep()."


def test_a_workflow_catches_no_bug() -> None:
    files = tuple(path for path in modules("workflows") if path.stem in ("application", "voucher"))
    wrong = places(
        files,
        lambda n: (
            isinstance(n, ast.ExceptHandler)
            and dotted(n.type or n) in ("", "Exception", "BaseException")
        ),
    )
    assert not wrong, f"{wrong}: catch Refusal or TimeoutError by name; a bug must stop the case."


def test_imports_stand_at_the_top() -> None:
    wrong = places(modules(*EVERYWHERE), imports_inside)
    assert not wrong, (
        f"{wrong}: a deferred import hides a cycle: move what both need to a lower room."
    )


def test_nothing_is_imported_for_the_type_checker_alone() -> None:
    word = "TYPE" + "_CHECKING"
    wrong = places(modules(*EVERYWHERE), lambda node: dotted(node).endswith(word))
    assert not wrong, f"{wrong}: annotations are read at run time: import for real."


@pytest.mark.parametrize("folder", EVERYWHERE)
def test_a_module_is_named_after_what_is_in_it(folder: str) -> None:
    names = [(path, part) for path in modules(folder) for part in (*path.parts[:-1], path.stem)]
    wrong = sorted({str(path) for path, part in names if part.lower() in BANNED_NAMES})
    assert not wrong, f"{wrong}: use the name of a room or a singular noun that says what it holds."
    odd = [str(p) for p, part in names if not re.fullmatch(r"(__\w+__|[a-z][a-z0-9_]*)", part)]
    assert not odd, f"{odd}: lower case with underscores."


def documented() -> list[Path]:
    rooms = (p for p in modules("services") if "usecases" in (*p.parts, p.stem))
    return [*modules(*DOCUMENTED), *rooms]


def test_what_others_use_says_what_it_does() -> None:
    silent = [
        f"{path}:{node.lineno} {name}"
        for path in documented()
        if "migrations" not in path.parts
        for name, node in public(path)
        if not ast.get_docstring(node)
    ]
    assert not silent, (
        f"{silent}: one sentence on what it does, then units, shapes and the refusals by slug."
    )
