"""A journey as it is told while it goes: under its id, what was given, what happened, what came."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """Writes the lines of a journey wherever whoever runs it reads them."""

    write: Callable[[str], None]

    def begin(self, number: str, title: str) -> None:
        """Give a journey its number and its title."""
        self.write(f"\n{number}  {title}")

    def given(self, words: str) -> None:
        """Tell where it starts from."""
        self.write(f"    Given  {words}")

    def when(self, words: str) -> None:
        """Tell what somebody does."""
        self.write(f"    When   {words}")

    def then(self, words: str) -> None:
        """Tell what was found: it is written after it was asserted."""
        self.write(f"    Then   {words}")
