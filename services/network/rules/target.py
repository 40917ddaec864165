"""How many organisations joined, against what the alliance wants: a gauge, never a gate."""

from contracts.adhesions import TargetStanding
from contracts.places import Alliance, Target

FIRMS = "firms"


def firms_target(alliance: Alliance) -> Target | None:
    """Return the target of an alliance that counts firms, if its file names one."""
    return next((each for each in alliance.targets if each.id == FIRMS), None)


def standing(joined: int, minimum: int | None, maximum: int | None) -> TargetStanding:
    """Tell how many joined: «obiettivo minimo raggiunto (10/15)», «oltre obiettivo (31/30)»."""
    return TargetStanding(
        joined=joined,
        minimum=minimum,
        maximum=maximum,
        sentence=_sentence(joined, minimum, maximum),
    )


def _sentence(joined: int, minimum: int | None, maximum: int | None) -> str:
    most = maximum or minimum
    if most is None:
        return f"{joined} adesioni, senza un obiettivo in numero"
    if joined > most:
        return f"oltre obiettivo ({joined}/{most})"
    if joined >= (minimum or most):
        return f"obiettivo minimo raggiunto ({joined}/{most})"
    return f"obiettivo minimo non ancora raggiunto ({joined}/{most})"
