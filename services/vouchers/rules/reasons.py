"""Why a bank did not pay: the codes of ISO 20022 (ExternalStatusReason1Code), and their words.

The set of codes is maintained by its registrar; one that is not here is shown as it is.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

NO_REASON = "la banca non dice il motivo"
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "AC01": "il numero del conto è sbagliato",
        "AC03": "il conto del beneficiario non è valido",
        "AC04": "il conto è chiuso",
        "AC06": "il conto è bloccato",
        "AC13": "il tipo di conto non è ammesso",
        "AG01": "il conto non ammette bonifici",
        "AG02": "l'operazione non è ammessa",
        "AM02": "l'importo supera quanto è permesso",
        "AM04": "sul conto di chi paga non ci sono fondi",
        "AM05": "il pagamento è doppio",
        "AM09": "l'importo è sbagliato",
        "BE01": "il nome non corrisponde al conto",
        "BE04": "manca l'indirizzo del beneficiario",
        "CNOR": "la banca del beneficiario non è raggiungibile",
        "CUST": "lo ha chiesto il beneficiario",
        "DT01": "la data non è valida",
        "DUPL": "il pagamento è doppio",
        "FF01": "il file non ha la forma prevista",
        "FOCR": "è la risposta a una richiesta di annullamento",
        "MD07": "il titolare del conto è deceduto",
        "MS02": "il beneficiario non accetta, senza dire perché",
        "MS03": "la banca non dice il motivo",
        "NOAS": "il beneficiario non risponde",
        "RC01": "il codice della banca è sbagliato",
        "RR01": "mancano dati di chi paga",
        "RR03": "mancano dati del beneficiario",
        "RR04": "lo impone una norma",
        "TM01": "il file è arrivato dopo l'orario",
    }
)
_CODE = re.compile(r"([A-Z]{2}[0-9]{2}|[A-Z]{4})\b[ :,-]*")


def parted(said: str) -> tuple[str, str]:
    """Return the code with which a text begins, empty when there is none, and the rest of it."""
    found = _CODE.match(said.strip())
    known = found and (found[1] in REASONS or found[1][-1].isdigit())
    return (found[1], said.strip()[found.end() :]) if found and known else ("", said.strip())


def words(code: str, said: str = "") -> str:
    """Return why a payment came back, in Italian: what the bank says, or what its code means."""
    return said.strip() or REASONS.get(code, f"codice {code}" if code else NO_REASON)
