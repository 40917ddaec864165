"""The one state machine of an application."""

from typing import Literal

from kit.refusal import Refusal

State = Literal[
    "registered", "under_review", "granted", "refused", "waitlisted", "awarded", "not_funded"
]

MOVES: dict[State, tuple[State, ...]] = {
    "registered": ("under_review",),
    "under_review": ("under_review", "granted", "refused"),
    "granted": ("waitlisted", "awarded"),
    "waitlisted": ("awarded", "not_funded"),
    "refused": (),
    "awarded": (),
    "not_funded": (),
}


def check_move(before: State, after: State) -> None:
    """Refuse `illegal-move` (409), naming the moves that are allowed."""
    if after not in MOVES[before]:
        allowed = ", ".join(MOVES[before]) or "nessuno"
        raise Refusal("illegal-move", f"Da {before} non si passa a {after}; passaggi: {allowed}.")
