"""The sentences about applications that are alike: they decide nothing."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple
from uuid import UUID

from contracts.calls import Call, LineDraft
from contracts.cases import CaseWarning
from services.applications.rules.arrival import offered
from services.applications.rules.likeness import KeyKind
from services.applications.rules.register import protocol

WarningKind = Literal[
    "same_applicant", "same_iban", "same_email", "same_child", "same_household", "same_cost"
]

NAMED = 3
KINDS: Mapping[KeyKind, WarningKind] = {
    "applicant": "same_applicant",
    "iban": "same_iban",
    "email": "same_email",
    "child": "same_child",
    "household": "same_household",
    "cost": "same_cost",
}
CHANNELS = {
    "web": "dal sito",
    "email": "per posta elettronica",
    "pec": "per PEC",
    "counter": "allo sportello",
    "post": "per posta",
    "partner": "da un'organizzazione",
}

WHO = "La stessa persona o lo stesso ente ha presentato anche"
PERHAPS = "Forse è la stessa persona (i codici fiscali differiscono per omocodia): si veda"
COST = "La stessa spesa (contratto o fattura di chi fornisce) è"
HOUSEHOLD = "Chi ha presentato una domanda è indicato con il suo codice fiscale anche"


class Alike(NamedTuple):
    """A key that two applications of one alliance share; `same` when to the letter.

    `before` tells whether the other one was registered first.
    """

    kind: KeyKind
    path: str
    their_kind: KeyKind
    same: bool
    other: UUID
    number: tuple[int, int]
    before: bool = False


def warnings(line: LineDraft, found: Iterable[Alike]) -> list[CaseWarning]:
    """Tell what is alike, one warning for each thing, with the applications it was found in."""
    return [
        CaseWarning(
            kind="same_household" if about.crossed else KINDS[about.kind],
            sentence=_sentence(line, about, pairs := list(group)),
            others=list(dict.fromkeys(each.other for each in pairs)),
        )
        for about, group in groupby(sorted(found, key=_about), key=_about)
    ]


def of_channel(call: Call, channel: str) -> list[CaseWarning]:
    """Tell that an application came by a channel that its call does not offer."""
    if not call.channels or offered(call, channel):
        return []
    sentence = f"La domanda è arrivata {CHANNELS[channel]}: il bando non prevede questo canale."
    return [CaseWarning(kind="channel_not_offered", sentence=sentence, others=[])]


class _About(NamedTuple):
    """What is alike: `crossed` are two kinds of keys, `undone` two codes that omocodia tells apart,
    `after` a cost that the other application presents later."""

    kind: KeyKind
    path: str
    crossed: bool
    undone: bool
    after: bool


def _about(each: Alike) -> _About:
    after = each.kind == "cost" and not each.before
    return _About(each.kind, each.path, each.kind != each.their_kind, not each.same, after)


def _sentence(line: LineDraft, about: _About, pairs: Sequence[Alike]) -> str:
    if about.kind == "applicant" and not about.crossed:
        named = _listed(pairs, "la domanda", "le domande")
        return f"{PERHAPS if about.undone else WHO} {named}."
    within = _listed(pairs, "nella domanda", "nelle domande")
    if about.crossed:
        return f"{HOUSEHOLD} {within}."
    if about.kind == "cost":
        return f"{COST} {'ripresentata' if about.after else 'già presentata'} {within}."
    likely = ", a meno di omocodia" if about.undone else ""
    return f"{_subject(line, about.kind, about.path)} è anche {within}{likely}."


def _subject(line: LineDraft, kind: KeyKind, path: str) -> str:
    if kind in ("iban", "email"):
        return "Lo stesso IBAN" if kind == "iban" else "La stessa e-mail"
    name, _, field = path.partition(".")
    group = line.group(name)
    question = group.question(field) if group else line.question(path)
    return f"La stessa risposta a «{question.label if question else path}»"


def _listed(pairs: Sequence[Alike], one: str, many: str) -> str:
    numbers = list(dict.fromkeys(protocol(*each.number) for each in pairs))
    if len(numbers) == 1:
        return f"{one} {numbers[0]}"
    left = len(numbers) - NAMED
    return f"{many} {', '.join(numbers[:NAMED])}" + (f" e altre {left}" if left > 0 else "")
