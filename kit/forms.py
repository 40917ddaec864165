"""Forms of our own pages: the token that each of them carries, and the page it was sent from.

OWASP ASVS 5.0 §3.5.1 asks for a defence against forged requests; here are two.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

TOKEN_BYTES = 32
OWN_SITE = frozenset({"same-origin", "none"})


def new_token() -> str:
    """Return a token of 256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def form_token(key: bytes, cookie: str) -> str:
    """Return the token that the forms of a browser carry: nobody else can make it."""
    return hmac.new(key, b"form:" + cookie.encode(), hashlib.sha256).hexdigest()


def same_token(expected: str, given: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def comes_from_own_page(site: str | None, origin: str | None, host: str) -> bool:
    """Judge a form by what the browser says of the page that sent it.

    `site` is Sec-Fetch-Site, `origin` is Origin, `host` the Host asked for. A browser that names
    neither is judged by the form's token alone.
    """
    if site is not None and site not in OWN_SITE:
        return False
    return origin is None or urlsplit(origin).netloc == host
