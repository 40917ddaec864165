"""What a call lacks before it can be published, and the call of which everything is known."""

from collections.abc import Iterator

from pydantic import ValidationError

from contracts.calls import Call, CallDraft
from contracts.places import Body
from programmes.fields import dotted, written_key
from programmes.gaps import Keys, gaps
from programmes.wording import label

LEGAL = {
    "criteria_act": "l'atto che fissa i criteri (art. 12 L. 241/1990)",
    "lead": "l'ente capofila che pubblica il bando",
    "responsible_office": "l'ufficio responsabile del procedimento (art. 5 L. 241/1990)",
    "cup": "il CUP",
    "privacy_notice": "l'informativa sul trattamento dei dati personali",
}


def missing(draft: CallDraft, body: Body | None) -> tuple[str, ...]:
    """Tell in Italian what a call lacks before it can be published; nothing is an empty tuple.

    `body` is who publishes it on that day, None when no source names anybody.
    """
    legal = {("legal", name) for name in LEGAL}
    unknown = [path for path in _unknown(draft) if path not in legal]
    return (*_legal(draft, body), *map(_told, unknown))


def complete(draft: CallDraft) -> Call:
    """Return the call of which everything is known; raises ValueError when gaps remain."""
    if lacking := _unknown(draft):
        raise ValueError(f"{draft.id} lacks {', '.join(map(dotted, lacking))}")
    try:
        return Call.model_validate(draft.model_dump())
    except ValidationError as error:
        raise ValueError(f"{draft.id} is not complete: {error}") from error


def _legal(draft: CallDraft, body: Body | None) -> Iterator[str]:
    for name, words in LEGAL.items():
        known = body if name == "lead" else getattr(draft.legal, name)
        if known is None:
            yield words
    if body and body.pec is None:
        yield f"la PEC dell'ente «{body.name}»"


def _unknown(draft: CallDraft) -> tuple[Keys, ...]:
    listed = (tuple(key.split(".")) for key in draft.unknown)
    return tuple(dict.fromkeys([*gaps(draft), *listed]))


def _told(path: Keys) -> str:
    key = dotted(tuple(map(written_key, path)))
    line = f"sezione {path[1]}: " if path[0] == "lines" else ""
    return f"{line}{label(path[-1])} («{key}»)"
