"""A line of a call in words: who may ask, what for, how it is paid."""

from collections.abc import Mapping

from contracts.calls import CallChannel, Instalment, Limit, Line, Payment, SupportForm
from services.portal.rules.wording import listed, money

FORMS: Mapping[SupportForm, str] = {
    "firm_incentive": "Contributo in denaro all'impresa",
    "worker_voucher": "Voucher o rimborso alla persona",
    "consulting": "Consulenza",
    "start_up_grant": "Contributo per avviare un'attività",
    "alliance_project": "Finanziamento di un progetto",
    "public_body_project": "Finanziamento di un progetto di un ente pubblico",
}
SCHEMES: Mapping[str, str] = {
    "reimbursement": "Rimborso di quanto ha speso.",
    "advance_and_balance": "Una parte subito, il resto dopo il rendiconto.",
    "on_result": "A risultato raggiunto.",
    "to_provider": "È pagato direttamente a chi fornisce il servizio.",
    "to_municipality": "È pagato al comune.",
    "in_kind": "È un servizio, non denaro.",
    "voucher": "È un voucher da spendere presso i fornitori.",
}
CHANNELS: Mapping[str, str] = {
    "web": "In linea, da queste pagine",
    "email": "Per e-mail",
    "pec": "Per PEC",
    "counter": "Allo sportello",
    "post": "Per posta",
    "partner": "Da un'organizzazione della rete",
}
COUNTS: Mapping[str, str] = {
    "sending": "Vale il momento dell'invio",
    "arrival": "Vale il momento dell'arrivo",
    "postmark": "Vale il timbro postale",
}
UNITS: Mapping[str, str] = {
    "applicant": "chi fa domanda",
    "child": "ogni figlio o figlia",
    "household": "ogni famiglia",
}


def limit(each: Limit) -> str:
    """Say the most that one gets."""
    most = []
    if each.at_most_applications:
        count = each.at_most_applications
        most.append("una domanda" if count == 1 else f"{count} domande")
    if each.at_most_cents:
        most.append(money(each.at_most_cents))
    where = " in tutto il bando" if each.across == "call" else ""
    return f"Per {UNITS[each.unit]} al massimo {listed(most)}{where}."


def payment(paid: Payment) -> list[str]:
    """Say how an award is paid, instalment by instalment."""
    return [SCHEMES[paid.scheme], *(_part(each) for each in paid.instalments)]


def _part(each: Instalment) -> str:
    asked = "solo a chi la chiede, altrimenti si paga con la successiva" if each.on_request else ""
    told = [words for words in ((each.condition or "").rstrip("."), asked) if words]
    return f"{each.label}: {each.percent}%" + (f" ({'; '.join(told)})" if told else "")


def voucher(line: Line) -> str:
    """Say how long a voucher lives; nothing for a line that gives none."""
    if line.voucher is None:
        return ""
    months = line.voucher.validity_months
    return f"Il voucher vale {'un mese' if months == 1 else f'{months} mesi'} da quando è emesso."


def channel(each: CallChannel) -> tuple[str, list[str]]:
    """Say a way in: its title, then where, when, and what counts as arrival."""
    where = [told for told in (each.address, each.hours) if told]
    return CHANNELS[each.kind], [*where, COUNTS[each.counts]]
