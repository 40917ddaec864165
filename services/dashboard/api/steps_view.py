"""The steps that an official may take now, as forms that say first what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.publishing import CallCard, CallStepTaken, VersionCard
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.rules.call_words import STEPS
from services.dashboard.rules.steps import consequences, stops
from services.dashboard.rules.wording import instant

WITH_REASON = frozenset({"suspend", "resume", "close", "revoke"})
FOUR_EYES = "Chi approva non può essere chi ha controllato: servono quattro occhi."
OWN_CHECK = (
    "Hai controllato tu questa versione: la approva un'altra persona con il ruolo di "
    "responsabile del procedimento."
)


@dataclass(frozen=True)
class Typed:
    """What stood in the form of a step, and what was wrong with it."""

    step: str = ""
    version: int = 0
    act_number: str = ""
    act_on: str = ""
    reason: str = ""
    refusal: Refusal | None = None

    def refused(self, refusal: Refusal) -> "Typed":
        """Return the form as it comes back, with the reason why."""
        return replace(self, refusal=refusal)

    def is_of(self, step: str, version: int) -> bool:
        """Tell whether it is the form of this step."""
        return (self.step, self.version) == (step, version)

    @property
    def errors(self) -> Sequence[str]:
        """What the refusal lists."""
        return getattr(self.refusal, "errors", ())


NOTHING_TYPED = Typed()


@dataclass(frozen=True)
class Onlooker:
    """Who looks at the call: an official with names of officials by id, and what they may do."""

    official: str
    may_act: bool
    may_enter: bool
    names: Mapping[str, str]


def step_forms(
    card: CallCard, counts: Mapping[str, int], onlooker: Onlooker, typed: Typed
) -> Sequence[dict[str, Any]]:
    """Return the steps that are allowed now, each as its form."""
    versions = {each.version: each for each in card.versions}
    return [
        _form(card, counts, versions[version], step, typed) | _eyes(card, version, step, onlooker)
        for step, version in card.steps
    ]


def _form(
    card: CallCard, counts: Mapping[str, int], version: VersionCard, step: str, typed: Typed
) -> dict[str, Any]:
    words = STEPS[step]
    own = typed if typed.is_of(step, version.version) else NOTHING_TYPED
    return {
        "id": f"{step}-{version.version}",
        "step": step,
        "version": version.version,
        "title": words.title.format(version.version),
        "button": words.button,
        "then": consequences(step, version, sum(counts.values()), clock.now()),
        "stops": stops(counts) if step == "revoke" else (),
        "stops_href": f"/domande?bando={card.call_id}&stato=",
        "missing": version.missing if step == "publish" else (),
        "needs_act": step != "check",
        "needs_reason": step in WITH_REASON,
        "typed": own,
        "once": str(new_id()),
    }


def _eyes(card: CallCard, version: int, step: str, onlooker: Onlooker) -> dict[str, str]:
    """Explain the four eyes of an approval; who checked is told that somebody else approves."""
    if step != "approve":
        return {"eyes": "", "blocked": ""}
    checked = last_taken(card, "check", version)
    if checked is None:
        return {"eyes": FOUR_EYES, "blocked": ""}
    who = onlooker.names.get(checked.official, "una persona dell'ente")
    eyes = f"{FOUR_EYES} Ha controllato {who}, il {instant(checked.at)}."
    return {"eyes": eyes, "blocked": OWN_CHECK if checked.official == onlooker.official else ""}


def last_taken(card: CallCard, step: str, version: int | None = None) -> CallStepTaken | None:
    """Return the last time that a step was taken, of one version or of any."""
    found = (each for each in reversed(card.taken) if each.step == step)
    return next((each for each in found if version in (None, each.version)), None)
