"""The one state machine of an adhesion."""

from collections.abc import Mapping

from contracts.adhesions import AdhesionStep
from contracts.network import AdhesionState
from kit.refusal import Refusal

OPEN: tuple[AdhesionState, ...] = ("received", "provisional", "confirmed", "suspended")
STEPS: Mapping[AdhesionState, tuple[AdhesionStep, ...]] = {
    "received": ("confirm", "refuse"),
    "provisional": ("refuse",),
    "confirmed": ("suspend", "renew", "withdraw"),
    "suspended": ("resume", "withdraw"),
    "withdrawn": (),
    "late": (),
    "refused": (),
}
AFTER: Mapping[AdhesionStep, AdhesionState] = {
    "confirm": "confirmed",
    "refuse": "refused",
    "suspend": "suspended",
    "resume": "confirmed",
    "renew": "confirmed",
    "withdraw": "withdrawn",
}
WITHOUT_REASON: tuple[AdhesionStep, ...] = ("confirm", "renew")
VERBS: Mapping[AdhesionStep, str] = {
    "confirm": "confermare",
    "refuse": "respingere",
    "suspend": "sospendere",
    "resume": "riprendere",
    "renew": "rinnovare",
    "withdraw": "chiudere per recesso",
}
WORDS: Mapping[AdhesionState, str] = {
    "received": "ricevuta",
    "provisional": "provvisoria",
    "confirmed": "confermata",
    "suspended": "sospesa",
    "withdrawn": "recessa",
    "late": "pervenuta fuori termine",
    "refused": "respinta",
}


def check_step(state: AdhesionState, step: AdhesionStep) -> None:
    """Refuse `step-not-allowed` (409), naming what may be done now.

    A provisional adhesion is confirmed only after its original arrived; one that left has
    `already-withdrawn` (409) of its own.
    """
    if step in STEPS[state]:
        return
    if state == step_result("withdraw") == step_result(step):
        raise Refusal("already-withdrawn", "L'organizzazione ha già lasciato l'alleanza.")
    said = f"Un'adesione {WORDS[state]} non si può {VERBS[step]}."
    raise Refusal("step-not-allowed", f"{said} {_possible(state)}")


def step_result(step: AdhesionStep) -> AdhesionState:
    """Return the state to which a step leads."""
    return AFTER[step]


def _possible(state: AdhesionState) -> str:
    verbs = [VERBS[step] for step in STEPS[state]]
    more = " Serve prima l'originale firmato." if state == "provisional" else ""
    return f"Si può: {', '.join(verbs)}.{more}" if verbs else "Non resta altro da fare."
