"""Voucher codes: derived, unguessable, and proof against the slips of typing.

A code is 23 symbols of HMAC-SHA256 (115 bits) and one check symbol, in six groups of four. The
alphabet is Crockford's base 32. The check is Damm's scheme (Totally anti-symmetrische
Quasigruppen, 2004) over GF(32) = GF(2)[x]/(x^5 + x^2 + 1) with the quasigroup a*b = x·a + b: any
single wrong symbol and any swap of neighbours changes it.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

from kit.refusal import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 23
GROUP = 4
OVERFLOW = 0b100000
POLYNOMIAL = 0b100101
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


@dataclass(frozen=True)
class Codes:
    """Derives codes from voucher ids and hashes them, both under the house's voucher key."""

    key: bytes = field(repr=False)

    def code(self, voucher_id: UUID) -> str:
        """Return the code of a voucher as people read it, `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`."""
        bits = int.from_bytes(self._keyed(b"code", voucher_id.bytes)) >> (256 - 5 * SYMBOLS)
        symbols = [bits >> 5 * place & 31 for place in reversed(range(SYMBOLS))]
        text = "".join(ALPHABET[value] for value in (*symbols, check_symbol(symbols)))
        return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))

    def digest(self, code: str) -> bytes:
        """Return the keyed hash under which a code is kept, however it was typed.

        Refuses `voucher-code` (422) when the check symbol or the shape is wrong.
        """
        return self._keyed(b"hash", read(code).encode())

    def _keyed(self, purpose: bytes, message: bytes) -> bytes:
        return hmac.digest(self.key, purpose + b":" + message, hashlib.sha256)


def read(code: str) -> str:
    """Return the symbols of a typed code: any case, blanks and hyphens, O as 0, I and L as 1.

    Refuses `voucher-code` (422) when they are not a code.
    """
    symbols = code.upper().translate(_READ_AS) if code.isascii() else ""
    values = [_VALUES.get(symbol, OVERFLOW) for symbol in symbols]
    if len(values) != SYMBOLS + 1 or OVERFLOW in values or check_symbol(values) != 0:
        raise Refusal("voucher-code", "Il codice del voucher contiene un errore.", 422)
    return symbols


def check_symbol(values: list[int]) -> int:
    """Return the symbol that brings the sum to zero; of a whole code it is zero itself."""
    interim = 0
    for value in values:
        interim = _times_x(interim ^ value)
    return interim


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ POLYNOMIAL if doubled & OVERFLOW else doubled
