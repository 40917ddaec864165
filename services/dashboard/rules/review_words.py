"""The words of reviews: what waits, what somebody does next, how far a case is, what follows."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from contracts.readings import ReaderState, ReadingCard
from contracts.review import ReviewCard
from services.dashboard.rules.story import Step
from services.dashboard.rules.wording import Sign, Signs

WAITS: Signs = MappingProxyType(
    {
        "reader": Sign("Nessuno la legge", "bad", "warning-circle"),
        "reading": Sign("In lettura", "info", "user"),
        "signature": Sign("Da firmare", "wait", "pencil"),
    }
)
WAITS_CHIPS: Mapping[str, str] = MappingProxyType(
    {"reader": "Nessuno le legge", "reading": "In lettura", "signature": "Da firmare"}
)
ANSWERS: Signs = MappingProxyType(
    {
        "yes": Sign("Sì", "good", "check-circle"),
        "no": Sign("No", "bad", "close-circle"),
        "not_applicable": Sign("Non riguarda", "calm", "minus"),
    }
)
UNANSWERED = Sign("Da verificare", "wait", "help-circle")
PROPOSED: Signs = MappingProxyType(
    {
        "granted": Sign("Proposta: accogliere", "good", "check-circle"),
        "refused": Sign("Proposta: non ammettere", "bad", "close-circle"),
    }
)
ENDED: Mapping[str, str] = MappingProxyType(
    {
        "conflict": "ha dichiarato un conflitto di interessi",
        "handed_over": "ha lasciato la lettura a un'altra persona",
        "removed": "non è più tra chi cura l'istruttoria",
    }
)
DECLARED = Sign("Ha dichiarato", "good", "check")
UNDECLARED = Sign("Deve dichiarare", "wait", "lock")
CONFLICT = Sign("In conflitto di interessi", "bad", "ban")
REMOVED = Sign("Non più in carico", "calm", "minus")
HANDED_IN = Sign("Punti consegnati", "good", "check")
TO_HAND_IN = Sign("Punti da dare", "wait", "pencil")
LAW = (
    "Chi esamina le domande dichiara se è in conflitto di interessi, anche potenziale: suo, di "
    "parenti e affini, di conviventi, di chi frequenta abitualmente, o di enti in cui ha un ruolo "
    "(articolo 6-bis legge 241/1990)."
)
IF_DECLARED = (
    "Se non sei in conflitto, le domande si aprono subito.",
    "Se lo sei, le tue domande di questo bando passano ad altre persone e non le vedi.",
    "La dichiarazione resta agli atti. Se un conflitto nasce dopo, lo dichiari nella domanda.",
)
IF_CONFLICT = (
    "La domanda passa a un'altra persona, e da quel momento non la vedi più.",
    "I punti e le verifiche che hai dato non contano più. Non si può annullare.",
)
IF_HANDED_IN = (
    "I punti consegnati non si cambiano.",
    "Solo dopo vedi i punti di chi legge con te, e loro i tuoi.",
)
IF_PROPOSED = (
    "Servono quattro occhi: decide e firma una persona che non ha letto la domanda.",
    "Una nuova proposta prende il posto di questa, finché nessuno ha firmato.",
)
IF_SIGNED_UNDER = (
    "La tua è la prima delle due firme: il provvedimento lo firma poi un'altra persona.",
    "Non potrai firmare tu anche il provvedimento, se nessun altro firma con te.",
)
IF_HANDED_OVER = (
    "Chi la lascia non la vede più tra le sue, e non può riaverla.",
    "Verifiche e punti che ha dato non contano più.",
)
IF_REMOVED = "Le domande che aspettano la sua lettura passano subito ad altre persone."


def next_step(card: ReadingCard, me: ReaderState) -> Sign:
    """Say what one who reads an application does next."""
    return next(_next(card, me))


def is_mine_to_do(sign: Sign) -> bool:
    """Tell whether a next step is one's own, and not that of others."""
    return sign.tone == "wait"


