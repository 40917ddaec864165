"""The random code under which an application stands in a list that everybody may read."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
GROUP = 4


def written(chance: bytes) -> str:
    """Write a code of two groups, `7K3M-Q2XA`, from as many bytes of chance as it has signs.

    It follows from nothing about the application, so that nobody can compute it: neither its
    register number nor its place of arrival may appear in a list (Garante, 22 July 2021 n. 296).
    """
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in chance[:LENGTH])
    return f"{signs[:GROUP]}-{signs[GROUP:]}"
