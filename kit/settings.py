"""What every process is told by its environment, or by files under /run/secrets."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS = Path("/run/secrets")


class ProcessSettings(BaseSettings):
    """Settings that all processes share; each is read from `CAPOFILA_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="CAPOFILA_",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
        extra="ignore",
    )

    database_url: str
    redis_url: str
    temporal_address: str = "127.0.0.1:7233"
    http_host: str = "127.0.0.1"
    http_port: int
    clock_file: Path | None = None
    log_level: str = "INFO"
    claim_after_ms: int = 5_000
    audit_key: SecretStr
    service_key: SecretStr
    pseudonym_key: SecretStr
