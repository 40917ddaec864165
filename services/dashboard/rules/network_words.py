"""How the network is told to staff: adhesions and their steps, plans, desks, surveys."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from contracts.adhesions import AdhesionStep
from contracts.agreements import CostSplit
from contracts.desks import DeskDeed, Outcome, Topic
from contracts.network import Milestone
from contracts.partnership import Channel, Interest, SizeClass
from contracts.roll import Due
from services.dashboard.rules.wording import Sign, Signs

ADHESIONS: Signs = MappingProxyType(
    {
        "received": Sign("Da confermare", "wait", "inbox"),
        "provisional": Sign("Provvisoria", "wait", "clock"),
        "confirmed": Sign("Confermata", "good", "check-circle"),
        "suspended": Sign("Sospesa", "wait", "lock"),
        "withdrawn": Sign("Recessa", "calm", "close"),
        "refused": Sign("Respinta", "bad", "close-circle"),
        "late": Sign("Fuori termine", "calm", "minus"),
    }
)
ADHESION_CHIPS: Mapping[str, str] = MappingProxyType(
    {
        "received": "Da confermare",
        "provisional": "Provvisorie",
        "confirmed": "Confermate",
        "suspended": "Sospese",
        "withdrawn": "Recesse",
        "refused": "Respinte",
        "late": "Fuori termine",
    }
)
DUE: Mapping[Due, str] = MappingProxyType(
    {
        "answer": "La risposta dell'ente",
        "original": "L'originale firmato",
        "renewal": "Il rinnovo",
        "": "Nulla",
    }
)


class Step(NamedTuple):
    """A step with an adhesion as it is offered: its day, if it has one, and what follows."""

    step: AdhesionStep
    title: str
    then: Sequence[str]
    day: str = ""
    reason: bool = True


STEPS: Mapping[AdhesionStep, Step] = MappingProxyType(
    {
        "confirm": Step(
            "confirm",
            "Conferma l'adesione",
            (
                "Vale dal giorno in cui è arrivato l'originale, o il documento che ne fa le veci.",
                "Le domande di chi lavora qui e aspetta l'adesione si riesaminano da sole.",
                "Non può confermare chi ha registrato la Scheda: servono quattro occhi.",
            ),
            reason=False,
        ),
        "refuse": Step(
            "refuse",
            "Respingi la Scheda",
            (
                "L'impresa riceve la lettera con il motivo.",
                "Le domande di chi lavora qui continuano ad aspettare fino alla fine del bando.",
                "Non si può annullare: l'impresa può mandare un'altra Scheda.",
            ),
        ),
        "suspend": Step(
            "suspend",
            "Sospendi l'adesione",
            (
                "Da quel giorno l'impresa non conta come aderente.",
                "Nuove domande di chi lavora qui aspettano; i voucher già dati seguono il bando.",
            ),
            day="Primo giorno della sospensione",
        ),
        "resume": Step(
            "resume",
            "Riprendi l'adesione",
            ("Dal giorno dopo l'impresa conta di nuovo, e le domande in attesa si riesaminano.",),
            day="Ultimo giorno della sospensione",
        ),
        "renew": Step(
            "renew",
            "Registra il rinnovo",
            ("L'impresa resta nella rete; prima di quel giorno le si chiede di nuovo.",),
            day="Da chiedere di nuovo entro",
            reason=False,
        ),
        "withdraw": Step(
            "withdraw",
            "Registra il recesso",
            (
                "Dal giorno dopo l'impresa non è più nella rete.",
                "Le domande in attesa di chi lavora qui aspettano fino alla fine del bando.",
                "I voucher di chi lavora qui seguono il loro bando: chi li ha riceve una lettera.",
                "Non si può annullare.",
            ),
            day="Ultimo giorno nella rete",
        ),
    }
)
HISTORY: Mapping[str, str] = MappingProxyType(
    {
        "receive": "Scheda registrata",
        "repeat": "Scheda arrivata di nuovo",
        "complete": "Originale arrivato",
        "confirm": "Adesione confermata",
        "refuse": "Scheda respinta",
        "suspend": "Adesione sospesa",
        "resume": "Adesione ripresa",
        "renew": "Adesione rinnovata",
        "withdraw": "Recesso",
    }
)
PAPERS: Mapping[str, str] = MappingProxyType({"copy": "Copia", "original": "Originale"})
CHANNELS: Mapping[Channel, str] = MappingProxyType(
    {
        "pec": "con PEC",
        "email": "per e-mail",
        "counter": "allo sportello",
        "post": "per posta",
        "web": "dal portale",
    }
)
SIZES: Mapping[SizeClass, str] = MappingProxyType(
    {
        "micro": "microimpresa",
        "small": "piccola impresa",
        "medium": "media impresa",
        "large": "grande impresa",
        "not_sme": "non è una PMI",
    }
)
INTERESTS: Mapping[Interest, str] = MappingProxyType(
    {
        "consulting": "consulenza",
        "incentive": "incentivo all'impresa",
        "staff_voucher": "voucher per chi lavora qui",
        "firm_agreement": "accordi tra imprese",
        "needs_survey": "indagine dei bisogni",
    }
)
MILESTONES: Mapping[Milestone, str] = MappingProxyType(
    {
        "survey": "Indagine dei bisogni",
        "plan": "Piano scritto",
        "union_agreement": "Accordo sindacale",
        "experiment": "Sperimentazione",
        "evaluation": "Valutazione",
    }
)
PLANS: Signs = MappingProxyType(
    {
        "open": Sign("Aperto", "info", "pencil"),
        "approved": Sign("Approvato", "good", "check"),
        "completed": Sign("Concluso", "good", "check-circle"),
    }
)
SPLITS: Mapping[CostSplit, str] = MappingProxyType(
    {"equal": "in parti uguali", "share": "per quote", "use": "per presenze del mese"}
)
PLACES: Signs = MappingProxyType(
    {
        "placed": Sign("Ha il posto", "good", "check"),
        "waiting": Sign("In attesa", "wait", "clock"),
        "left": Sign("Lasciato", "calm", "minus"),
    }
)
TOPICS: Mapping[Topic, str] = MappingProxyType(
    {
        "call": "un bando",
        "application": "una domanda",
        "voucher": "un voucher",
        "services": "i servizi",
        "leave_and_rights": "congedi e diritti",
        "employer": "il datore di lavoro",
        "other": "altro",
    }
)
OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        "informed": "informazioni date",
        "file_opened": "domanda cominciata",
        "file_completed": "domanda completata",
        "appointment": "appuntamento",
        "referred": "mandato altrove",
        "none": "nessun esito",
    }
)
CONTACTS: Mapping[str, str] = MappingProxyType(
    {"counter": "di persona", "phone": "al telefono", "email": "per e-mail"}
)
DEEDS: Mapping[DeskDeed, str] = MappingProxyType(
    {
        "filed": "Domanda presentata",
        "amended": "Domanda modificata",
        "withdrawn": "Domanda ritirata",
        "read": "Domanda letta",
    }
)
SURVEYS: Signs = MappingProxyType(
    {
        "open": Sign("Aperta", "good", "unlocked"),
        "closed": Sign("Chiusa", "calm", "locked"),
    }
)
DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {"municipality": "Per comune", "firm": "Per impresa", "department": "Per reparto"}
)
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
SUPPRESSED = "dato non pubblicabile"


def minutes(count: int) -> str:
    """Write minutes as hours: 2400 is `40 h`, 90 is `1 h 30 min`."""
    hours, rest = divmod(abs(count), 60)
    told = " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part
    )
    return f"{'-' if count < 0 else ''}{told or '0 h'}"
