"""Which texts are one e-mail address, and nothing else."""

import re

MAX_LENGTH = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ONE_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


def is_one_address(text: str) -> bool:
    """Tell whether a text is exactly one plain ASCII address (RFC 5321 §4.1.2, no quoted names).

    Two addresses with a comma are read as two recipients by the standard library, and an odd one
    is cut in silence by the mail client: so everything unusual is refused here.
    """
    return len(text) <= MAX_LENGTH and _ONE_ADDRESS.fullmatch(text) is not None
