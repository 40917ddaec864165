"""How each service reaches the database: a role of its own, with a password where one is due."""

import hmac
from urllib.parse import urlsplit, urlunsplit

from capofila.house import HOUSE


def passwords(seed: str) -> dict[str, str]:
    """Derive the database password of each service from one secret of the data folder."""
    names = (room.name for room in HOUSE)
    return {name: hmac.new(seed.encode(), name.encode(), "sha256").hexdigest() for name in names}


def as_role(admin_url: str, service: str, password: str | None) -> str:
    """Turn the administrator's URL into that of a service."""
    parts = urlsplit(admin_url)
    _, _, host = parts.netloc.rpartition("@")
    user = f"capofila_{service}" + (f":{password}" if password else "")
    return urlunsplit(parts._replace(netloc=f"{user}@{host}"))
