"""Whether the rules of a call's lines read what their forms and the house provide."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contracts.calls import CallDraft, Limit, LineDraft, VoucherCap
from contracts.questions import Requirement
from programmes.awards import check_amount
from programmes.conditions import problem, unknown_quote
from programmes.description import told_cap
from programmes.forms import check_form
from programmes.parties import check_parties
from programmes.rankings import check_ranking, check_scored
from programmes.refusals import Path, Wrong
from programmes.scope import Scope, scope_of

IDENTIFY = ("tax_code", "vat_number", "text")


@dataclass(frozen=True)
class Examined:
    """What was found in a call: what is wrong, and the questions that nobody reads."""

    wrong: tuple[Wrong, ...]
    unread: tuple[Wrong, ...]


def examine(draft: CallDraft) -> Examined:
    """Look at every line of a call."""
    wrong = [*_check_days(draft), *check_scored(draft)]
    unread: list[Wrong] = []
    for line in draft.lines:
        scope, path = scope_of(line), ("lines", line.id)
        wrong += _check_line(line, scope, path)
        unread += _unread(line, scope, path)
    return Examined(tuple(wrong), tuple(unread))


def _check_days(draft: CallDraft) -> Iterator[Wrong]:
    first, last = draft.expenses_from_on, draft.expenses_to_on
    if first and last and last < first:
        yield Wrong(("expenses_to_on",), "le spese ammesse finiscono prima di cominciare")


def _check_line(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    yield from check_form(line, scope, path)
    yield from _check_requirements(line.requirements, scope, (*path, "requirements"))
    for group in line.groups:
        at = (*path, "groups", group.name, "item_requirements")
        yield from _check_requirements(group.item_requirements, scope.inside(group), at)
    yield from _check_documents(line, scope, path)
    yield from _check_crossings(line, scope, path)
    for limit in line.limits:
        yield from _check_limit(limit, line, scope, (*path, "limits", limit.id))
    if line.ranking:
        yield from check_ranking(line.ranking, scope, (*path, "ranking"))
    yield from check_amount(line, scope, (*path, "amount"))
    yield from _check_payment(line, path)
    yield from _check_caps(line, path)
    yield from check_parties(line, scope, path)


def _check_requirements(
    requirements: Iterable[Requirement], scope: Scope, path: Path
) -> Iterator[Wrong]:
    for requirement in requirements:
        at = (*path, requirement.id)
        yield from _condition(requirement.cel, scope, (*at, "cel"))
        if requirement.when:
            yield from _condition(requirement.when, scope, (*at, "when"))
        for key in ("sentence_yes", "sentence_no", "sentence_missing"):
            yield from _sentence(getattr(requirement, key), scope, (*at, key))


def _condition(source: str, scope: Scope, path: Path) -> Iterator[Wrong]:
    if reason := problem(source, scope):
        yield Wrong(path, reason)


def _sentence(sentence: str, scope: Scope, path: Path) -> Iterator[Wrong]:
    if quoted := unknown_quote(sentence, scope):
        yield Wrong(path, f"la frase cita un dato che nessuna domanda fornisce: «{quoted}»")


def _check_documents(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    for document in line.documents:
        if document.when:
            yield from _condition(document.when, scope, (*path, "documents", document.id, "when"))


def _check_crossings(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    fields = {question.name for question in line.questions} | {group.name for group in line.groups}
    for check in line.cross_checks:
        at = (*path, "cross_checks", check.id)
        yield from _condition(check.cel, scope, (*at, "cel"))
        yield from _sentence(check.sentence, scope, (*at, "sentence"))
        if check.field not in fields:
            yield Wrong(
                (*at, "field"), f"«{check.field}» non è una domanda né un gruppo di questa sezione"
            )


def _check_limit(limit: Limit, line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    if limit.key is None:
        return
    name, _, field = limit.key.rpartition(".")
    group = line.group(name)
    if name and group is None:
        yield Wrong((*path, "key"), f"«{name}» non è un gruppo di questa sezione")
        return
    datum = (scope.inside(group) if group else scope).named(field)
    if datum is None or datum.kind not in IDENTIFY:
        yield Wrong(
            (*path, "key"),
            f"«{limit.key}» non dice di chi si tratta: serve un codice fiscale, "
            "una partita IVA o un testo",
        )


def _check_payment(line: LineDraft, path: Path) -> Iterator[Wrong]:
    payment = line.payment
    if payment and payment.scheme == "advance_and_balance" and len(payment.instalments) <= 1:
        yield Wrong(
            (*path, "payment", "instalments"),
            "chi paga un anticipo e un saldo deve scrivere le due rate",
        )


def _check_caps(line: LineDraft, path: Path) -> Iterator[Wrong]:
    """Refuse two caps of a voucher for the same period and the same service."""
    if line.voucher is None:
        return
    path = (*path, "voucher")
    yield from _check_twice(line.voucher.caps, (*path, "caps"))
    for rule in line.voucher.care:
        yield from _check_twice(rule.caps, (*path, "care", rule.situation, "caps"))


def _check_twice(caps: Sequence[VoucherCap], path: Path) -> Iterator[Wrong]:
    told = [told_cap(cap) for cap in caps]
    for number, words in enumerate(told):
        if words in told[:number]:
            yield Wrong((*path, number), f"c'è già un tetto di spesa {words}")


def _unread(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    """Tell the questions that no rule reads; a text is for the person who reviews."""
    if line.amount is None or not line.requirements:
        return
    forms = {"": (path, line.questions)} | {
        f"{group.name}.": ((*path, "groups", group.name), group.questions) for group in line.groups
    }
    for prefix, (place, questions) in forms.items():
        for question in questions:
            if question.kind != "text" and f"{prefix}{question.name}" not in scope.read:
                reason = f"nessuna regola legge la risposta «{question.name}»: serve chiederla?"
                yield Wrong((*place, "questions", question.name), reason)
