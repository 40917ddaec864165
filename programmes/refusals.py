"""Why a programme file is refused: which file, which line, which reason, in Italian."""

from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]

SENTENCES = {
    "missing": "manca la chiave «{key}»",
    "extra_forbidden": "chiave sconosciuta: «{key}»",
    "int_type": "«{key}» deve essere un numero intero",
    "string_type": "«{key}» deve essere un testo tra virgolette",
    "bool_type": "«{key}» deve essere true o false",
    "tuple_type": "«{key}» deve essere un elenco",
    "model_type": "«{key}» deve essere una tabella",
    "model_attributes_type": "«{key}» deve essere una tabella",
    "date_type": "«{key}» deve essere una data, per esempio 2015-12-09",
    "date_parsing": "«{key}» deve essere una data, per esempio 2015-12-09",
    "date_from_datetime_parsing": "«{key}» deve essere una data, per esempio 2015-12-09",
    "datetime_type": "«{key}» deve essere un giorno con l'ora, per esempio 2015-12-09T12:00:00",
    "datetime_parsing": "«{key}» deve essere un giorno con l'ora, per esempio 2015-12-09T12:00:00",
    "datetime_from_date_parsing": (
        "«{key}» deve essere un giorno con l'ora, per esempio 2015-12-09T12:00:00"
    ),
    "timezone_aware": "«{key}» deve essere un giorno con l'ora, per esempio 2015-12-09T12:00:00",
    "literal_error": "«{key}» può essere solo: {expected}",
    "union_tag_invalid": "«{key}»: il tipo «{tag}» non esiste; può essere solo: {expected_tags}",
    "union_tag_not_found": "«{key}»: manca la chiave «kind»",
    "greater_than": "«{key}» deve essere maggiore di {gt}",
    "greater_than_equal": "«{key}» deve essere almeno {ge}",
    "less_than_equal": "«{key}» non può superare {le}",
    "too_short": "«{key}» deve avere almeno {entries}",
    "too_long": "«{key}» può avere al più {entries}",
    "string_too_short": "«{key}» non può essere vuoto",
    "string_too_long": "«{key}» non può superare {max_length} caratteri",
    "string_pattern_mismatch": "«{key}» è scritto in una forma non ammessa: «{value}»",
}


class ProgrammeError(Exception):
    """A programme file that the house refuses to load.

    `file` is relative to the folder of the programmes, `line` counts from 1, `reason` is an
    Italian sentence for the person who wrote the file.
    """

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    @property
    def place(self) -> tuple[str, int, str]:
        """What a list of refusals is put in order by."""
        return self.file, self.line, self.reason

    def __str__(self) -> str:
        return f"{self.file}, riga {self.line}: {self.reason}"


def in_order(errors: Iterable[ProgrammeError]) -> tuple[ProgrammeError, ...]:
    """Put refusals in order of file and line, each said once."""
    found = {error.place: error for error in errors}
    return tuple(found[place] for place in sorted(found))


class Refusals(Exception):
    """Everything that was found wrong in one call, alliance or body, in order of file and line."""

    def __init__(self, errors: Iterable[ProgrammeError]) -> None:
        super().__init__()
        self.errors = in_order(errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class Wrong(Exception):
    """Something wrong at a path of a file, before the file and the line are known.

    `value` narrows the line down to the entry of a list that holds it.
    """

    def __init__(self, path: Path, reason: str, value: str | None = None) -> None:
        super().__init__(path, reason, value)
        self.path = path
        self.reason = reason
        self.value = value


def sentence(error: ErrorDetails, key: str) -> str:
    """Say in Italian what a schema found wrong with a key."""
    template = SENTENCES.get(error["type"])
    if template is None:
        return error["msg"]
    context = error.get("ctx", {})
    words = {**context, "key": key, "value": error["input"], "entries": _entries(context)}
    return template.format(**{name: _italian(word) for name, word in words.items()})


def _entries(context: Mapping[str, object]) -> str:
    number = context.get("min_length", context.get("max_length"))
    return "una voce" if number == 1 else f"{number} voci"


def _italian(word: object) -> str:
    return str(word).replace(" or ", " o ")
