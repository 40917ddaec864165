"""The checklist and the sheet of a review: what is answered and given, what is being written."""

from collections.abc import Mapping
from typing import Any

from contracts.assessment import Review
from contracts.review import CriterionCard, ItemCard
from services.dashboard.api.reviewed import Reviewed
from services.dashboard.api.term_view import Back
from services.dashboard.rules import review_words as words

LONGEST_SCALE = 10
CHECKLIST, SHEET = "verifiche", "punti"


def checklist_values(seen: Reviewed, back: Back) -> dict[str, Any]:
    """Return the checklist with its answers, as they are kept or as they were typed."""
    typed = back.of(CHECKLIST)
    left = sum(not each.answer for each in seen.review.items)
    return {
        "items": [_item(each, seen, typed) for each in seen.review.items],
        "open": left,
        "editable": seen.may_work,
        "wrong": back.wrong(CHECKLIST),
        "errors": back.errors(CHECKLIST),
    }


def _item(item: ItemCard, seen: Reviewed, typed: Mapping[str, Any]) -> dict[str, Any]:
    answers, comments = typed.get("answers", {}), typed.get("comments", {})
    return {
        "id": item.item,
        "question": item.question,
        "article": item.article,
        "sign": words.ANSWERS[item.answer] if item.answer else words.UNANSWERED,
        "answer": answers.get(item.item, item.answer),
        "comment": comments.get(item.item, item.comment),
        "by": seen.whose("risposta", item.reviewer, "risposta tua") if item.reviewer else "",
    }


def sheet_values(seen: Reviewed, rule: Review | None, back: Back) -> dict[str, Any]:
    """Return the sheet of who looks while it is theirs to write, and those that they may read."""
    typed = back.of(SHEET)
    mine = seen.mine
    to_write = seen.may_work and mine is not None and not mine.handed_in
    fields = getattr(back.refusal, "fields", {}) if typed else {}
    criteria = [
        _criterion(each, typed.get("points", seen.draft), fields) for each in seen.review.criteria
    ]
    return {
        "criteria": criteria,
        "people": _people(seen),
        "editable": to_write,
        "comment": typed.get("comment", ""),
        "most": sum(each.maximum for each in seen.review.criteria),
        "written": sum(seen.draft.values()) if seen.draft else None,
        "comments": [
            (seen.whose("Nota", who, "La tua nota"), said) for who, said in seen.review.comments
        ],
        "total": seen.review.total,
        "awaited": seen.review.wanted - sum(each.handed_in for each in seen.review.readers),
        "apart": words.apart_sentence(seen.review, rule.most_apart if rule else None),
        "third": seen.review.wanted > rule.reviewers if rule else False,
        "then": words.IF_HANDED_IN,
        "wrong": back.wrong(SHEET),
        "errors": back.errors(SHEET),
    }


def _people(seen: Reviewed) -> list[str]:
    given = seen.review.criteria[0].given if seen.review.criteria else []
    return [seen.name(who) for who, _ in given]


def _criterion(
    criterion: CriterionCard, typed: Mapping[str, Any], fields: Mapping[str, str]
) -> dict[str, Any]:
    name = criterion.criterion
    return {
        "id": name,
        "label": criterion.label,
        "article": criterion.article,
        "maximum": criterion.maximum,
        "guidance": criterion.guidance,
        "scale": range(criterion.maximum + 1) if criterion.maximum <= LONGEST_SCALE else None,
        "points": str(typed.get(name, "")),
        "given": [points for _, points in criterion.given],
        "mean": criterion.points,
        "wrong": fields.get(f"points.{name}", ""),
    }