def _next(card: ReadingCard, me: ReaderState) -> Iterator[Sign]:
    if not me.declared:
        yield Sign("Dichiara se sei in conflitto", "wait", "lock")
    if card.proposed:
        yield Sign("Aspetta la firma di altri", "calm", "clock")
    yield from _work(card, me)
    yield Sign("Proponi l'esito", "wait", "pencil")


def _work(card: ReadingCard, me: ReaderState) -> Iterator[Sign]:
    if card.scored and not me.handed_in:
        yield Sign("Dai i punti", "wait", "pencil")
    if card.open_items:
        yield Sign(f"Rispondi a {_items(card.open_items)}", "wait", "list")
    if _awaits_sheets(card):
        yield Sign("Aspetta i punti di altri", "calm", "clock")


def _awaits_sheets(card: ReadingCard) -> bool:
    return card.scored and sum(each.handed_in for each in card.readers) < card.wanted


def _items(count: int) -> str:
    return "1 verifica" if count == 1 else f"{count} verifiche"


def progress(card: ReadingCard) -> str:
    """Say in a line how far the reading of an application is."""
    told = []
    if card.items:
        told.append(f"{card.items - card.open_items} di {card.items} verifiche")
    if card.scored:
        told.append(f"{sum(each.handed_in for each in card.readers)} di {card.wanted} schede")
    return ", ".join(told)


def stages(card: ReviewCard, *, decided: bool) -> Sequence[Step]:
    """Return the stages of a review; the first that is not done is the one where it stands."""
    done = list(_stages(card, decided=decided))
    first = next((place for place, (_, ready) in enumerate(done) if not ready), len(done))
    return [
        Step(label, "done" if ready else ("now" if place == first else ""))
        for place, (label, ready) in enumerate(done)
    ]


def _stages(card: ReviewCard, *, decided: bool) -> Iterator[tuple[str, bool]]:
    yield "Assegnata", len(card.readers) >= card.wanted or bool(card.proposal)
    yield "Senza conflitti", bool(card.readers) and all(each.declared for each in card.readers)
    if card.items:
        yield "Verifiche", all(each.answer for each in card.items)
    if card.criteria:
        handed_in = sum(each.handed_in for each in card.readers)
        yield "Punti", handed_in >= card.wanted
    yield "Proposta", card.proposal is not None
    if card.second_signature:
        signed = card.proposal is not None and bool(card.proposal.signed_by)
        yield "Prima firma", signed or decided
    yield "Provvedimento", decided


def agreement_sentence(compared: int, mean_difference: str | None, alpha: str | None) -> str:
    """Say how alike those who read give their points, and what that means."""
    if not compared or mean_difference is None:
        return "Ancora nessuna domanda ha i punti di due persone: non c'è nulla da confrontare."
    mean = _comma(mean_difference)
    where = f"Su {compared} punteggi messi a confronto due letture distano in media {mean} punti."
    return f"{where} {_alike(alpha)}" if alpha else where


def _alike(alpha: str) -> str:
    shown = f"Alfa di Krippendorff {_comma(alpha)}"
    if float(alpha) >= GOOD:
        return f"{shown}: chi legge dà punti molto simili."
    if float(alpha) >= FAIR:
        return f"{shown}: l'accordo è discreto; conviene rivedere insieme i criteri."
    return (
        f"{shown}: l'accordo è debole; conviene rivedere insieme i criteri prima di andare avanti."
    )


GOOD, FAIR = 0.8, 0.667


def _comma(number: str) -> str:
    return number.rstrip("0").rstrip(".").replace(".", ",") if "." in number else number


def apart_sentence(card: ReviewCard, limit: int | None) -> str:
    """Say how far apart the sheets of a case are, and whether somebody else reads too."""
    if card.apart is None:
        return ""
    points = "c'è 1 punto" if card.apart == 1 else f"ci sono {card.apart} punti"
    told = f"Fra la scheda più alta e la più bassa {points}."
    if limit is None or card.apart < limit:
        return told
    return f"{told} Da {limit} punti in su legge anche un'altra persona."
