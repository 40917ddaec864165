"""A TOML file that remembers on which line each of its keys stands."""

import re
import tomllib
from pathlib import Path as FilePath
from typing import Any

from programmes.refusals import Path, ProgrammeError

HEADER = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(#.*)?$")
KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
PART = re.compile(r"""["']([^"']*)["']|([\w-]+)""")
STRINGS_AND_COMMENTS = re.compile(
    r"""\"{3}.*?\"{3}|'{3}.*?'{3}|(?P<long>\"{3}|'{3}).*|"(?:\\.|[^"\\])*"|'[^']*'|#.*"""
)
PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


def _parts(dotted: str) -> list[str]:
    return [quoted or bare for quoted, bare in PART.findall(dotted)]


class _Lines:
    """The line of each table and key, gathered in one pass over the text."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._table: Path = ()
        self._last_index: dict[Path, int] = {}
        self._depth = 0
        self._quote: str | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            self._take(number, line)

    def _take(self, number: int, line: str) -> None:
        if self._quote:
            line = self._after_long_string(line)
        elif self._depth == 0:
            self._note(number, line)
        longs = [found["long"] for found in STRINGS_AND_COMMENTS.finditer(line) if found["long"]]
        self._quote = longs[0] if longs else self._quote
        code = STRINGS_AND_COMMENTS.sub("", line)
        if not HEADER.match(line) or self._depth:
            self._depth += sum(map(code.count, "[{")) - sum(map(code.count, "]}"))

    def _after_long_string(self, line: str) -> str:
        """Return what follows a text of several lines, or nothing while it goes on."""
        _, end, rest = line.partition(str(self._quote))
        self._quote = None if end else self._quote
        return rest

    def _note(self, number: int, line: str) -> None:
        if header := HEADER.match(line):
            self._table = self._enter(_parts(header[2]), repeated=header[1] == "[[")
            self._keep(self._table, number)
        elif key := KEY.match(line):
            self._keep((*self._table, *_parts(key[1])), number)

    def _keep(self, path: Path, number: int) -> None:
        for size in range(1, len(path) + 1):
            self.found.setdefault(path[:size], number)

    def _enter(self, parts: list[str], *, repeated: bool) -> Path:
        path: Path = ()
        for part in parts[:-1]:
            path = self._inside((*path, part))
        path = (*path, parts[-1])
        if repeated:
            self._last_index[path] = self._last_index.get(path, -1) + 1
        return self._inside(path)

    def _inside(self, path: Path) -> Path:
        return (*path, self._last_index[path]) if path in self._last_index else path


class LocatedToml:
    """The data of one TOML file and the line of each key; a file that is no TOML is refused."""

    def __init__(self, root: FilePath, path: FilePath) -> None:
        self.name = path.relative_to(root).as_posix()
        self.text = self._read(path)
        self.data = self._parse()
        self._lines = _Lines(self.text).found

    def _read(self, path: FilePath) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ProgrammeError(self.name, 1, "il file manca") from None
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise ProgrammeError(self.name, line, "il testo non è in UTF-8") from error

    def _parse(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise self._unreadable(str(error)) from error

    def _unreadable(self, message: str) -> ProgrammeError:
        place = PLACE.search(message)
        line = int(place[1]) if place and place[1] else len(self.text.splitlines())
        twice = "Cannot overwrite" in message or "twice" in message
        reason = "la stessa chiave è scritta due volte" if twice else "il file non è TOML valido"
        return ProgrammeError(self.name, line, reason)

    def depth(self, path: Path) -> int:
        """Return how much of a path this file writes itself."""
        return next(size for size in range(len(path), -1, -1) if self._writes(path[:size]))

    def _writes(self, path: Path) -> bool:
        return not path or path in self._lines

    def exact_line(self, path: Path) -> int | None:
        """Return the line of a key that this file writes itself."""
        return self._lines.get(path)

    def is_header(self, path: Path) -> bool:
        """Tell whether a table is opened by a header of its own or of a table inside it."""
        line = self._lines.get(path)
        return line is not None and HEADER.match(self.text.splitlines()[line - 1]) is not None

    def is_braced(self, path: Path) -> bool:
        """Tell whether a table is written between braces on its line."""
        line = self._lines.get(path)
        return line is not None and "{" in self.text.splitlines()[line - 1]

    def comment_on(self, line: int) -> str:
        """Return the comment at the end of a line."""
        parts = STRINGS_AND_COMMENTS.finditer(self.text.splitlines()[line - 1])
        return next((part[0] for part in parts if part[0].startswith("#")), "")

    def line_of(self, path: Path, value: str | None = None) -> int:
        """Return the line of a key, or of the closest table around it that is written."""
        line = self._lines.get(path[: self.depth(path)], 1)
        return line if value is None else self._line_holding(value, line)

    def _line_holding(self, value: str, start: int) -> int:
        following = self.text.splitlines()[start - 1 :]
        quoted = f'"{value}"'
        return next((start + n for n, text in enumerate(following) if quoted in text), start)
