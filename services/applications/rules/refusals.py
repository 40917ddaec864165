"""Refusals of a form that name each field and what is wrong with it."""

from collections.abc import Iterable, Sequence

from contracts.intake import FieldError
from kit.refusal import Refusal
from services.applications.rules.answers import AnswerError


class FormRefusal(Refusal):
    """A form that is declined for what stands in some of its fields."""

    def __init__(self, slug: str, sentence: str, errors: Iterable[FieldError]) -> None:
        super().__init__(slug, sentence, 422)
        self.errors = [error.model_dump() for error in errors]


class InvalidAnswers(FormRefusal):
    """The answers break the call's form: each error names its field and its rule."""

    def __init__(self, errors: Sequence[AnswerError]) -> None:
        told = [_told(f"answers.{each.field}", each.rule, each.sentence) for each in errors]
        super().__init__("invalid-answers", "Alcune risposte non sono valide.", told)


class InvalidForm(FormRefusal):
    """One datum of the form cannot be, on the day on which it is filed."""

    def __init__(self, field: str, rule: str, sentence: str) -> None:
        super().__init__("invalid-request", sentence, [_told(field, rule, sentence)])


class InvalidDocuments(FormRefusal):
    """Attachments that cannot be the documents of this application."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        super().__init__("invalid-documents", "Alcuni allegati non sono validi.", errors)


class MissingDocuments(FormRefusal):
    """Documents without which the form cannot be sent."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        super().__init__("missing-documents", "Mancano alcuni documenti obbligatori.", errors)


def _told(field: str, rule: str, sentence: str) -> FieldError:
    return FieldError(field=field, rule=rule, detail=sentence)
