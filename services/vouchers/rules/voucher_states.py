"""The states of a voucher, and the one table of what may be done with it in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kit.refusal import Refusal

State = Literal[
    "issued", "active", "partly_spent", "spent", "expired", "suspended", "revoked", "replaced"
]
Move = Literal["activate", "spend", "divide", "suspend", "readmit", "revoke", "replace", "expire"]

LIVES: frozenset[State] = frozenset({"issued", "active", "partly_spent"})
MOVES: Mapping[Move, frozenset[State]] = MappingProxyType(
    {
        "activate": frozenset({"issued"}),
        "spend": LIVES,
        "divide": LIVES,
        "suspend": LIVES,
        "readmit": frozenset({"suspended"}),
        "revoke": LIVES | {"suspended"},
        "replace": LIVES,
        "expire": LIVES | {"suspended"},
    }
)
MOVE_WORDS: Mapping[Move, str] = MappingProxyType(
    {
        "activate": "attivarlo",
        "spend": "spenderlo",
        "divide": "dividerlo",
        "suspend": "sospenderlo",
        "readmit": "riammetterlo",
        "revoke": "revocarlo",
        "replace": "sostituirlo",
        "expire": "chiuderlo alla scadenza",
    }
)
STATE_WORDS: Mapping[State, str] = MappingProxyType(
    {
        "issued": "emesso",
        "active": "attivo",
        "partly_spent": "in parte speso",
        "spent": "esaurito",
        "expired": "scaduto",
        "suspended": "sospeso",
        "revoked": "revocato",
        "replaced": "sostituito",
    }
)


@dataclass(frozen=True)
class Use:
    """What was done with a voucher so far: spent (net of what was reversed), and still in it.

    What providers hold is still in it.
    """

    spent_cents: int
    left_cents: int
    activated: bool


def allowed(state: State) -> list[Move]:
    """Return what may be done in a state, in the order of the table."""
    return [move for move, states in MOVES.items() if state in states]


def refuse_unless(move: Move, state: State) -> None:
    """Refuse `voucher-state` when a move is not for this state, naming those that are."""
    if state in MOVES[move]:
        return
    rest = [MOVE_WORDS[each] for each in allowed(state) if each != "expire"]
    sentence = f"Si può solo {' o '.join(rest)}." if rest else "Non ammette altri passaggi."
    raise Refusal("voucher-state", f"Il voucher è {STATE_WORDS[state]}. {sentence}")


def standing(use: Use) -> State:
    """Return the state of a voucher that lives, by its use alone."""
    if use.spent_cents and not use.left_cents:
        return "spent"
    if use.spent_cents:
        return "partly_spent"
    return "active" if use.activated else "issued"
