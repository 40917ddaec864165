"""What the law asks of a payment: withholding, publication, the collector's answer.

Sources: art. 28 c. 2 DPR 600/1973 (withholding), art. 26 and 27 D.Lgs. 33/2013 (publication),
art. 48-bis DPR 602/1973 (collector).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kit.money import euro
from kit.refusal import Refusal

WITHHELD_PERCENT = 4
PUBLISHED_ABOVE_CENTS = 1_000_00
CHECKED_ABOVE_CENTS = 5_000_00
CHECK_HOLDS_DAYS = 30


def withheld(cents: int) -> int:
    """Return 4 % of a firm's grant, to the nearest cent."""
    return (cents * WITHHELD_PERCENT + 50) // 100


@dataclass(frozen=True)
class Owed:
    """What is owed to a payee, and what is known of the award that it comes from.

    `year_cents` is what the beneficiary was granted in the solar year of the award, up to it and
    with it; None when it comes from no award of theirs. `signers` signed the award or a liquidation
    of it. On `cleared_on` the collector answered last, and `clear` is what it answered.
    """

    payee: str
    cents: int
    year_cents: int | None = None
    published: bool = False
    signers: frozenset[str] = frozenset()
    cleared_on: date | None = None
    clear: bool = False


def check_payment(owed: Sequence[Owed], official: str, today: date) -> None:
    """Refuse an order that the law does not allow.

    `nothing-owed`, `signer-pays` (who signs does not pay), `not-published` (publication is a
    condition of effectiveness of the award with which a beneficiary goes above 1,000.00 euro in a
    solar year, and of those after it: art. 26 c. 3 D.Lgs. 33/2013, delibera CIVIT 59/2013),
    `collector-not-asked` and `collector-blocks`, all 409.
    """
    if not owed:
        raise Refusal("nothing-owed", "Non c'è nulla da pagare.")
    if any(official in each.signers for each in owed):
        raise Refusal("signer-pays", "Chi ha firmato il contributo non può ordinarne il pagamento.")
    _check_publication([each for each in owed if _to_publish(each)])
    _check_collector([each for each in owed if _to_check(each)], today)


def _to_publish(owed: Owed) -> bool:
    return (owed.year_cents or 0) > PUBLISHED_ABOVE_CENTS and not owed.published


def _to_check(owed: Owed) -> bool:
    """Tell whether the collector is asked: what pays the contributions of a firm goes before."""
    return owed.cents > CHECKED_ABOVE_CENTS and not owed.payee.startswith("contributions:")


def _check_publication(unpublished: Collection[Owed]) -> None:
    if unpublished:
        sentence = (
            f"Contributi ancora da pubblicare: {len(unpublished)}. Con essi il beneficiario supera "
            f"{euro(PUBLISHED_ABOVE_CENTS)} nell'anno, e prima della pubblicazione non si pagano."
        )
        raise Refusal("not-published", sentence)


def _check_collector(large: Sequence[Owed], today: date) -> None:
    above = euro(CHECKED_ABOVE_CENTS)
    for each in large:
        stale = today - timedelta(days=CHECK_HOLDS_DAYS)
        if each.cleared_on is None or each.cleared_on < stale:
            sentence = f"Oltre {above} serve la verifica presso l'agente della riscossione."
            raise Refusal("collector-not-asked", sentence)
        if not each.clear:
            sentence = "L'agente della riscossione segnala un debito: il pagamento è sospeso."
            raise Refusal("collector-blocks", sentence)
