"""The forms of a review: what stood in them, as the owner takes it."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from fastapi import Form, Request

from contracts.review import ChecklistAnswers, CriterionCard, ItemCard, ScoreSheet
from kit.refusal import Refusal
from services.dashboard.api.hearing_form import told

ANSWER, COMMENT, POINTS = "risposta-", "commento-", "punti-"
LONGEST = 2000
NOTHING_NEW = ("nothing-new", "Nessuna risposta è cambiata.", 422)
NO_CHOICE = ("declaration-missing", "Scegli una delle due dichiarazioni.", 422)
NO_OUTCOME = ("outcome-missing", "Scegli che esito proponi.", 422)
NO_REASON = ("reason-missing", "Scrivi il motivo.", 422)
NO_POINTS = ("points-missing", "Ogni criterio vuole i suoi punti, in cifre.", 422)
Short = Annotated[str, Form(max_length=20)]
Long = Annotated[str, Form(max_length=LONGEST)]


class Fields(NamedTuple):
    """The fields of a form whose names the call gives."""

    answers: Mapping[str, str]
    comments: Mapping[str, str]
    points: Mapping[str, str]
    comment: str

    def written(self) -> dict[str, int]:
        """Return the points that are figures, of which some may be missing."""
        return {name: int(given) for name, given in self.points.items() if _is_figure(given)}

    def values(self) -> dict[str, Any]:
        """Return what stood in the form, for the page to which it comes back."""
        return self._asdict()


async def typed_fields(request: Request) -> Fields:
    """Return the fields of a checklist or a sheet."""
    form = await request.form()
    given = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    return Fields(
        _named(given, ANSWER), _named(given, COMMENT), _named(given, POINTS),
        given.get("comment", "")[:LONGEST],
    )  # fmt: skip


def checklist(reviewer: str, fields: Fields, items: Iterable[ItemCard]) -> ChecklistAnswers:
    """Return the answers that changed; refuses `nothing-new` (422)."""
    answers = [
        {"item": item.item, "answer": answer, "comment": comment}
        for item in items
        if (answer := fields.answers.get(item.item))
        and (answer, comment := fields.comments.get(item.item, "")) != (item.answer, item.comment)
    ]
    if not answers:
        raise Refusal(*NOTHING_NEW)
    return told(ChecklistAnswers, {"reviewer": reviewer, "answers": answers})


def score_sheet(reviewer: str, fields: Fields, criteria: Iterable[CriterionCard]) -> ScoreSheet:
    """Return a sheet; refuses `points-missing` (422) while a quality has none."""
    points = fields.written()
    if {each.criterion for each in criteria} - set(points):
        raise Refusal(*NO_POINTS)
    given = {"reviewer": reviewer, "points": points, "comment": fields.comment}
    return told(ScoreSheet, given, NO_POINTS)


def _named(given: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value[:LONGEST]
        for name, value in given.items()
        if name.startswith(prefix)
    }


def _is_figure(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) <= 4  # noqa: PLR2004
