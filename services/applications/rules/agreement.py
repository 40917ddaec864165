"""How alike those who read an application give their points, and the points that follow."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from contracts.assessment import Review, ScoreCriterion

Sheet = Mapping[str, int]
Unit = Sequence[int]


def mean(points: Sequence[int]) -> int:
    """Return the mean of points, rounded to a whole number, a half upwards."""
    return (2 * sum(points) + len(points)) // (2 * len(points))


def final_points(criteria: Sequence[ScoreCriterion], sheets: Sequence[Sheet]) -> dict[str, int]:
    """Return the points of each quality: the mean of all sheets; nothing without a sheet."""
    if not sheets:
        return {}
    return {each.id: mean([sheet[each.id] for sheet in sheets]) for each in criteria}


def most_apart(sheets: Sequence[Sheet]) -> int:
    """Return by how many points in all the two farthest sheets differ; 0 for fewer than two."""
    totals = [sum(sheet.values()) for sheet in sheets]
    return max(totals) - min(totals) if totals else 0


def wanted_readings(review: Review, sheets: Sequence[Sheet]) -> int:
    """Return how many readings an application needs: one more when two sheets are far apart.

    `sheets` are in the order in which they came; those after the usual number change nothing.
    """
    usual = sheets[: review.reviewers]
    limit = review.most_apart
    far = limit is not None and len(usual) == review.reviewers and most_apart(usual) >= limit
    return review.reviewers + int(far)


def mean_difference(units: Sequence[Unit]) -> Fraction | None:
    """Return by how many points two who read the same differ on average.

    A unit holds what each of its readers gave; None when no unit has two.
    """
    found = [abs(one - other) for unit in units for one, other in combinations(unit, 2)]
    return Fraction(sum(found), len(found)) if found else None


def alpha(units: Sequence[Unit]) -> Fraction | None:
    """Return Krippendorff's alpha for interval data (2011), with missing readings.

    It is 1 when all agree and 0 when they do as by chance; units with one reading are left out.
    None when there is nothing to compare, or all points are the same.
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    expected = _squares(values) / (len(values) - 1) if values else Fraction()
    if not expected:
        return None
    observed = sum((_squares(unit) / (len(unit) - 1) for unit in paired), Fraction())
    return 1 - observed / expected


def _squares(values: Sequence[int]) -> Fraction:
    """Return the sum of the squared differences of all ordered pairs."""
    total = sum(values)
    return Fraction(2 * (len(values) * sum(value * value for value in values) - total * total))
