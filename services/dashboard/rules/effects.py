"""What a changed version would do, as bars, sentences and groups of those who move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from contracts.publishing import LineEffect, Mover, WhatIf
from services.dashboard.rules.wording import Sign, money

THOUSAND = 1000
SUMMED = (
    "applications", "eligible_before_cents", "eligible_after_cents", "funded_before",
    "funded_after",
)  # fmt: skip
GROUPS: Mapping[str, Sign] = MappingProxyType(
    {
        "nuove": Sign("Diventano ammissibili", "good", "arrow-up-circle"),
        "perse": Sign("Non sono più ammissibili", "bad", "arrow-down-circle"),
        "su": Sign("Importo più alto", "info", "arrow-up"),
        "giu": Sign("Importo più basso", "wait", "arrow-down"),
        "altre": Sign("Cambia solo se i fondi la raggiungono", "calm", "exchange-circle"),
    }
)


@dataclass(frozen=True)
class Bar:
    """What the eligible applications of a line cost, drawn against its funds.

    Widths and places are percentages of the chart as SVG takes them.
    """

    label: str
    cents: int
    budget_cents: int
    funded: int
    within: str
    beyond: str
    budget_at: str

    @property
    def words(self) -> str:
        """The bar for who does not see it."""
        reached = f"i fondi, {money(self.budget_cents)}, arrivano a {count_words(self.funded)}"
        return f"{self.label}: {money(self.cents)} per le domande ammissibili; {reached}."


def of_budget(fund: str, lines: Iterable[LineEffect]) -> LineEffect:
    """Return what all lines that spend the budget of a line do together, as one effect."""
    spending = [each for each in lines if fund_of(each) == fund]
    (owner,) = [each for each in spending if each.line == fund] or spending[:1]
    sums = {name: sum(getattr(each, name) for each in spending) for name in SUMMED}
    return owner.model_copy(update={"title": ", ".join(each.title for each in spending), **sums})


def fund_of(line: LineEffect) -> str:
    """Return the line whose budget a line spends."""
    return line.fund or line.line


def bars(line: LineEffect) -> tuple[Bar, Bar]:
    """Return the bars of a line before and after, on one scale."""
    sums = (
        line.eligible_before_cents, line.eligible_after_cents,
        line.budget_before_cents, line.budget_after_cents,
    )  # fmt: skip
    whole = max(*sums, 1)
    before = (line.eligible_before_cents, line.budget_before_cents, line.funded_before)
    after = (line.eligible_after_cents, line.budget_after_cents, line.funded_after)
    return _bar("Prima", before, whole), _bar("Dopo", after, whole)


def _bar(label: str, figures: tuple[int, int, int], whole: int) -> Bar:
    cents, budget_cents, funded = figures
    within = min(cents, budget_cents)
    return Bar(
        label=label,
        cents=cents,
        budget_cents=budget_cents,
        funded=funded,
        within=_percent(within, whole),
        beyond=_percent(cents - within, whole),
        budget_at=_percent(budget_cents, whole),
    )


def _percent(part: int, whole: int) -> str:
    tenths = part * THOUSAND // whole
    return f"{tenths // 10}.{tenths % 10}%"


def headline(effect: WhatIf) -> str:
    """Say first what the version changes: who, and how much money."""
    if not effect.applications:
        return "Il bando non ha ancora domande: non c'è nulla su cui provare la versione."
    if effect.before_version == effect.after_version:
        return f"La versione {effect.after_version} è in vigore: non c'è nulla da confrontare."
    if not effect.movers_in_all:
        return f"Su {count_words(effect.applications)}, nessuna cambia esito o importo."
    new = sum(line.newly_eligible for line in effect.lines)
    lost = sum(line.no_longer_eligible for line in effect.lines)
    return f"{_becoming(new)}, {_losing(lost)}; {_spending(effect.lines)}."


def _becoming(count: int) -> str:
    if not count:
        return "Nessuna domanda diventa ammissibile"
    return (
        "1 domanda diventa ammissibile" if count == 1 else f"{count} domande diventano ammissibili"
    )


def _losing(count: int) -> str:
    if not count:
        return "nessuna smette di esserlo"
    return "1 non lo è più" if count == 1 else f"{count} non lo sono più"


def _spending(lines: Sequence[LineEffect]) -> str:
    before = sum(line.eligible_before_cents for line in lines)
    after = sum(line.eligible_after_cents for line in lines)
    if before == after:
        return f"la spesa per le ammissibili resta {money(after)}"
    more = "in più" if after > before else "in meno"
    return f"servono {money(abs(after - before))} {more}, {money(after)} in tutto"


def reached(line: LineEffect) -> str:
    """Say whom the funds of a line reach."""
    if line.funded_before == line.funded_after:
        return f"I fondi arrivano a {count_words(line.funded_after)}, come prima."
    return f"I fondi arrivano a {count_words(line.funded_after)} invece di {line.funded_before}."


def recalculated(migrated: int, unchanged: int, left: int) -> str:
    """Say what a recalculation did."""
    told = [f"{count_words(migrated)} con un altro esito o importo", f"{unchanged} come prima"]
    if left:
        told.append(f"{left} lasciate con la loro versione, perché già decise o concluse")
    return f"{', '.join(told)}. I controlli nuovi arrivano nelle pratiche fra un momento."


def group_of(mover: Mover) -> str:
    """Tell in what way an application moves."""
    if (mover.before == "yes") != (mover.after == "yes"):
        return "nuove" if mover.after == "yes" else "perse"
    if mover.before != "yes" or mover.before_cents == mover.after_cents:
        return "altre"
    return "su" if mover.after_cents > mover.before_cents else "giu"


def count_words(applications: int) -> str:
    """Write how many applications: `1 domanda`, `12 domande`."""
    return "1 domanda" if applications == 1 else f"{applications} domande"
