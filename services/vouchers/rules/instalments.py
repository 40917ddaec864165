"""The parts in which an award is paid."""

from contracts.applications import Instalment
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
