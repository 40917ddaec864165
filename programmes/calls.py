"""A call and its later versions, read from their files one after the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path as FilePath

from contracts.calls import CallDraft, LineDraft
from contracts.places import Municipality
from contracts.questions import Group, Requirement
from programmes import acts, versions
from programmes.catalogue import CallFile
from programmes.documents import SYN, Document, tree_of
from programmes.expressions import paths
from programmes.fields import dotted
from programmes.gaps import UNKNOWN, check_gaps, unknown_keys
from programmes.likeness import alike
from programmes.lines import examine
from programmes.places import check_lines
from programmes.refusals import ProgrammeError, Refusals, Wrong
from programmes.tree import Node


class CallReader:
    """Reads the versions of one call; each is refused before the next is read."""

    def __init__(
        self, root: FilePath, municipalities: Mapping[str, Municipality], call: str, owner: str
    ) -> None:
        self._root = root
        self._municipalities = municipalities
        self._call = call
        self._owner = owner
        self._document: Document | None = None
        self.tree: Node | None = None
        self.warnings: list[ProgrammeError] = []

    def read(self, files: Sequence[FilePath]) -> CallFile:
        """Read a call from its files, in the order of their versions."""
        tree: Node | None = None
        drafts: list[CallDraft] = []
        for expected, path in enumerate(files, start=1):
            written = self._tree(path, expected)
            tree = versions.overlaid(tree, written) if tree else written
            self.tree = tree
            with self._told_from(path, expected):
                drafts.append(self._draft(tree, drafts))
        return CallFile(self._call, self._owner, tuple(drafts))

    @contextmanager
    def _told_from(self, path: FilePath, version: int) -> Iterator[None]:
        """Name the version in a refusal that leads to an earlier file, good until then."""
        name = path.name.removesuffix(".toml")
        try:
            yield
        except Refusals as refusals:
            raise Refusals(
                error
                if version == 1 or error.file.split("/")[-1].startswith(f"{name}.")
                else ProgrammeError(
                    error.file, error.line, f"nella versione {version}: {error.reason}"
                )
                for error in refusals.errors
            ) from None

    def refusal(self, wrong: Wrong) -> ProgrammeError:
        """Name the file and the line of something wrong in the last version."""
        if self._document is None:
            raise LookupError(f"{self._call} was not read")
        return self._document.refusal(wrong)

    def _tree(self, path: FilePath, expected: int) -> Node:
        name = path.relative_to(self._root).as_posix()
        if not path.exists():
            raise ProgrammeError(
                name.removesuffix(".toml") + SYN, 1, "manca il file che questo file SYN completa"
            )
        if versions.version_of(path)[1] != expected:
            raise versions.missing_version(name, self._call, expected)
        return tree_of(self._root, path)

    def _draft(self, tree: Node, before: Sequence[CallDraft]) -> CallDraft:
        written = alike(tree)
        document = self._document = Document(written, skipped=frozenset({UNKNOWN}))
        unknown = [dotted(path) for path in unknown_keys(tree, written)]
        place = {"id": self._call, "owner": self._owner, "version": len(before) + 1}
        draft = document.read(CallDraft, **place, unknown=unknown)
        found = examine(draft)
        places = check_lines(draft, self._municipalities)
        document.refuse([*_wrongs(draft, written, before), *places, *found.wrong])
        self.warnings = [document.refusal(odd) for odd in found.unread]
        return _with_needs(draft)


def _wrongs(draft: CallDraft, tree: Node, before: Sequence[CallDraft]) -> Iterable[Wrong]:
    yield from check_gaps(draft, tree)
    yield from acts.check_act(before[-1], draft) if before else acts.check_first(draft)


def _with_needs(draft: CallDraft) -> CallDraft:
    return draft.model_copy(update={"lines": tuple(map(_line_with_needs, draft.lines))})


def _line_with_needs(line: LineDraft) -> LineDraft:
    groups = tuple(map(_group_with_needs, line.groups))
    return line.model_copy(update={"requirements": _needing(line.requirements), "groups": groups})


def _group_with_needs(group: Group) -> Group:
    return group.model_copy(update={"item_requirements": _needing(group.item_requirements)})


def _needing(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    return tuple(
        requirement.model_copy(update={"needs": paths(requirement.cel)})
        for requirement in requirements
    )
