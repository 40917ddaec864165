"""How the clock of a procedure is told to staff."""

from collections.abc import Mapping
from types import MappingProxyType

from contracts.terms import TermReading, ToldFact
from services.dashboard.rules.wording import Sign, Signs, day

CLOCKS: Signs = MappingProxyType(
    {
        "running": Sign("Il termine corre", "info", "clock"),
        "stopped": Sign("Il termine è fermo", "wait", "lock"),
        "passed": Sign("Il termine è passato", "bad", "warning-circle"),
        "ended": Sign("Il procedimento è concluso", "calm", "check-circle"),
    }
)
STOPS: Mapping[str, str] = MappingProxyType(
    {
        "integration": "Integrazione chiesta",
        "information": "Informazioni chieste ad altri uffici",
        "notice": "Preavviso di rigetto",
    }
)
TERM_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "started": "Comincia il procedimento",
        "integration_asked": "Chiesta l'integrazione",
        "integration_served": "Consegnata la richiesta di integrazione",
        "integration_answered": "Arrivata l'integrazione",
        "integration_expired": "Scaduta la richiesta di integrazione",
        "information_asked": "Chieste informazioni ad altri uffici",
        "information_received": "Arrivate le informazioni",
        "notice_served": "Consegnato il preavviso di rigetto",
        "observations_received": "Arrivate le osservazioni",
    }
)
INTEGRATIONS: Signs = MappingProxyType(
    {
        "drafted": Sign("Da inviare", "wait", "pencil"),
        "asked": Sign("Si aspetta la risposta", "info", "clock"),
        "answered": Sign("Arrivata", "good", "check-circle"),
        "expired": Sign("Non arrivata", "calm", "close-circle"),
    }
)
NOTICES: Signs = MappingProxyType(
    {
        "drafted": Sign("Da inviare", "wait", "pencil"),
        "given": Sign("Inviato: manca la prova della consegna", "wait", "mail"),
        "served": Sign("Consegnato", "good", "check-circle"),
    }
)
TELLABLE: Mapping[str, str] = MappingProxyType(
    {
        "integration_served": "La richiesta di integrazione è stata consegnata",
        "information_asked": "Si sono chieste informazioni ad altri uffici",
        "information_received": "Le informazioni sono arrivate",
    }
)
BY_LAW = "Parte la lettera a chi ha fatto domanda, con il suo numero di protocollo."
IF_ASKED = (
    BY_LAW,
    "Il termine del procedimento si ferma fino alla risposta: la legge lo consente una volta sola.",
    "Se non risponde nei giorni dati il termine riprende, e decide comunque una persona.",
)
IF_GIVEN = (
    BY_LAW,
    "Dalla consegna, che va provata qui, corrono i giorni per presentare osservazioni.",
    "Finché quei giorni non sono passati la domanda non si può respingere.",
)


def summed(reading: TermReading) -> str:
    """Say in a sentence where the clock of a case is."""
    reckoning = reading.reckoning
    due, days = day(reckoning.due_on), reckoning.days_in_all
    if reading.clock == "ended":
        return f"Il termine era di {days} giorni, ultimo giorno {due}."
    return f"{days} giorni dal {day(reckoning.started_on)}, ultimo giorno {due}."


def told_fact(fact: ToldFact) -> str:
    """Say a fact of a term in a line, with what proves it."""
    days = f", {fact.days} giorni per rispondere" if fact.days else ""
    proof = f" ({fact.reference})" if fact.reference else ""
    return f"{TERM_FACTS[fact.kind]}{days}{proof}"
