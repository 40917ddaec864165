"""The page of one list as it is answered: opened, or come back from one of its forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from contracts.observations import RankingObservationCard
from contracts.rankings import RankingCard
from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import Visitor
from services.dashboard.api.hearing_form import official
from services.dashboard.api.ranking_steps import Chance
from services.dashboard.api.ranking_view import (
    Beside,
    Section,
    Shown,
    head_values,
    list_values,
    step_values,
)
from services.dashboard.api.rankings_view import address
from services.dashboard.api.render import page
from services.dashboard.api.term_view import Back
from services.dashboard.queries import rankings
from services.dashboard.queries.calls import line_of
from services.dashboard.queries.cards import listed_cards
from services.dashboard.queries.money import call_money
from services.dashboard.queries.rankings import Place
from services.dashboard.queries.staff import staff_names
from services.dashboard.rules.ranking_words import ADDRESSES, public_words

NO_LIST = ("no-ranking", "Questa sezione non va per graduatoria, o il bando non c'è.", 404)
NOW = "adesso"
NO_ROWS: Mapping[str, None] = {"list": None, "after": None}
DONE: Mapping[str, tuple[str, str]] = {
    "provvisoria": (
        "Provvisoria pubblicata",
        "Chi ha fatto domanda riceve la lettera con il suo posto e può osservare.",
    ),
    "risposta": ("Risposta registrata", "La definitiva aspetta che tutte ne abbiano una."),
    "definitiva": (
        "Graduatoria firmata",
        "L'atto decide tutte le domande; i fondi vanno in ordine di posto.",
    ),
}


@dataclass(frozen=True)
class Asked:
    """What stands after the question mark: which list, which part, from which row on."""

    lista: Annotated[str, Query(max_length=40)] = ""
    elenco: Annotated[str, Query(max_length=10)] = "posti"
    dopo: Annotated[int, Query(ge=0, le=1_000_000)] = 0
    verifica: Annotated[str, Query(max_length=1)] = ""
    fatto: Annotated[str, Query(max_length=20)] = ""


async def ranking_page(
    desk: Desk, visitor: Visitor, place: Place, asked: Asked, back: Back
) -> Response:
    """Answer the page of a list; refuses `no-ranking` (404) for a section that has none."""
    section = await _section(desk, place)
    shown, wanting = await _shown(desk, section, asked)
    observations = await _observations(desk, section)
    beside = await _beside(desk, visitor, section, shown, asked.verifica)
    chance = await _chance(desk, visitor, section, observations, back)
    values = {
        **desk.frame("graduatorie"),
        "staff": visitor,
        "told": _told(asked.fatto),
        **head_values(section),
        **(list_values(shown, beside, section) if shown else NO_ROWS),
        "public": public_words(beside.public) if beside.public else (),
        "wanting": wanting,
        "ranking_id": last.fact.ranking_id if (last := section.heard.last(place)) else None,
        **step_values(section, await _signed_on(desk, section), chance),
    }
    return page("ranking.html", values, back.refusal.status if back.refusal else 200)


async def _section(desk: Desk, place: Place) -> Section:
    async with desk.database.reading() as session:
        found = await rankings.heard(session, place[0])
    call = desk.calls[place[0]].latest if place[0] in desk.calls else None
    line = line_of(call, place[1])
    if call is None or line is None or place[0] not in found.states or not call.is_ranked(line.id):
        raise Refusal(*NO_LIST)
    return Section(call, line, found, clock.today())


async def _shown(desk: Desk, section: Section, asked: Asked) -> tuple[Shown | None, Refusal | None]:
    """Return the list that is asked for, or why it cannot be computed yet."""
    part = asked.elenco if asked.elenco in ADDRESSES else "posti"
    try:
        return Shown(await _card(desk, section, asked.lista), part, asked.dopo), None
    except Refusal as refusal:
        if refusal.status in (404, 503):
            raise
        return None, refusal


async def _card(desk: Desk, section: Section, wanted: str) -> RankingCard:
    last = section.heard.last(section.place)
    known = {str(each.fact.ranking_id) for each in section.heard.lists.get(section.place, ())}
    if wanted in known:
        return await rankings.list_card(desk.applications, UUID(wanted))
    if last is None or wanted == NOW:
        return await rankings.preview(desk.applications, section.place)
    return await rankings.list_card(desk.applications, last.fact.ranking_id)


async def _signed_on(desk: Desk, section: Section) -> Shown | None:
    """Return the list on which a signature would be put."""
    last = section.heard.last(section.place)
    if last is None or section.phase != "to_sign":
        return None
    return Shown(await rankings.list_card(desk.applications, last.fact.ranking_id), "posti", 0)


async def _observations(desk: Desk, section: Section) -> Sequence[RankingObservationCard]:
    lists = section.heard.lists.get(section.place, ())
    provisional = next((each.fact for each in lists if each.fact.kind == "provisional"), None)
    if provisional is None:
        return ()
    return await rankings.observations(desk.applications, provisional.ranking_id)


async def _beside(
    desk: Desk, visitor: Visitor, section: Section, shown: Shown | None, verify: str
) -> Beside:
    card = shown.card if shown else None
    ids = [row.application_id for row in shown.page] if shown else []
    everybody = [row.application_id for row in shown.placed] if shown else []
    async with desk.database.reading() as session:
        became = await rankings.became(session, list({*ids, *everybody}))
        staff = await staff_names(session, {card.computed_by} if card else set())
    check = None
    if verify and card and card.ranking_id:
        check = await rankings.verification(desk.applications, card.ranking_id)
    return Beside(
        cards=await listed_cards(desk.cards, ids, official(visitor)),
        became=became,
        budget_cents=await _budget(desk, section),
        staff=staff,
        public=await rankings.public_list(desk.applications, section.place),
        check=check,
    )


async def _budget(desk: Desk, section: Section) -> int | None:
    """Return the funds of the section; a list is shown without them when nobody tells them."""
    try:
        lines = await call_money(desk.vouchers, section.call.id)
    except Refusal:
        return None
    return next((each.budget_cents for each in lines if each.line == section.line.id), None)


async def _chance(
    desk: Desk,
    visitor: Visitor,
    section: Section,
    observations: Sequence[RankingObservationCard],
    back: Back,
) -> Chance:
    async with desk.database.reading() as session:
        names = await staff_names(session, {each.answered_by for each in observations})
    who = official(visitor)
    return Chance(
        official=who,
        role=visitor.signed.role,
        here=address(section.place),
        observations=observations,
        cards=await listed_cards(desk.cards, [each.application_id for each in observations], who),
        names=names,
        back=back,
    )


def _told(done: str) -> dict[str, Any] | None:
    label, text = DONE.get(done, ("", ""))
    return {"tone": "good", "label": label, "text": text} if label else None
