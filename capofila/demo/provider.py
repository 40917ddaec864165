"""The one provider of the demonstration, as it applies and as officials move it into the list."""

from typing import Any

HANDLE = "nido-il-girasole"
REGISTRAR = "staff:00000000-0000-7000-8000-000000000002"
APPLICATION: dict[str, Any] = {
    "handle": HANDLE,
    "name": "Nido Il Girasole",
    "nature": "cooperative",
    "municipality": "015070",
    "contact_email": "nido.girasole@posta.example",
    "categories": ["Nido e servizi per l'infanzia"],
    "municipalities": ["015070"],
    "capacity": 40,
}


def accreditation(official: str) -> tuple[dict[str, Any], ...]:
    """Return the two acts after which vouchers can be spent there, of two officials."""
    act = {"on": "2015-01-12", "reason": "Requisiti verificati."}
    return (
        {"move": "examine", "act": "1/2015", "official": REGISTRAR, **act},
        {
            "move": "accredit", "act": "2/2015", "official": official,
            "valid_from_on": "2015-01-15", **act,
        },
    )  # fmt: skip
