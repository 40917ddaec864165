"""Become another program, as another user if asked, that dies when its parent does.

Run by path, with no import of the house: `python -I -S shim.py PARENT SIGNAL USER NICE -- ARGV…`,
where USER is `uid:gid` or `-` and NICE how far it stands back when the processors are busy. The
kernel forgets the parent-death signal when credentials change, so it is asked for afterwards; it is
bound to the thread that forked, so the supervisor forks in its main thread. Other systems than
Linux lack it and rely on the reaping at the next start.
"""

import ctypes
import os
import sys
from contextlib import suppress

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    if user == "-":
        return
    uid, gid = (int(part) for part in user.split(":"))
    os.setgroups([gid])
    os.setgid(gid)
    os.setuid(uid)


def die_with(parent: int, signal: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def stand_back(nice: int) -> None:
    """Linux may weigh sessions before processes: then the session must stand back too."""
    os.nice(nice)
    with suppress(OSError), open("/proc/self/autogroup", "w") as autogroup:  # noqa: PTH123
        autogroup.write(str(nice))


def main() -> None:
    parent, signal, user, nice, _, *argv = sys.argv[1:]
    stand_back(int(nice))
    become(user)
    die_with(int(parent), int(signal))
    os.umask(0o077)
    os.execvp(argv[0], argv)  # noqa: S606


if __name__ == "__main__":
    main()
