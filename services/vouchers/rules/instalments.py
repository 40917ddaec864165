"""The parts in which an award is paid."""

from contracts.applications.checks import Instalment
from kit.money import euro
from kit.refusal import Refusal


def divided(amount_cents: int, instalments: list[Instalment]) -> list[Instalment]:
    """Return the parts of an award, one when none is given.

    Refuses `instalments` (422) when they do not add up to it.
    """
    if not instalments:
        return [Instalment(label="Unica soluzione", amount_cents=amount_cents)]
    total = sum(each.amount_cents for each in instalments)
    if total != amount_cents:
        sentence = f"Le rate fanno {euro(total)} e il contributo è di {euro(amount_cents)}."
        raise Refusal("instalments", sentence, 422)
    return instalments


def scaled(amount_cents: int, instalments: list[Instalment]) -> list[Instalment]:
    """Return the parts of a smaller sum, each rounded down to the cent; the last takes the rest."""
    asked = sum(each.amount_cents for each in instalments)
    parts = [each.amount_cents * amount_cents // asked for each in instalments[:-1]]
    parts += [amount_cents - sum(parts)] if instalments else []
    return [
        each.model_copy(update={"amount_cents": cents})
        for each, cents in zip(instalments, parts, strict=True)
    ]
