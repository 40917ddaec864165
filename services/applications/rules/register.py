"""How register numbers and acts are written, and until when an answer is due."""

from datetime import date, timedelta


def protocol(number: int, year: int) -> str:
    """Write a register number with at least seven digits and its year (DPR 445/2000 art. 57)."""
    return f"{number:07d}/{year}"


def act(number: int, year: int) -> str:
    """Write the number of an act with its year."""
    return f"{number}/{year}"


def answer_due_on(registered_on: date, review_days: int) -> date:
    """Return the last day of the term; the first day is not counted (civil code art. 2963)."""
    return registered_on + timedelta(days=review_days)


def search_name(name: str) -> str:
    """Return the form in which a name is looked up by its beginning."""
    return " ".join(name.casefold().split())
