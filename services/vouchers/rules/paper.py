"""What the paper of a voucher says, in plain Italian."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from contracts.purchases import PaperForm
from contracts.vouchers.cards import VoucherCard
from kit.money import euro

LIVES = ("issued", "active", "partly_spent")
GROUPS_A_LINE = 3
STEPS = (
    "Scelga uno dei fornitori accreditati: l'elenco è pubblico e non serve registrarsi.",
    "Mostri il codice, o il quadrato da inquadrare: il fornitore registra quanto spende.",
    "Può spendere il valore in una o più volte, fino a esaurirlo.",
)
CARE = (
    "Il codice vale come denaro: lo dia solo a chi Le fornisce il servizio.",
    "Nessuno di noi Le chiederà mai il codice per telefono.",
    "Se perde il foglio ce lo dica subito: Le diamo un altro codice con quello che resta.",
    "Se non Le serve più, ce lo dica: la somma andrà ad altre persone.",
)


@dataclass(frozen=True)
class Sheet:
    """Everything that one sheet says; `code` is what its QR holds and nothing else."""

    title: str
    body_name: str
    call_title: str
    code: str
    amount: str
    facts: tuple[str, ...]
    steps: tuple[str, ...]
    care: tuple[str, ...]
    contacts: tuple[str, ...]
    footer: str

    @property
    def code_lines(self) -> tuple[str, ...]:
        """The code in lines that are easy to read aloud."""
        groups = self.code.split("-")
        starts = range(0, len(groups), GROUPS_A_LINE)
        return tuple("-".join(groups[start : start + GROUPS_A_LINE]) for start in starts)


def sheet(card: VoucherCard, form: PaperForm, categories: tuple[str, ...]) -> Sheet:
    """Return what the paper of a voucher says."""
    return Sheet(
        title=f"Voucher di {form.holder}" if form.holder else "Il Suo voucher",
        body_name=form.body_name,
        call_title=form.call_title,
        code=card.code,
        amount=euro(card.residual_cents),
        facts=_facts(card, form, categories),
        steps=STEPS,
        care=CARE,
        contacts=tuple(form.contacts),
        footer=f"{form.body_name}. Protocollo {form.protocol}.",
    )


def _facts(card: VoucherCard, form: PaperForm, categories: tuple[str, ...]) -> tuple[str, ...]:
    facts = [f"Può spenderlo fino a {_written(card.valid_until_on)} compreso."]
    if card.activate_by_on is not None:
        facts.insert(
            0, f"Lo usi la prima volta, o lo attivi, entro {_written(card.activate_by_on)}."
        )
    if categories:
        facts.append(f"Può comprare: {'; '.join(categories)}.")
    return (*facts, f"La domanda ha il numero di protocollo {form.protocol}.")


def _written(day: date) -> str:
    return format_date(day, "EEEE d MMMM y", locale="it")
