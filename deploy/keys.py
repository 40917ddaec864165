"""Write the secrets of `deploy/compose.yaml` into `deploy/secrets/`, each once.

It needs Python alone. A file that is there stays as it is: to change a key, remove its file first.
The folder lets nobody else in; the files in it can be read, because the containers mount them one
by one and run as users of their own.
"""

import hmac
import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "secrets"
KEYS = ("audit_key", "pseudonym_key", "voucher_key", "service_key", "session_key")
SEEDS = ("admin_password", "redis_password", "role_passwords", "temporal_password")
PROCESSES = (
    "network", "applications", "vouchers", "notifications", "portal", "dashboard", "workflows",
)  # fmt: skip


def write(folder: Path) -> list[str]:
    """Write what is missing; return the names of the files written."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    drawn = [name for name in (*KEYS, *SEEDS) if _put(folder, name, secrets.token_hex(32))]
    known = {name: (folder / name).read_text() for name in SEEDS}
    return drawn + [name for name, text in derived(known).items() if _put(folder, name, text)]


def derived(seeds: dict[str, str]) -> dict[str, str]:
    """Return the files that follow from the drawn passwords."""
    redis = seeds["redis_password"]
    urls = {
        f"{name}_database_url": _database_url(
            f"capofila_{name}", role_password(seeds["role_passwords"], name)
        )
        for name in PROCESSES
    }
    return {
        **urls,
        "admin_database_url": _database_url("postgres", seeds["admin_password"]),
        "redis.conf": f"requirepass {redis}\n",
        "redis_url": f"redis://:{redis}@redis:6379/0",
    }


def role_password(seed: str, process: str) -> str:
    """Derive the database password of a process, as `capofila migrate` does."""
    return hmac.new(seed.encode(), process.encode(), "sha256").hexdigest()


def _database_url(user: str, password: str) -> str:
    return f"postgresql://{user}:{password}@postgres:5432/capofila"


def _put(folder: Path, name: str, text: str) -> bool:
    path = folder / name
    if path.exists():
        return False
    path.write_text(text)
    path.chmod(0o444)
    return True


if __name__ == "__main__":
    written = write(FOLDER)
    sys.stdout.write(f"{len(written)} secrets written to {FOLDER}\n")
