"""How a place in a list, and a wait for the employer, are told to who applied."""

from collections.abc import Mapping

from contracts.rankings import AcceptanceCard, RankedCase
from services.portal.rules.wording import full_day

# By the words of the state, as the owner of the applications tells them.
WAITS: Mapping[str, str] = {
    "in attesa dell'adesione del datore": (
        "Il Suo datore di lavoro non ha ancora aderito alla rete. Quando aderisce, la domanda va "
        "avanti da sola e tiene il suo posto. Lei non deve fare nulla, ma può ricordarglielo."
    ),
    "in attesa della conferma del datore": (
        "Il Suo datore di lavoro deve ancora confermare che Lei lavora lì. Quando lo conferma, la "
        "domanda va avanti da sola. Lei non deve fare nulla, ma può ricordarglielo."
    ),
}
LISTED: Mapping[str, str] = {
    "below": "Ha meno punti del minimo: non ha un posto.",
    "excluded": "Le manca un requisito: non ha un posto.",
}
ANSWERED: Mapping[str, str] = {
    "accepted": "Ha accettato.",
    "waived": "Ha rinunciato.",
    "lapsed": "Non ha accettato in tempo.",
}


def headline(case: RankedCase) -> str:
    """Say where an application stands in its list."""
    return f"È al posto {case.place}º." if case.place else LISTED[case.listed]


def sentences(case: RankedCase) -> list[str]:
    """Say why an application stands where it does."""
    scores = [each.sentence for each in case.scores]
    return [each for each in (*scores, case.sentence, case.quota, *case.reasons) if each]


def acceptance(card: AcceptanceCard) -> str:
    """Say by when money is to be accepted, or what was answered."""
    if card.answer:
        return ANSWERED[card.answer]
    return f"Deve accettare entro {full_day(card.accept_by_on)}."
