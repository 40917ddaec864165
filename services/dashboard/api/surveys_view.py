"""What the pages of surveys show; a figure that is suppressed is told as a word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.roll import AdhesionRow
from contracts.surveys import OTHER, SurveyCard, SurveyRelease, SurveyTable
from kit.ids import new_id
from programmes.catalogue import Programmes
from services.dashboard.api.adhesions_view import alliance_name
from services.dashboard.api.term_view import Back
from services.dashboard.rules.network_words import DIMENSIONS, SUPPRESSED, SURVEYS

OTHER_NEEDS, ONE_FIRM = "Altri bisogni", "un'impresa"


@dataclass(frozen=True)
class Shown:
    """The version of the figures that is shown, if there is one, and the firms that joined."""

    release: SurveyRelease | None
    members: Sequence[AdhesionRow]


def survey_line(card: SurveyCard, programmes: Programmes) -> dict[str, Any]:
    """Return a survey as a row of the list."""
    return {
        "href": f"/indagini/{card.survey_id}",
        "title": card.title,
        "alliance": alliance_name(programmes, card.alliance),
        "sign": SURVEYS[card.state],
        "answers": _answers(card),
        "releases": card.releases,
    }


def _answers(card: SurveyCard) -> str:
    if card.state == "open":
        return "si contano alla chiusura"
    return SUPPRESSED if card.answers is None else str(card.answers)


def survey_values(
    card: SurveyCard, programmes: Programmes, shown: Shown, back: Back
) -> dict[str, Any]:
    """Return what the template of a survey asks for."""
    needs = {each.code: each.label for each in card.needs}
    names = {str(each.adhesion_id): each.name for each in shown.members}
    release = shown.release
    return {
        **survey_line(card, programmes),
        "card": card,
        "firms": [{"value": key, "label": name} for key, name in names.items()],
        "versions": [
            {"number": each, "href": f"/indagini/{card.survey_id}?versione={each}#dati"}
            for each in range(1, card.releases + 1)
        ],
        "release": release,
        "tables": [_table(each, needs, names, programmes) for each in release.tables]
        if release
        else (),
        "back": back,
        "once": str(new_id()),
    }


def _table(
    table: SurveyTable, needs: Mapping[str, str], names: Mapping[str, str], programmes: Programmes
) -> dict[str, Any]:
    firm = f", {names.get(str(table.of), ONE_FIRM)}" if table.of else ""
    return {
        "title": f"{DIMENSIONS[table.by]}{firm}",
        "columns": [OTHER_NEEDS if each == OTHER else needs.get(each, each)
                    for each in table.columns],
        "folded": [needs.get(each, each) for each in table.folded],
        "rows": [
            {"label": _label(table.by, row.label, names, programmes),
             "cells": [_figure(each) for each in row.cells], "total": _figure(row.total)}
            for row in table.rows
        ],
        "totals": table.totals,
        "total": table.total,
    }  # fmt: skip


def _label(by: str, label: str, names: Mapping[str, str], programmes: Programmes) -> str:
    if by == "municipality" and label in programmes.municipalities:
        return programmes.municipalities[label].name
    if by == "department":
        return label.replace("_", " ").capitalize()
    return names.get(label, label)


def _figure(value: int | None) -> str:
    return SUPPRESSED if value is None else str(value)
