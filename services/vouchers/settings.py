"""What the vouchers process is told."""

from pydantic import SecretStr

from kit.settings import ProcessSettings


class VouchersSettings(ProcessSettings):
    """Beside the shared settings, the key from which voucher codes are derived."""

    voucher_key: SecretStr
