"""The size class of an enterprise: Annex I of Reg. (UE) 651/2014, as Racc. 2003/361/CE."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from contracts.partnership import GroupLink, SizeClass, SizeDeclaration, YearFigures
from kit.money import euro

MILLION = 100_000_000
# Staff stays below the first figure; of turnover and balance sheet total, one stays within its own.
CEILINGS: tuple[tuple[SizeClass, int, int, int], ...] = (
    ("micro", 10, 2 * MILLION, 2 * MILLION),
    ("small", 50, 10 * MILLION, 10 * MILLION),
    ("medium", 250, 50 * MILLION, 43 * MILLION),
)
RANKS: tuple[SizeClass, ...] = ("micro", "small", "medium", "large")
SMES: tuple[SizeClass, ...] = ("micro", "small", "medium")
PARTNER, LINKED = Fraction(25), Fraction(50)
WHOLE = Fraction(100)
SMALL_AUTHORITY_INHABITANTS = 5_000
SMALL_AUTHORITY_BUDGET_CENTS = 10 * MILLION
NAMES: dict[SizeClass, str] = {
    "micro": "microimpresa",
    "small": "piccola impresa",
    "medium": "media impresa",
    "large": "grande impresa",
    "not_sme": "non è una PMI",
}


@dataclass(frozen=True)
class Figures:
    """Annual work units and money, which the pro rata of a partner makes fractions."""

    staff: Fraction
    turnover_cents: Fraction
    balance_cents: Fraction


@dataclass(frozen=True)
class Size:
    """The class of an enterprise, and in Italian sentences what it was computed from."""

    size_class: SizeClass
    reasons: tuple[str, ...]


def size_of(declared: SizeDeclaration) -> Size:
    """Return the class of an enterprise from its accounting years and its group.

    Partners (25-50 per cent) count pro rata, linked enterprises (above 50) in full; a class changes
    only after two consecutive years. A quarter held by public bodies excludes from the class of
    small and medium enterprises, but for small local authorities.
    """
    links = declared.links
    public = tuple(_public(link) for link in links if _excludes(link))
    if public:
        return Size("not_sme", public)
    years = tuple(_with_group(year, links) for year in declared.years)
    settled = _settled([_class_of(year) for year in years])
    told = (*(_linked(link) for link in links if _counts(link)), _told(years[-1]))
    return Size(settled, (*told, f"Classe: {NAMES[settled]}."))


def _excludes(link: GroupLink) -> bool:
    """Tell whether a public holder takes an enterprise out of the class (art. 3 par. 4)."""
    if link.kind == "enterprise" or not link.holder or Fraction(link.percent) < PARTNER:
        return False
    return Fraction(link.percent) > LINKED or not _is_small_authority(link)


def _is_small_authority(link: GroupLink) -> bool:
    """Tell a local authority of art. 3 par. 2 d): small in people and in budget."""
    if link.kind != "local_authority" or link.inhabitants is None or link.budget_cents is None:
        return False
    return (
        link.inhabitants < SMALL_AUTHORITY_INHABITANTS
        and link.budget_cents < SMALL_AUTHORITY_BUDGET_CENTS
    )


def _counts(link: GroupLink) -> bool:
    return link.kind == "enterprise" and Fraction(link.percent) >= PARTNER


def _share(link: GroupLink) -> Fraction:
    percent = Fraction(link.percent)
    return Fraction(1) if percent > LINKED else percent / WHOLE


def _with_group(year: YearFigures, links: Sequence[GroupLink]) -> Figures:
    staff, turnover, balance = (
        Fraction(year.staff),
        Fraction(year.turnover_cents),
        Fraction(year.balance_cents),
    )
    for link in filter(_counts, links):
        share = _share(link)
        staff += share * Fraction(link.staff)
        turnover += share * link.turnover_cents
        balance += share * link.balance_cents
    return Figures(staff, turnover, balance)


def _class_of(figures: Figures) -> SizeClass:
    for name, staff, turnover, balance in CEILINGS:
        within = figures.turnover_cents <= turnover or figures.balance_cents <= balance
        if figures.staff < staff and within:
            return name
    return "large"


def _settled(classes: Sequence[SizeClass]) -> SizeClass:
    """Change the class only after two consecutive years on the same side (art. 4 par. 2)."""
    status = RANKS.index(classes[0])
    for before, after in pairwise(RANKS.index(each) for each in classes):
        if min(before, after) > status:
            status = min(before, after)
        elif max(before, after) < status:
            status = max(before, after)
    return RANKS[status]


def _public(link: GroupLink) -> str:
    return (
        f"Il {_percent(link)} è di un ente pubblico ({link.name}): "
        "con il 25% o più in mano pubblica l'impresa non è una PMI."
    )


def _linked(link: GroupLink) -> str:
    how = "collegata, contata per intero" if _share(link) == 1 else "associata, contata in quota"
    return f"{link.name} ({_percent(link)}): {how}."


def _percent(link: GroupLink) -> str:
    return f"{link.percent.normalize():f}".replace(".", ",") + "%"


def _told(figures: Figures) -> str:
    whole, rest = divmod(round(100 * figures.staff), 100)
    staff = f"{whole},{rest:02d}" if rest else f"{whole}"
    money = (euro(int(cents)) for cents in (figures.turnover_cents, figures.balance_cents))
    turnover, balance = money
    return f"Unità lavorative {staff}, fatturato {turnover}, bilancio {balance}."
