"""Become another program, as another user if asked, that dies when its parent does.

Run by path, with no import of the house: `python -I -S shim.py PARENT SIGNAL USER -- PROGRAM …`,
where USER is `uid:gid` or `-`. The kernel forgets the parent-death signal when credentials change,
so it is asked for afterwards; it is bound to the thread that forked, so the supervisor forks in
its main thread. Other systems than Linux lack it and rely on the reaping at the next start.
"""

import ctypes
import os
import sys

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


def main() -> None:
    parent, signal, user, _, *argv = sys.argv[1:]
    become(user)
    die_with(int(parent), int(signal))
    os.umask(0o077)
    os.execvp(argv[0], argv)  # noqa: S606


if __name__ == "__main__":
    main()
