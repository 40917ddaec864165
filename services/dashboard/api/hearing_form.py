"""The forms of the hearing of who applied: what stood in them, as the owner takes it."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import Form
from pydantic import BaseModel, ValidationError

from contracts.terms import MissingItem, NoticeReason
from kit.refusal import Refusal
from services.dashboard.api.guard import Visitor

Told = TypeVar("Told", bound=BaseModel)
HALF = ("item-incomplete", "Ogni voce vuole l'articolo e che cosa manca.", 422)
INCOMPLETE = ("form-incomplete", "Manca qualcosa: ricontrolla i campi.", 422)
Lines = Annotated[list[str] | None, Form(max_length=40)]
Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=4000)]


class Rows(NamedTuple):
    """Rows of article and words; those that were left empty are left out."""

    rows: Sequence[tuple[str, str]]

    def missing(self) -> list[MissingItem]:
        """Return what is missing; refuses `item-incomplete` (422) for half a row."""
        return [
            told(MissingItem, {"article": article, "missing": words}, HALF)
            for article, words in self.rows
        ]

    def reasons(self) -> list[NoticeReason]:
        """Return reasons against; refuses `item-incomplete` (422) for half a row."""
        return [
            told(NoticeReason, {"article": article, "sentence": words}, HALF)
            for article, words in self.rows
        ]


def typed_rows(article: Lines = None, words: Lines = None) -> Rows:
    """Return the rows of a form."""
    return Rows([each for each in _pairs(article or (), words or ()) if any(each)])


def _pairs(articles: Iterable[str], words: Iterable[str]) -> Iterable[tuple[str, str]]:
    for article, sentence in zip(articles, words, strict=False):
        yield article.strip(), sentence.strip()


def told(
    model: type[Told], values: dict[str, Any], refusal: tuple[str, str, int] = INCOMPLETE
) -> Told:
    """Return what was typed as its contract; refuses `form-incomplete` (422) by its sentence."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Refusal(*refusal) from error


def official(visitor: Visitor) -> str:
    """Return who acts, as acts name them."""
    return f"staff:{visitor.signed.id}"
