"""Whether the act of a version fits what the version changes."""

from collections.abc import Iterator

from contracts.calls import Act, CallDraft
from programmes.refusals import Wrong

EXTENSIONS = ("extension", "extension_with_supplement")


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
    if after.closes_at is None:
        yield Wrong(("act", "kind"), "la proroga non dice la nuova scadenza: manca «closes_at»")
    elif before.closes_at and after.closes_at <= before.closes_at:
        path = ("act", "kind") if after.closes_at == before.closes_at else ("closes_at",)
        yield Wrong(path, "la proroga non sposta in avanti la scadenza")


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
    budgets = [line.budget_cents for line in draft.lines]
    if None in budgets:
        return None
    return draft.reserve_cents + sum(budget or 0 for budget in budgets)
