"""A journey as it is told while it goes: under its id, what was given, what happened, what came."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Story:
    """Writes the lines of a journey wherever whoever runs it reads them."""

    write: Callable[[str], None]
    _word: str = ""

    def begin(self, number: str, title: str) -> None:
        """Give a journey its number and its title."""
        self._word = ""
        self.write(f"\n{number}  {title}")

    def given(self, words: str) -> None:
        """Tell where it starts from."""
        self._tell("Given", words)

    def when(self, words: str) -> None:
        """Tell what somebody does."""
        self._tell("When", words)

    def then(self, words: str) -> None:
        """Tell what was found: it is written after it was asserted."""
        self._tell("Then", words)

    def note(self, words: str) -> None:
        """Write what belongs to the line before: a row of a table, a sentence of a letter."""
        self.write(f"             {words}")

    def _tell(self, word: str, words: str) -> None:
        """Write a line; a second one of the same kind goes on from the first."""
        shown = "and" if word == self._word else word
        self._word = word
        self.write(f"    {shown:<6} {words}")
