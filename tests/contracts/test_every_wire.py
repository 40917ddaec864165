"""No message of the house travels without its form on the wire being written down."""

import ast

from tests.house.source import called, modules, tree
from tests.house.test_contracts import COMMANDS, EVENTS

FORMS = tuple(
    path
    for path in modules("tests/contracts", "tests/vouchers")
    if path.name.endswith(("_wire.py", "_messages.py"))
)


def written() -> set[str]:
    """The messages that a table names, or a test makes."""
    nodes = [node for path in FORMS for node in ast.walk(tree(path))]
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    return named | {called(node) for node in nodes}


def test_every_message_has_its_form_on_the_wire() -> None:
    names = {kind.__name__ for kind in (*COMMANDS.values(), *EVENTS.values())}
    missing = sorted(names - written())
    assert not missing, f"Write {missing} as they travel, in tests/contracts/test_<owner>_wire.py."
