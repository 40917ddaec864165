"""What the page of one list shows: its rows with place and reason, the funds, what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from contracts.calls import CallDraft, LineDraft
from contracts.rankings import PublicRanking, RankedCase, RankingCard, Recomputed
from services.dashboard.api.ranking_steps import Chance, forms, observed
from services.dashboard.api.rankings_view import address
from services.dashboard.queries.cards import UNKNOWN, Cards
from services.dashboard.queries.rankings import Became, Heard, Place
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules.ranking_words import (
    ADDRESSES,
    ANSWERS,
    KINDS,
    OTHER,
    PARTS,
    PHASES,
    REACHED,
    SAME,
    STAGES,
    phase_of,
    reached_words,
    waits,
)
from services.dashboard.rules.wording import STATES, money

PAGE = 50
GIVEN_UP = ("withdrawn", "call_revoked")
NOBODY = Became("")


@dataclass(frozen=True)
class Shown:
    """The list that is looked at, which part of it, and from which row on."""

    card: RankingCard
    part: str
    after: int

    @property
    def rows(self) -> Sequence[RankedCase]:
        """The rows of the part."""
        return [row for row in self.card.rows if row.listed == ADDRESSES[self.part]]

    @property
    def page(self) -> Sequence[RankedCase]:
        """The rows of one page."""
        return self.rows[self.after : self.after + PAGE]

    @property
    def placed(self) -> Sequence[RankedCase]:
        """The rows that have a place."""
        return [row for row in self.card.rows if row.listed == "placed"]


@dataclass(frozen=True)
class Beside:
    """What stands beside a list: names, what became of its rows, the funds, the check of it."""

    cards: Cards
    became: Mapping[UUID, Became]
    budget_cents: int | None
    staff: Mapping[str, str]
    public: PublicRanking | None
    check: Recomputed | None


@dataclass(frozen=True)
class Section:
    """A ranked section of a call, with what was heard of it until a day."""

    call: CallDraft
    line: LineDraft
    heard: Heard
    today: date

    @property
    def place(self) -> Place:
        """The call and the section, as they are named."""
        return self.call.id, self.line.id

    @property
    def phase(self) -> str:
        """How far the list is."""
        found = self.heard.last(self.place)
        return phase_of(self.heard.states[self.call.id], found.last if found else None, self.today)


def head_values(section: Section) -> dict[str, Any]:
    """Return what the template shows above every list."""
    found = section.heard.last(section.place)
    phase = section.phase
    return {
        "call": {"title": section.call.title, "href": f"/bandi/{section.call.id}"},
        "title": section.line.title if len(section.call.lines) > 1 else section.call.title,
        "sign": PHASES[phase],
        "waits": waits(phase, found.last if found else None, section.today),
        "stages": _stages(REACHED[phase]),
        "here": address(section.place),
        "published": [_published(section.place, each) for each in _lists(section)],
    }


def _lists(section: Section) -> Sequence[Any]:
    return section.heard.lists.get(section.place, ())


def _published(place: Place, each: Any) -> dict[str, Any]:
    fact = each.fact
    return {
        "href": f"{address(place)}?lista={fact.ranking_id}",
        "kind": KINDS[fact.kind],
        "at": each.at,
        "words": f"{fact.placed} con un posto, {fact.below} sotto il minimo, "
        f"{fact.excluded} non ammesse",
    }


def _stages(reached: int) -> list[dict[str, str]]:
    kinds = ("done",) * reached + ("now",) + ("",) * len(STAGES)
    return [{"label": label, "kind": kind} for label, kind in zip(STAGES, kinds, strict=False)]


def list_values(shown: Shown, beside: Beside, section: Section) -> dict[str, Any]:
    """Return what the template shows of a list."""
    card, here = shown.card, address(section.place)
    current = f"&lista={card.ranking_id}" if _is_old(card, section) else ""
    page = {name: f"{here}?elenco={name}{current}" for name in ADDRESSES}
    return {
        "list": {
            "kind": KINDS[card.kind] if card.ranking_id else "Come sarebbe adesso",
            "is_preview": card.ranking_id is None,
            "published_at": card.published_at,
            "by": beside.staff.get(card.computed_by, SOMEBODY),
            "act": card.act,
            "unmet": card.unmet,
            "chips": _chips(shown, page),
            "part": PARTS[ADDRESSES[shown.part]],
            "rows": _rows(shown, beside),
            "first_href": page[shown.part] if shown.after else "",
            "next_href": _next(shown, page[shown.part]),
            "inputs_hash": card.inputs_hash,
            "result_hash": card.result_hash,
            "verify_href": f"{here}?verifica=1{current}#prova" if card.ranking_id else "",
        },
        "check": _check(beside.check),
        "after": _after(shown, beside) if card.kind == "final" else None,
    }


def _is_old(card: RankingCard, section: Section) -> bool:
    last = section.heard.last(section.place)
    return bool(card.ranking_id and last and card.ranking_id != last.fact.ranking_id)


def _next(shown: Shown, href: str) -> str:
    after = shown.after + PAGE
    return f"{href}&dopo={after}#elenco" if after < len(shown.rows) else ""


def _chips(shown: Shown, page: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": PARTS[listed],
            "count": sum(row.listed == listed for row in shown.card.rows),
            "href": f"{page[name]}#elenco",
            "current": name == shown.part,
        }
        for name, listed in ADDRESSES.items()
    ]


def _rows(shown: Shown, beside: Beside) -> list[dict[str, Any]]:
    funded = funded_places(shown.placed, beside)
    last = None if funded is None or shown.part != "posti" else funded
    rows = []
    for number, row in enumerate(shown.page, start=shown.after + 1):
        reached = number == last
        rows.append({**_row(row, beside), "reach": _reach(shown, beside, last) if reached else ""})
    return rows


def _reach(shown: Shown, beside: Beside, funded: int | None) -> str:
    return reached_words(funded or 0, len(shown.placed), money(beside.budget_cents or 0))


def funded_places(rows: Sequence[RankedCase], beside: Beside) -> int | None:
    """Return how many places the funds reach; those that were given up cost nothing."""
    if beside.budget_cents is None:
        return None
    left = beside.budget_cents
    for number, row in enumerate(rows):
        if beside.became.get(row.application_id, NOBODY).state in GIVEN_UP:
            continue
        left -= row.amount_cents
        if left < 0:
            return number
    return len(rows)


def _row(row: RankedCase, beside: Beside) -> dict[str, Any]:
    became = beside.became.get(row.application_id, NOBODY)
    card = beside.cards.get(row.application_id)
    return {
        "href": f"/domande/{row.application_id}",
        "who": card.applicant if card else UNKNOWN,
        "code": row.code,
        "place": row.place,
        "points": row.points,
        "scores": row.scores,
        "cents": row.amount_cents,
        "state": STATES.get(became.state),
        "answer": ANSWERS.get(became.answer),
        "accept_by_on": became.accept_by_on if became.answer == "asked" else None,
        "why": row.sentence,
        "quota": row.quota,
        "reasons": row.reasons,
    }


def _check(found: Recomputed | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"sign": SAME if found.same else OTHER, "hash": found.recomputed_hash}


def _after(shown: Shown, beside: Beside) -> list[dict[str, Any]]:
    placed = [beside.became.get(row.application_id, NOBODY) for row in shown.placed]
    told = [
        ("Finanziate", sum(each.state == "awarded" for each in placed)),
        ("In lista d'attesa", sum(each.state == "waitlisted" for each in placed)),
        *(
            (sign.label, sum(each.answer == key for each in placed))
            for key, sign in ANSWERS.items()
        ),
    ]
    return [{"label": label, "count": count} for label, count in told if count]


def step_values(section: Section, shown: Shown | None, chance: Chance) -> dict[str, Any]:
    """Return the forms of a list, and what was observed on it."""
    return {
        "forms": forms(section.call, section.phase, shown.card if shown else None, chance),
        "observations": observed(chance),
    }
