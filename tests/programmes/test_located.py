from pathlib import Path

import pytest

from programmes.located import LocatedToml

TEXT = '''title = "x" # the first
[lines.I]
cel = """
answers.size == 'micro' &&
answers.firms in [1, 2
]"""
who = [
    "firm", # ]
]
note = \'\'\'a = [\'\'\'

[[lines.I.rows]]
where.size = { one_of = ["micro"] }
[[lines.I.rows]]
amount_eur = "1.00"
"quoted key".inner = 1
'''


@pytest.fixture
def file(tmp_path: Path) -> LocatedToml:
    (tmp_path / "a.toml").write_text(TEXT)
    return LocatedToml(tmp_path, tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("lines",), 2),
        (("lines", "I", "cel"), 3),
        (("lines", "I", "answers", "size"), 2),
        (("lines", "I", "who"), 7),
        (("lines", "I", "note"), 10),
        (("lines", "I", "rows", 0, "where", "size"), 13),
        (("lines", "I", "rows", 0, "where", "size", "one_of"), 13),
        (("lines", "I", "rows", 1), 14),
        (("lines", "I", "rows", 1, "amount_eur"), 15),
        (("lines", "I", "rows", 1, "quoted key", "inner"), 16),
        (("lines", "I", "rows", 2), 12),
        (("nothing",), 1),
    ],
)
def test_every_key_is_found_on_its_line(
    file: LocatedToml, path: tuple[str | int, ...], line: int
) -> None:
    assert file.line_of(path) == line


def test_a_value_of_a_list_is_found_on_its_own_line(file: LocatedToml) -> None:
    assert file.line_of(("lines", "I", "who"), "firm") == 8


def test_comments_headers_and_braces_are_known(file: LocatedToml) -> None:
    assert (file.comment_on(1), file.comment_on(2)) == ("# the first", "")
    assert (file.is_header(("lines", "I")), file.is_header(("title",))) == (True, False)
    assert file.is_braced(("lines", "I", "rows", 0, "where", "size"))
