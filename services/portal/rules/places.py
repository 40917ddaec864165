"""Municipalities as people write them: by name, in whatever case and with whatever accents."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from contracts.places import Municipality

ISTAT = re.compile(r"[0-9]{6}")


class Places:
    """The municipalities that the programmes know."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self._all = tuple(municipalities)

    def code(self, typed: str, on: date) -> str | None:
        """Return the ISTAT code of a name, or of a code of six digits; None for an unknown one.

        Of two of the same name the one that exists on the day is meant.
        """
        if ISTAT.fullmatch(typed.strip()):
            return typed.strip()
        found = self._by_name.get(_plain(typed), ())
        alive = [place for place in found if place.exists_on(on)] or found
        return alive[0].istat if alive else None

    def name(self, code: str) -> str:
        """Return the name of a code; one that is not known is told as it is."""
        return self._by_code.get(code, f"comune ISTAT {code}")

    def names(self, on: date) -> list[str]:
        """Return the names of a day, in alphabetical order."""
        return sorted({place.name for place in self._all if place.exists_on(on)})

    @cached_property
    def _by_name(self) -> Mapping[str, list[Municipality]]:
        found: dict[str, list[Municipality]] = {}
        for place in self._all:
            found.setdefault(_plain(place.name), []).append(place)
        return found

    @cached_property
    def _by_code(self) -> Mapping[str, str]:
        return {place.istat: place.name for place in self._all}


def _plain(name: str) -> str:
    """Leave letters only: «Cassina de' Pecchi» and «CASSINA DE PECCHI» are one place."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())
