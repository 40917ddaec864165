"""The two twins of a letter's source: plain text, and HTML.

The conversion is done once on the source, which is ours. What people typed is filled in afterwards
and is never read as markup.
"""

import re
import textwrap
from itertools import groupby

WIDTH = 72
_TAG = re.compile(r"\{%.*%\}")
_TOO_MANY_BREAKS = re.compile(r"\n{3,}")


def as_text(source: str) -> str:
    """Return the template of the text twin: headings lose their mark."""
    return re.sub(r"^## ", "", source, flags=re.MULTILINE)


def as_html(source: str) -> str:
    """Return the template of the HTML twin: headings, lists and paragraphs."""
    return "\n".join(_html(block.split("\n")) for block in source.strip().split("\n\n"))


def wrapped(text: str) -> str:
    """Return filled text with lines of at most 72 characters; long words stay whole."""
    tight = _TOO_MANY_BREAKS.sub("\n\n", text.strip())
    return "\n".join(_wrapped(line) for line in tight.split("\n")) + "\n"


def _wrapped(line: str) -> str:
    if len(line) <= WIDTH:
        return line.rstrip()
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _html(lines: list[str]) -> str:
    if any(line.startswith("- ") for line in lines):
        return _list(lines)
    runs = groupby(lines, key=lambda line: _TAG.fullmatch(line) is not None)
    return "\n".join("\n".join(run) if tags else _paragraph(list(run)) for tags, run in runs)


def _paragraph(lines: list[str]) -> str:
    if lines[0].startswith("## "):
        return f"<h2>{lines[0][3:]}</h2>"
    return "<p>" + "<br>\n".join(lines) + "</p>"


def _list(lines: list[str]) -> str:
    items = [f"<li>{line[2:]}</li>" if line.startswith("- ") else line for line in lines]
    return "\n".join(["<ul>", *items, "</ul>"])
