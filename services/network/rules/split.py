"""How the cost of a month is parted among those who share a service."""

from collections.abc import Sequence

from contracts.agreements import CostSplit


def weights(split: CostSplit, shares: Sequence[int], uses: Sequence[int]) -> tuple[int, ...]:
    """Return the weight of each member: alike, by share, or by use of the month.

    A month without any use is split by share, and shares that are all zero are alike.
    """
    by_share = tuple(shares) if any(shares) else (1,) * len(shares)
    if split == "equal":
        return (1,) * len(shares)
    return tuple(uses) if split == "use" and any(uses) else by_share


def apportion(cents: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Part an amount by weights so that the parts add up to it: the largest remainders get a cent.

    Of equal remainders the first comes first. The weights are whole numbers, not all zero.
    """
    total = sum(weights)
    parts = [cents * weight // total for weight in weights]
    remainders = [cents * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: cents - sum(parts)]:
        parts[place] += 1
    return tuple(parts)
