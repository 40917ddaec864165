"""Whether the act of a version fits what the version changes."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from contracts.calls import Act, CallDraft
from programmes.refusals import Path, Wrong

EXTENSIONS = ("extension", "extension_with_supplement")
EARLIER, SAME, LATER = -1, 0, 1

Ends = tuple[datetime | None, datetime | None]


def check_first(draft: CallDraft) -> Iterator[Wrong]:
    """Refuse a first version that is made by an act of change."""
    if draft.act and draft.act.kind != "publication":
        yield Wrong(("act", "kind"), "la prima versione di un bando nasce da una pubblicazione")


def check_act(before: CallDraft, after: CallDraft) -> Iterator[Wrong]:
    """Refuse an act that does not fit what its version changes."""
    if after.act is None:
        return
    if after.act.kind == "publication":
        yield Wrong(("act", "kind"), "una versione nuova non nasce da una pubblicazione")
    if before.act and after.act.on < before.act.on:
        yield Wrong(
            ("act", "on"),
            f"l'atto è del {after.act.on:%d/%m/%Y}, prima di quello della versione "
            f"{before.version}, del {before.act.on:%d/%m/%Y}",
        )
    yield from _check_extension(before, after)
    yield from _check_supplement(after.act)
    yield from _check_funds(before, after)


def _check_extension(before: CallDraft, after: CallDraft) -> Iterator[Wrong]:
    if after.act is None or after.act.kind not in EXTENSIONS or "closes_at" in after.unknown:
        return
    moved = {path: _moved(*ends) for path, ends in _closings(before, after).items()}
    earlier = [path for path, days in moved.items() if days == EARLIER]
    if earlier:
        yield Wrong(earlier[0], "la proroga non sposta in avanti la scadenza")
    elif LATER not in moved.values():
        reason = (
            "la proroga non sposta in avanti la scadenza"
            if after.closes_at
            else "la proroga non dice la nuova scadenza: manca «closes_at»"
        )
        yield Wrong(("act", "kind"), reason)


def _closings(before: CallDraft, after: CallDraft) -> Mapping[Path, Ends]:
    """Return the closing of the call and of each line that has its own, before and after."""
    lines = {line.id: line for line in before.lines}
    own: dict[Path, Ends] = {
        ("lines", line.id, "closes_at"): (before.window(line.id)[1], after.window(line.id)[1])
        for line in after.lines
        if line.id in lines and (line.closes_at or lines[line.id].closes_at)
    }
    return {("closes_at",): (before.closes_at, after.closes_at), **own}


def _moved(before: datetime | None, after: datetime | None) -> int:
    """Tell whether a closing is later, where there was none too; one taken away does not move."""
    if after is None or before == after:
        return SAME
    return LATER if before is None or after > before else EARLIER


def _check_supplement(act: Act) -> Iterator[Wrong]:
    if (act.kind == "extension_with_supplement") != (act.supplement_until is not None):
        yield Wrong(
            ("act", "supplement_until"),
            "«supplement_until» va scritto se e solo se la proroga lascia integrare le domande",
        )
    if act.kind == "threshold_change" and not act.recalculates:
        yield Wrong(
            ("act", "recalculates"),
            "chi cambia le soglie ricalcola le domande già arrivate: scriva «recalculates = true»",
        )


def _check_funds(before: CallDraft, after: CallDraft) -> Iterator[Wrong]:
    if after.act is None or after.act.kind != "refunding":
        return
    earlier, later = _funds(before), _funds(after)
    if earlier is not None and later is not None and later <= earlier:
        yield Wrong(("act", "kind"), "il rifinanziamento non aggiunge fondi a nessuna sezione")


def _funds(draft: CallDraft) -> int | None:
    budgets = [line.budget_cents for line in draft.funds]
    if None in budgets:
        return None
    return draft.reserve_cents + sum(budget or 0 for budget in budgets)
