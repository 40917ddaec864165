"""What the simulator shows: the answer, the bars with their tables, and who moves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from contracts.publishing import CallCard, LineEffect, Mover, WhatIf
from services.dashboard.queries.cards import UNKNOWN, Cards
from services.dashboard.rules.call_words import ACTS, VERSION_STATES
from services.dashboard.rules.effects import (
    GROUPS,
    bars,
    count_words,
    fund_of,
    group_of,
    headline,
    of_budget,
    reached,
)
from services.dashboard.rules.wording import VERDICTS

PAGE = 25
WHO = "#chi"


@dataclass(frozen=True)
class View:
    """Which movers are shown, and the address that says so."""

    path: str
    version: int
    section: str = ""
    group: str = ""
    page: int = 1

    def address(self, **changed: Any) -> str:
        """Write the address of this view, or of the one next to it."""
        view = (
            replace(self, page=1, **changed) if "page" not in changed else replace(self, **changed)
        )
        said = {"versione": view.version, "sezione": view.section, "gruppo": view.group}
        kept = {name: value for name, value in said.items() if value}
        if view.page > 1:
            kept["pagina"] = view.page
        return f"{view.path}?{urlencode(kept)}"

    def shows(self, mover: Mover) -> bool:
        """Tell whether a mover is asked for."""
        here = self.section in ("", mover.line)
        return here and self.group in ("", group_of(mover))

    def slice_of(self, movers: Sequence[Mover]) -> Sequence[Mover]:
        """Return the movers of this page."""
        return movers[(self.page - 1) * PAGE : self.page * PAGE]


def effect_values(effect: WhatIf, view: View, cards: Cards) -> dict[str, Any]:
    """Return what the template shows of an effect; `cards` are those of the movers on the page."""
    shown = [each for each in effect.movers if view.shows(each)]
    titles = {line.line: line.title for line in effect.lines}
    return {
        "headline": headline(effect),
        "applications": count_words(effect.applications),
        "differences": effect.differences,
        "compared": effect.before_version != effect.after_version,
        "versions": (effect.before_version, effect.after_version),
        "lines": [_line(line, view, effect) for line in effect.lines],
        "chips": _chips(effect.movers, view),
        "movers": [_mover(each, titles, cards) for each in view.slice_of(shown)],
        "of": len(shown),
        "listed": len(effect.movers),
        "in_all": effect.movers_in_all,
        "section": titles.get(view.section, ""),
        "all_sections_href": view.address(section="") + WHO,
        "previous_href": view.address(page=view.page - 1) + WHO if view.page > 1 else "",
        "next_href": view.address(page=view.page + 1) + WHO
        if view.page * PAGE < len(shown)
        else "",
    }


def version_choices(card: CallCard) -> list[dict[str, Any]]:
    """Return the versions to choose from, drafts included, the newest first."""
    return [
        {
            "value": each.version,
            "label": f"Versione {each.version}, {VERSION_STATES[each.state].label.lower()}"
            + (f": {ACTS[each.definition.act.kind].lower()}" if each.definition.act else ""),
        }
        for each in reversed(card.versions)
    ]


def _line(line: LineEffect, view: View, effect: WhatIf) -> dict[str, Any]:
    own = Counter(group_of(each) for each in effect.movers if each.line == line.line)
    together = of_budget(fund_of(line), effect.lines)
    return {
        "id": line.line,
        "title": line.title,
        "applications": line.applications,
        "unchanged": line.unchanged,
        "bars": bars(together),
        "spending": together.applications,
        "spenders": together.title,
        "shared": together.title != line.title,
        "fund": _fund_title(line, effect),
        "reached": reached(line),
        "groups": [
            {"sign": sign, "count": own[each], "href": _group_href(view, line.line, each)}
            for each, sign in GROUPS.items()
            if own[each]
        ],
    }


def _fund_title(line: LineEffect, effect: WhatIf) -> str:
    """Name the line in whose chart the money of this one stands; nothing for a chart of its own."""
    return next((each.title for each in effect.lines if each.line == line.fund), "")


def _group_href(view: View, section: str, group: str) -> str:
    return view.address(section=section, group=group) + WHO


def _chips(movers: Sequence[Mover], view: View) -> list[dict[str, Any]]:
    here = replace(view, group="")
    found = Counter(group_of(each) for each in movers if here.shows(each))
    every = {"": found.total(), **{each: found[each] for each in GROUPS}}
    return [
        {
            "label": GROUPS[each].label if each else "Tutte",
            "count": count,
            "href": view.address(group=each) + WHO,
            "current": each == view.group,
        }
        for each, count in every.items()
        if count or not each
    ]


def _mover(mover: Mover, titles: dict[str, str], cards: Cards) -> dict[str, Any]:
    card = cards.get(mover.application_id)
    return {
        "href": f"/domande/{mover.application_id}",
        "number": mover.protocol,
        "who": card.applicant if card else UNKNOWN,
        "section": titles.get(mover.line, mover.line),
        "place": mover.place,
        "sign": GROUPS[group_of(mover)],
        "before": VERDICTS[mover.before],
        "after": VERDICTS[mover.after],
        "before_cents": mover.before_cents,
        "after_cents": mover.after_cents,
        "reasons": mover.reasons,
    }
