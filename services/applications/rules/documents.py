"""The documents of a line: which are due, and whether those that were attached fit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.calls import LineDraft
from contracts.intake import AttachedDocument, FieldError
from contracts.questions import RequiredDocument
from services.applications.rules.condition import Facts, applies
from services.applications.rules.refusals import InvalidDocuments, MissingDocuments

DELEGATION = "delegation"


@dataclass(frozen=True)
class Uploaded:
    """An attachment as it stands: its content, its state, and whether a case has it already."""

    attachment_id: UUID
    sha256: str
    name: str
    state: str
    filed: bool


def due(line: LineDraft, facts: Facts) -> tuple[RequiredDocument, ...]:
    """Return the documents that concern a case; one whose condition is not known does not yet."""
    return tuple(each for each in line.documents if applies(each.when, facts) is True)


def check_complete(line: LineDraft, facts: Facts, given: Iterable[AttachedDocument]) -> None:
    """Refuse `missing-documents` 422, naming each required document that is not attached."""
    there = {each.document for each in given}
    missing = [each for each in due(line, facts) if each.required and each.id not in there]
    if missing:
        raise MissingDocuments(
            _error(f"documents.{each.id}", "missing", f"Manca il documento: {each.label}.")
            for each in missing
        )


def check_given(
    line: LineDraft, given: Sequence[AttachedDocument], uploaded: Mapping[UUID, Uploaded]
) -> None:
    """Refuse `invalid-documents` 422, naming each attachment that does not fit.

    Rules: unknown-document, too-many, repeated, unknown-attachment, taken-attachment,
    infected-attachment. One that waits for the virus scanner may be filed.
    """
    errors = [*_unfit(line, given), *_unusable(given, uploaded)]
    if errors:
        raise InvalidDocuments(errors)


def _unfit(line: LineDraft, given: Sequence[AttachedDocument]) -> Iterator[FieldError]:
    most = {DELEGATION: 1} | {each.id: each.at_most for each in line.documents}
    seen: Counter[str] = Counter()
    for index, each in enumerate(given):
        seen[each.document] += 1
        if each.document not in most:
            yield _at(index, "unknown-document", "La sezione non chiede questo documento.")
        elif seen[each.document] == most[each.document] + 1:
            sentence = f"Di questo documento si allegano al massimo {most[each.document]} file."
            yield _at(index, "too-many", sentence)


def _unusable(
    given: Sequence[AttachedDocument], uploaded: Mapping[UUID, Uploaded]
) -> Iterator[FieldError]:
    seen: set[UUID] = set()
    for index, each in enumerate(given):
        if each.attachment_id in seen:
            yield _at(index, "repeated", "Lo stesso allegato è indicato due volte.")
        elif problem := _problem(uploaded.get(each.attachment_id)):
            yield _at(index, *problem)
        seen.add(each.attachment_id)


def _problem(found: Uploaded | None) -> tuple[str, str] | None:
    if found is None:
        return "unknown-attachment", "L'allegato non c'è, o non c'è più: va caricato di nuovo."
    if found.filed:
        return "taken-attachment", "L'allegato è già di un'altra domanda."
    if found.state == "infected":
        return "infected-attachment", "L'allegato contiene un virus."
    return None


def _at(index: int, rule: str, sentence: str) -> FieldError:
    return _error(f"documents[{index}]", rule, sentence)


def _error(field: str, rule: str, sentence: str) -> FieldError:
    return FieldError(field=field, rule=rule, detail=sentence)
