"""Run the stand-in: `python -m capofila.servers.registries --help` names its arguments."""

import argparse
from pathlib import Path

import uvicorn

from capofila.servers.registries.register import Register
from capofila.servers.registries.web import app


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="capofila.servers.registries")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    uvicorn.run(
        app(Register.kept_in(arguments.data)),
        host="127.0.0.1",
        port=arguments.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
