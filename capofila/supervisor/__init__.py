"""Runs the servers and the processes of the house on one data folder, and stops them cleanly."""

from capofila.servers.process import Process, ServerError, port_answers, url_answers
from capofila.supervisor.keeper import StartError
from capofila.supervisor.reach import Reached, reached
from capofila.supervisor.stack import Addresses, Stack

__all__ = [
    "Addresses",
    "Process",
    "Reached",
    "ServerError",
    "Stack",
    "StartError",
    "port_answers",
    "reached",
    "url_answers",
]
