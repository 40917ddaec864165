"""Sessions of staff: random tokens of which only digests are kept, with two terms.

OWASP ASVS 5.0 §7.2.3, 7.3.1, 7.3.2 and 3.5.1 ask for 128 bits, an idle term, an absolute term and
a defence against forged requests.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

TOKEN_BYTES = 32
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
TOUCH_AFTER = timedelta(minutes=1)
OWN_SITE = frozenset({"same-origin", "none"})


def new_token() -> str:
    """Return a token of 256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """Return what is kept of a token: a thief of the table cannot use it."""
    return hashlib.sha256(token.encode()).digest()


def form_token(key: bytes, token: str) -> str:
    """Return the token that every form of a session carries."""
    return hmac.new(key, b"form:" + token.encode(), hashlib.sha256).hexdigest()


def same_token(expected: str, given: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode())


def is_live(started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Tell whether a session is within its idle and its absolute term."""
    return now - seen_at < IDLE and now - started_at < ABSOLUTE


def is_worth_a_touch(seen_at: datetime, now: datetime) -> bool:
    """Tell whether the last sight is old enough to be written again."""
    return now - seen_at >= TOUCH_AFTER


def comes_from_own_page(site: str | None, origin: str | None, host: str) -> bool:
    """Judge a form by what the browser says of the page that sent it.

    `site` is Sec-Fetch-Site, `origin` is Origin, `host` the Host asked for. A browser that names
    neither is judged by the form's token alone.
    """
    if site is not None and site not in OWN_SITE:
        return False
    return origin is None or urlsplit(origin).netloc == host


def inside_path(path: str) -> str:
    """Return a path of this site to go to after login, never another site's."""
    if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable():
        return path
    return "/domande"
