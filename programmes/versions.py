"""Later versions of a call: `ID.2.toml` lays the changes of an act over the version before it."""

import re
from pathlib import Path as FilePath

from programmes.gaps import UNKNOWN, is_known, keys_of, texts
from programmes.refusals import ProgrammeError, Refusals
from programmes.tree import Node, changed, pruned

OVERLAY = re.compile(r"(?P<call>.+)\.(?P<version>[0-9]+)")
ACT = "act"
CHANGES = "changes"
REMOVED = "removed"
OVERLAY_KEYS = (ACT, CHANGES, REMOVED, UNKNOWN)


def version_of(path: FilePath) -> tuple[str, int]:
    """Return the call and the version that a file is for: `B-1.2.toml` is B-1, 2."""
    found = OVERLAY.fullmatch(path.stem)
    return (found["call"], int(found["version"])) if found else (path.stem, 1)


def overlaid(before: Node, overlay: Node) -> Node:
    """Return the tree of the next version: changes laid over, keys taken away, the act replaced.

    Refused: keys that an overlay does not have, a missing act, a removed key that is not there,
    changes that change nothing.
    """
    _check_keys(overlay)
    after = _without_removed(changed(before, _changes(overlay)), overlay)
    if after.plain() == before.plain():
        raise overlay.refusal("questa versione non cambia nulla", (CHANGES,))
    after = _with_unknown(after, overlay)
    return after.with_child(ACT, overlay.table[ACT])


def _check_keys(overlay: Node) -> None:
    wrong = [
        child.refusal(f"chiave sconosciuta: «{key}»; in una versione si scrive sotto [changes]")
        for key, child in overlay.table.items()
        if key not in OVERLAY_KEYS
    ]
    if wrong:
        raise Refusals(wrong)
    act = overlay.table.get(ACT)
    if act is None or not act.is_table:
        raise overlay.refusal("manca la tabella [act] con l'atto che fa questa versione", (ACT,))


def _changes(overlay: Node) -> Node:
    changes = overlay.table.get(CHANGES)
    if changes is None:
        return Node(overlay.file, (), {})
    if not changes.is_table:
        raise changes.refusal("«changes» deve essere una tabella")
    for key in (ACT, UNKNOWN):
        if key in changes.table:
            raise changes.refusal(f"«{key}» si scrive fuori da [changes]", (key,))
    return changes


def _without_removed(tree: Node, overlay: Node) -> Node:
    for name in texts(overlay, REMOVED):
        keys = name.split(".")
        smaller = pruned(tree, keys)
        if smaller is None:
            raise overlay.refusal(
                f"«removed»: «{name}» non c'è e non si può togliere", (REMOVED,), name
            )
        tree = smaller
    return tree


def _with_unknown(tree: Node, overlay: Node) -> Node:
    """Keep as unknown what was so and is not written now, with what the version adds."""
    known = tree.table.get(UNKNOWN)
    kept = [name for name in texts(tree, UNKNOWN) if not is_known(tree, keys_of(name))]
    listed = [*kept, *(name for name in texts(overlay, UNKNOWN) if name not in kept)]
    place = overlay.table.get(UNKNOWN) or known
    child = Node(place.file, place.path, listed) if place else None
    return tree.with_child(UNKNOWN, child)


def missing_version(file: str, call: str, expected: int) -> ProgrammeError:
    """Say that a version is missing before the one in a file."""
    if expected == 1:
        return ProgrammeError(file, 1, f"manca «{call}.toml», il bando di cui è una versione")
    return ProgrammeError(
        file, 1, f"manca «{call}.{expected}.toml»: le versioni si seguono senza salti"
    )
