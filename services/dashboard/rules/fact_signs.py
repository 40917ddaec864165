"""The word, the tone and the picture of every fact of the timeline."""

from collections.abc import Mapping
from types import MappingProxyType

from services.dashboard.rules.wording import Sign, Signs

FACTS: Signs = MappingProxyType(
    {
        "ApplicationRegistered": Sign("Domanda registrata", "info", "inbox"),
        "BudgetReserved": Sign("Somma accantonata", "calm", "lock"),
        "BudgetExhausted": Sign("Fondi esauriti al suo turno", "wait", "warning-circle"),
        "BudgetReleased": Sign("Somma restituita alla dotazione", "calm", "unlocked"),
        "BudgetOffered": Sign("Offerta una parte dei fondi", "wait", "info-circle"),
        "ApplicationChecked": Sign("Requisiti controllati", "info", "list"),
        "TermNearing": Sign("Termine della decisione vicino", "wait", "warning-circle"),
        "IntegrationRequested": Sign("Integrazione chiesta", "wait", "help-circle"),
        "IntegrationExpired": Sign("Integrazione non arrivata", "wait", "clock"),
        "NoticeGiven": Sign("Preavviso di rigetto inviato", "wait", "mail"),
        "ObservationsReceived": Sign("Osservazioni arrivate", "info", "inbox"),
        "ApplicationAssigned": Sign("Istruttoria assegnata", "calm", "user"),
        "ChecklistFilled": Sign("Verifiche compilate", "info", "list"),
        "ScoreGiven": Sign("Punteggio consegnato", "info", "check"),
        "ApplicationReopened": Sign("Domanda riaperta in autotutela", "wait", "refresh"),
        "ApplicationRanked": Sign("In graduatoria", "info", "list"),
        "AcceptanceRequested": Sign("Accettazione chiesta", "wait", "help-circle"),
        "ApplicationWaitlisted": Sign("Messa in lista d'attesa", "calm", "list"),
        "AidRegistered": Sign("Aiuto registrato nel registro nazionale", "info", "files"),
        "AidConfirmed": Sign("Atto comunicato al registro degli aiuti", "good", "check"),
        "AidUnconfirmed": Sign(
            "Aiuto da confermare al registro nazionale", "wait", "warning-circle"
        ),
        "AidChecked": Sign("Aiuti già ricevuti controllati", "info", "list"),
        "ContributionsSubstituted": Sign(
            "Contributi pagati al posto dell'impresa", "wait", "exchange-circle"
        ),
        "AwardGranted": Sign("Contributo concesso", "good", "check-circle"),
        "ReportFiled": Sign("Rendiconto presentato", "info", "inbox"),
        "ReportExamined": Sign("Rendiconto esaminato", "info", "list"),
        "ReportReturned": Sign("Rendiconto restituito", "wait", "refresh"),
        "ReportClosed": Sign("Rendiconto chiuso con un atto", "good", "check-circle"),
        "AwardLiquidated": Sign("Somma liquidata", "good", "check"),
        "PaymentMade": Sign("Pagamento eseguito", "good", "check-circle"),
        "PaymentBounced": Sign("Pagamento respinto dalla banca", "bad", "close-circle"),
        "RecoveryDemanded": Sign("Chiesta la restituzione di una somma", "bad", "warning-circle"),
        "RecoveryReminded": Sign("Sollecitata la restituzione", "wait", "clock"),
        "RecoveryReturned": Sign("Somma restituita", "good", "check"),
        "RecoveryForgiven": Sign("Rinuncia al recupero", "calm", "minus"),
        "VoucherIssued": Sign("Voucher emesso", "good", "card"),
        "VoucherActivated": Sign("Voucher attivato", "info", "card"),
        "VoucherHeld": Sign("Somma del voucher bloccata", "calm", "lock"),
        "VoucherRedeemed": Sign("Voucher usato", "info", "card"),
        "RedemptionReversed": Sign("Uso del voucher stornato", "wait", "refresh"),
        "VoucherSuspended": Sign("Voucher sospeso", "wait", "lock"),
        "VoucherReadmitted": Sign("Voucher riammesso", "good", "unlocked"),
        "VoucherReplaced": Sign("Voucher sostituito", "info", "exchange-circle"),
        "VoucherRevoked": Sign("Voucher revocato", "bad", "ban"),
        "VoucherExpired": Sign("Voucher scaduto", "calm", "clock"),
        "LetterQueued": Sign("Lettera da inviare", "calm", "mail"),
        "LetterAccepted": Sign("Lettera inviata", "good", "mail"),
        "LetterFailed": Sign("Lettera non inviata", "bad", "warning-circle"),
        "LetterDropped": Sign("Lettera non più necessaria", "calm", "mail"),
        "LetterUnresolved": Sign("Esito dell'invio sconosciuto", "wait", "help-circle"),
        "ApplicationClosed": Sign("Pratica conclusa", "good", "flag"),
    }
)
DECIDED: Signs = MappingProxyType(
    {
        "granted": Sign("Domanda accolta", "good", "check-circle"),
        "refused": Sign("Domanda respinta", "bad", "close-circle"),
    }
)
PROPOSED: Signs = MappingProxyType(
    {
        "granted": Sign("Proposta di accogliere", "info", "check"),
        "refused": Sign("Proposta di respingere", "info", "close"),
    }
)
REVISED: Signs = MappingProxyType(
    {
        "amendment": Sign("Domanda modificata da chi l'ha presentata", "info", "pencil"),
        "supplement": Sign("Domanda integrata dopo la proroga", "info", "plus-circle"),
        "integration": Sign("È arrivata l'integrazione chiesta", "info", "plus-circle"),
        "migration": Sign("Giudicata con un'altra versione", "info", "exchange-circle"),
        "employer": Sign("È cambiato qualcosa del datore di lavoro", "info", "exchange-circle"),
    }
)
STOPPED: Signs = MappingProxyType(
    {
        "withdrawn": Sign("Domanda ritirata", "calm", "close"),
        "call_revoked": Sign("Fermata: bando revocato", "bad", "ban"),
    }
)
CLOCK: Signs = MappingProxyType(
    {
        "running": Sign("Il termine corre", "calm", "clock"),
        "stopped": Sign("Il termine si è fermato", "wait", "lock"),
        "passed": Sign("Il termine è passato", "bad", "warning-circle"),
        "ended": Sign("Il termine non corre più", "calm", "check"),
    }
)
CONFLICT: Signs = MappingProxyType(
    {
        "True": Sign("Dichiarato un conflitto d'interessi", "wait", "warning-circle"),
        "False": Sign("Dichiarata l'assenza di conflitti", "calm", "check"),
    }
)
ACCEPTED: Signs = MappingProxyType(
    {
        "accepted": Sign("Contributo accettato", "good", "check-circle"),
        "waived": Sign("Rinuncia al contributo", "calm", "close"),
        "lapsed": Sign("Accettazione non arrivata in tempo", "calm", "clock"),
    }
)
OFFERED: Signs = MappingProxyType(
    {
        "accepted": Sign("Accettata la parte offerta", "good", "check-circle"),
        "declined": Sign("Rifiutata la parte offerta", "calm", "close"),
        "lapsed": Sign("Offerta non accettata in tempo", "calm", "clock"),
    }
)
RELEASED: Signs = MappingProxyType(
    {
        "True": Sign("Blocco scaduto: la somma è di nuovo nel voucher", "calm", "unlocked"),
        "False": Sign("Somma del voucher sbloccata", "calm", "unlocked"),
    }
)
REMINDED: Signs = MappingProxyType(
    {
        "expiry": Sign("Ricordata la scadenza del voucher", "calm", "mail"),
        "activation": Sign("Ricordato di attivare il voucher", "calm", "mail"),
    }
)
WITHDRAWN: Signs = MappingProxyType(
    {
        "keep_to_expiry": Sign("Recesso del datore: il voucher resta", "calm", "info-circle"),
        "suspend": Sign("Recesso del datore: voucher sospeso", "wait", "lock"),
        "revoke": Sign("Recesso del datore: voucher revocato", "bad", "ban"),
    }
)
BY_KIND: Mapping[str, tuple[str, Signs]] = MappingProxyType(
    {
        "ApplicationDecided": ("outcome", DECIDED),
        "DecisionProposed": ("outcome", PROPOSED),
        "ApplicationRevised": ("by", REVISED),
        "ApplicationStopped": ("by", STOPPED),
        "TermMoved": ("clock", CLOCK),
        "ConflictDeclared": ("conflict", CONFLICT),
        "AcceptanceAnswered": ("answer", ACCEPTED),
        "OfferAnswered": ("outcome", OFFERED),
        "HoldReleased": ("lapsed", RELEASED),
        "VoucherReminded": ("of", REMINDED),
        "WithdrawalFollowed": ("effect", WITHDRAWN),
    }
)
RECOVERED = Sign("Somma accantonata dallo scorrimento", "good", "lock")
UNKNOWN = Sign("Fatto registrato", "calm", "info-circle")
