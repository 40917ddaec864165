"""What changes from a version of a call to the next, in sentences that an official would write.

Every field of the schema is compared: what has no sentence of its own is told by its label, so
that no change is silent.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.amounts import TableRow
from contracts.calls import Act, CallDraft, LineDraft, VoucherCap
from contracts.places import Entry
from programmes.choices import WORDED
from programmes.description import (
    RULE,
    told,
    told_cap,
    told_row,
    told_rule,
    written_day,
    written_instant,
)
from programmes.fields import dotted, written_key
from programmes.wording import ENTRIES, bare, is_plural, label

# The number of a version is no change, and the loader draws `needs` from the condition.
UNTOLD = {"id", "name", "version", "needs"}
# A line has its own money or another line's: one sentence says both.
FUNDS = {"budget_cents", "budget_of"}
KEYS = ("id", "name", "by", "where", "situation")
# Entries so short that they are told whole when they are added.
SHORT = {"limits", "instalments", "criteria", "quotas", "order", "channels", "checklist", "scores"}
LISTED = {
    "unknown": ("{} resta da chiarire", "{} non è più da chiarire"),
    "synthetic": ("{} è un dato inventato", "{} non è più un dato inventato"),
}


@dataclass(frozen=True)
class Place:
    """Where in the call a change is: the words before the colon, from the outermost inwards."""

    words: tuple[str, ...] = ()

    def inside(self, words: str) -> "Place":
        """Return the place of something inside this one."""
        return replace(self, words=(*self.words, words))

    def says(self, sentence: str) -> str:
        """Write a sentence about this place."""
        told = f"{', '.join(self.words)}: {sentence}" if self.words else sentence
        return f"{told[0].upper()}{told[1:]}."


def differences(before: CallDraft, after: CallDraft) -> tuple[str, ...]:
    """Tell what changes from a version to another, at least a sentence for each change."""
    return tuple(_entry(_as_draft(before), _as_draft(after), Place()))


def _as_draft(call: CallDraft) -> CallDraft:
    """Return a published call as the draft that it comes from."""
    return call if type(call) is CallDraft else CallDraft.model_validate(call.model_dump())


def _entry(before: Entry, after: Entry, place: Place) -> Iterator[str]:
    untold = UNTOLD | (FUNDS if _share(before, after) else set())
    for name in type(after).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new and name not in untold:
            sentences = list(_change(name, old, new, place))
            yield from sentences or [place.says(f"{label(name)} {_verb(name, 'cambia')}")]
    yield from _funds(before, after, place)
    yield from _meaning(before, after, place)


def _share(*entries: Entry) -> bool:
    """Tell lines of which one spends the budget of another."""
    return any(getattr(entry, "budget_of", None) for entry in entries)


def _funds(before: Entry, after: Entry, place: Place) -> Iterator[str]:
    if not (isinstance(before, LineDraft) and isinstance(after, LineDraft)):
        return
    old, new = _told_funds(before), _told_funds(after)
    if _share(before, after) and old != new:
        yield place.says(f"i fondi erano {old}; ora sono {new}")


def _told_funds(line: LineDraft) -> str:
    if line.budget_of:
        return f"quelli della sezione {line.budget_of}"
    known = line.budget_cents is not None
    return f"propri, {told('budget_cents', line.budget_cents)}" if known else "da chiarire"


def _change(name: str, old: object, new: object, place: Place) -> Iterator[str]:
    if isinstance(old, tuple) and isinstance(new, tuple):
        yield from _list(name, old, new, place)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _named(name, old, new, place)
    elif isinstance(new, Act):
        yield from _act(new, place)
    elif isinstance(old, Entry) and isinstance(new, Entry) and type(old) is type(new):
        yield from _entry(old, new, place.inside(bare(label(name))))
    else:
        yield place.says(_passage(name, old, new))


def _act(act: Act, place: Place) -> Iterator[str]:
    yield place.says(
        f"atto: {told('kind', act.kind)}, «{act.number}» di {written_day(act.on)}. "
        f"Motivo: {act.reason.rstrip('.')}"
    )
    if act.supplement_until:
        until = written_instant(act.supplement_until)
        yield place.says(f"chi ha già inviato la domanda può integrarla fino a {until}")
    if act.recalculates:
        yield place.says("le domande già inviate si ricalcolano")


def _passage(name: str, old: object, new: object) -> str:
    words = label(name)
    if old is None:
        return f"{words} ora {'sono' if is_plural(name) else 'è'} {told(name, new)}"
    if new is None:
        gone = "non ci sono più: erano" if is_plural(name) else "non c'è più: era"
        return f"{words} {gone} {told(name, old)}"
    measured = isinstance(new, int | date) or name in WORDED
    verb = _verb(name, "passa" if measured else "cambia")
    return f"{words} {verb} da {told(name, old)} a {told(name, new)}"


def _verb(name: str, verb: str) -> str:
    return f"{verb}no" if is_plural(name) else verb


def _meaning(before: Entry, after: Entry, place: Place) -> Iterator[str]:
    """Tell also what people will read, where a condition changed."""
    if getattr(before, "cel", None) != getattr(after, "cel", None):
        sentence = getattr(after, "sentence_no", None) or getattr(after, "sentence", "")
        yield place.says(f"a chi non la soddisfa si dice «{sentence}»")


def _list(name: str, old: Sequence[object], new: Sequence[object], place: Place) -> Iterator[str]:
    entries = [each for each in (*old, *new) if isinstance(each, Entry)]
    if not entries:
        yield from _values(name, old, new, place)
    elif isinstance(entries[0], RULE):
        yield from _rules(old, new, place)
    else:
        yield from _keyed(name, _by_key(old), _by_key(new), place)


def _by_key(entries: Sequence[object]) -> dict[str, Entry]:
    return {_key(entry): entry for entry in entries if isinstance(entry, Entry)}


def _key(entry: Entry) -> str:
    if isinstance(entry, TableRow):
        return told_row(entry)
    if isinstance(entry, VoucherCap):
        return told_cap(entry)
    return str(next(getattr(entry, key) for key in KEYS if key in type(entry).model_fields))


def _keyed(
    name: str, old: Mapping[str, Entry], new: Mapping[str, Entry], place: Place
) -> Iterator[str]:
    gone = [entry for key, entry in old.items() if key not in new]
    yield from (place.says(f"si toglie {_called(name, entry)}") for entry in gone)
    for key, entry in new.items():
        if key in old:
            yield from _entry(old[key], entry, place.inside(bare(_called(name, entry))))
        else:
            yield place.says(f"si aggiunge {_called(name, entry)}{_details(name, entry)}")
    if _kept(old, new) != _kept(new, old):
        yield place.says(_reordered(name, list(new)))


def _kept(keys: Iterable[str], others: Container[str]) -> list[str]:
    return [key for key in keys if key in others]


def _called(name: str, entry: Entry) -> str:
    if isinstance(entry, TableRow):
        return f"la riga per {told_row(entry)}"
    if isinstance(entry, VoucherCap):
        return f"il tetto di spesa {told_cap(entry)}"
    noun, words = ENTRIES[name]
    shown = getattr(entry, words)
    return f"{noun} {shown}" if name == "lines" else f"{noun} «{shown}»"


def _details(name: str, entry: Entry) -> str:
    if isinstance(entry, TableRow):
        given = told_rule(entry.rule) if entry.rule else told("amount_cents", entry.amount_cents)
        return f": {given}"
    if isinstance(entry, VoucherCap):
        return f": {told('at_most_cents', entry.at_most_cents)}"
    details = told("", entry) if name in SHORT else ""
    return f": {details}" if details else ""


def _reordered(name: str, keys: Sequence[str]) -> str:
    shown = ", ".join(f"«{key}»" for key in keys)
    if name == "order":
        return f"l'ordine diventa {shown}"
    return f"{label(name)} {_verb(name, 'cambia')} ordine: {shown}"


def _rules(old: Sequence[object], new: Sequence[object], place: Place) -> Iterator[str]:
    for number, (one, other) in enumerate(zip(old, new, strict=False), start=1):
        if one != other:
            where = place.inside(f"regola {number}")
            yield from _change("rule", one, other, where)
    for rule in old[len(new) :]:
        yield place.says(f"si toglie la regola: {told('rule', rule)}")
    for rule in new[len(old) :]:
        yield place.says(f"si aggiunge la regola: {told('rule', rule)}")


def _values(name: str, old: Sequence[object], new: Sequence[object], place: Place) -> Iterator[str]:
    usual = f"{label(name)}: si aggiunge {{}}", f"{label(name)}: si toglie {{}}"
    added, gone = LISTED.get(name, usual)
    show = _as_written if name in LISTED else told
    yield from (place.says(gone.format(show(name, each))) for each in old if each not in new)
    yield from (place.says(added.format(show(name, each))) for each in new if each not in old)
    if set(old) == set(new):
        yield place.says(f"{label(name)} {_verb(name, 'cambia')} ordine: {told(name, tuple(new))}")


def _as_written(_: str, value: object) -> str:
    return f"«{dotted(tuple(map(written_key, str(value).split('.'))))}»"


def _named(
    name: str, old: Mapping[str, Entry], new: Mapping[str, Entry], place: Place
) -> Iterator[str]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield from _change(name, old.get(key), new.get(key), place.inside(f"«{key}»"))
