"""Start a strange program so that it can do little: no network, no privileges, no time, no space.

Runs as a program of its own between the shop and the generator, so that nothing happens between a fork and an exec in
a process that has threads. Standard library only. `python -I -S launcher.py REPORT SECONDS MEMORY SIZE PROCESSES
PROGRAM …` tells on the file descriptor REPORT, a word on each line, what this system would not let it limit, and exits
like the program.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

NEWNET, NEWPID, NEWIPC, NEWUSER = 0x40000000, 0x20000000, 0x08000000, 0x10000000
NO_NEW_PRIVS, DIE_WITH_PARENT = 38, 1
STRANGERS = (1_700_000_000, 65534)  # ids that no account has; the second for systems that know few
CANNOT_START = 126

libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> int:
    """Shut the doors, start the program, and answer with its exit code, or with minus the signal that ended it."""
    report, seconds, memory, size, processes = (int(word) for word in arguments[:5])
    refused = Report(report)
    alone = _leave_the_network(refused)
    child = os.fork()
    if child:
        return _end_of(child)
    libc.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if alone:
        # the first process of a namespace: when it ends, the system ends every other one in it
        worker = os.fork()
        if worker:
            os.close(report)
            os._exit(_end_of(worker))
    try:
        _limit(seconds, memory, size, processes, refused)
        _drop_privileges(refused)
        for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # by Python, and what is ignored stays so over an exec
            signal.signal(ignored, signal.SIG_DFL)
        os.set_inheritable(report, False)
        os.execve(arguments[5], arguments[5:], {})  # noqa: S606 - no shell is wanted
    except OSError as error:
        refused.add(f"cannot_start {error.strerror}")
    os._exit(CANNOT_START)


class Report:
    """Where the shop reads what could not be limited."""

    def __init__(self, number: int) -> None:
        self.number = number

    def add(self, word: str) -> None:
        os.write(self.number, f"{word}\n".encode())


def _leave_the_network(refused: Report) -> bool:
    """Go where there is no network and no other process; tell whether the second was allowed."""
    user, group = os.geteuid(), os.getegid()
    own = 0 if user == 0 else NEWUSER
    alone = bool(libc.unshare(own | NEWNET | NEWPID | NEWIPC) == 0)
    if not alone:
        refused.add("processes")
    if not alone and libc.unshare(own | NEWNET) != 0:
        refused.add("network")
    elif own:
        _be_oneself(user, group)
    return alone


def _be_oneself(user: int, group: int) -> None:
    try:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    except OSError:
        return


def _limit(seconds: int, memory: int, size: int, processes: int, refused: Report) -> None:
    limits = {
        "time": (resource.RLIMIT_CPU, seconds),
        "memory": (resource.RLIMIT_AS, memory),
        "size": (resource.RLIMIT_FSIZE, size),
        "number": (resource.RLIMIT_NPROC, processes),
        "files": (resource.RLIMIT_NOFILE, 256),
        "core": (resource.RLIMIT_CORE, 0),
    }
    for word, (kind, most) in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            refused.add(word)
    libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    os.umask(0o077)


def _drop_privileges(refused: Report) -> None:
    """Become nobody where we are root; elsewhere the program can read what the shop can read, and that is said."""
    if os.geteuid() != 0:
        refused.add("user")
        return
    owner = Path().stat().st_uid
    os.setgroups([])
    os.setresgid(owner, owner, owner)
    os.setresuid(owner, owner, owner)


def _end_of(child: int) -> int:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # a process can exit with 0 to 255 only: above 128 it stands for a signal, as shells have it
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
