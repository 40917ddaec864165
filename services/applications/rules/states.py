"""The one state machine of an application."""

from typing import Literal

from kit.refusal import Refusal

State = Literal[
    "registered",
    "under_review",
    "granted",
    "refused",
    "waitlisted",
    "awarded",
    "not_funded",
    "withdrawn",
    "call_revoked",
]

STOPS: tuple[State, ...] = ("withdrawn", "call_revoked")
MOVES: dict[State, tuple[State, ...]] = {
    "registered": ("under_review", *STOPS),
    "under_review": ("under_review", "granted", "refused", *STOPS),
    "granted": ("waitlisted", "awarded", *STOPS),
    "waitlisted": ("awarded", "not_funded", *STOPS),
    "refused": (),
    "awarded": (),
    "not_funded": (),
    "withdrawn": (),
    "call_revoked": (),
}
# What an act takes back, and where the case goes on; no check leads there.
TAKEN_BACK: dict[State, State] = {"refused": "under_review", "awarded": "under_review"}
UNDECIDED: tuple[State, ...] = ("registered", "under_review")
# What who applied reads; the desk of the officials has words of its own.
WORDS: dict[State, str] = {
    "registered": "registrata",
    "under_review": "in istruttoria",
    "granted": "accolta",
    "refused": "non ammessa",
    "waitlisted": "ammessa, in lista d'attesa",
    "awarded": "finanziata",
    "not_funded": "ammessa, non finanziata",
    "withdrawn": "ritirata",
    "call_revoked": "chiusa per revoca del bando",
}


def check_move(before: State, after: State) -> None:
    """Refuse `illegal-move` (409), naming the moves that are allowed."""
    if after not in MOVES[before]:
        allowed = ", ".join(MOVES[before]) or "nessuno"
        raise Refusal("illegal-move", f"Da {before} non si passa a {after}; passaggi: {allowed}.")
