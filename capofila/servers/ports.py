"""Free ports, picked once per data folder."""

import random
import socket
from collections.abc import Iterable, Mapping

# Below the range from which the kernel lends ports to outgoing connections.
RANGE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def pick(
    names: Iterable[str], kept: Mapping[str, int], preferred: Mapping[str, int]
) -> dict[str, int]:
    """Give each name its port: the kept one if still free, the preferred one, else another."""
    ports: dict[str, int] = {}
    for name in names:
        wishes = [each[name] for each in (kept, preferred) if name in each]
        ports[name] = _first_free(wishes, set(ports.values()))
    return ports


def _first_free(wishes: list[int], taken: set[int]) -> int:
    others = random.sample(RANGE, 200)
    candidates = (port for port in (*wishes, *others) if port not in taken)
    return next(port for port in candidates if is_free(port))
