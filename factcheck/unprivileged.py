"""PostgreSQL refuses to run as root. Two ways to let it, with no new user and no open folder.

1. A user namespace in which root is called nobody: files stay root's, no mode changes.
2. Where the kernel or a container's seccomp profile refuses that: the real user nobody, with a
   copy of the programs and the data in a folder of its own under /var/lib.
"""

import ctypes
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from factcheck.children import LIBC

CLONE_NEWUSER = 0x10000000  # linux/sched.h
NOBODY = 65534


def enter_user_namespace() -> None:
    """Runs between fork and exec. Raises OSError where the kernel says no."""
    if LIBC.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    # user_namespaces(7): without "deny" an unprivileged process may not write gid_map.
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{NOBODY} 0 1")
    _write("/proc/self/gid_map", f"{NOBODY} 0 1")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def namespaces_allowed() -> bool:
    if sys.platform != "linux":
        return False
    try:
        subprocess.run(["/bin/true"], preexec_fn=enter_user_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


class AsMyself:
    """Not root: nothing to do. Also the interface of the two other ways."""

    def __init__(self, programs: Path, data: Path):
        self.programs, self.data = programs, data

    prepare: Callable[[], None] | None = None
    popen_options: dict = {}
    sockets_mode = 0o700

    def give(self, folder: Path) -> None:
        """Let the server write into `folder`."""


class InNamespace(AsMyself):
    prepare = staticmethod(enter_user_namespace)


class AsNobody(AsMyself):
    popen_options = {"user": "nobody", "group": NOBODY, "extra_groups": []}
    # Others may pass through to the sockets, whose own folder and passwords keep them out.
    sockets_mode = 0o711

    def __init__(self, programs: Path, data: Path, home: Path):
        self.home = home
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.give(home)
        super().__init__(self._copy(programs), home / "postgres")

    def _copy(self, programs: Path) -> Path:
        """The wheel's programs where nobody can read them; a system's own are readable."""
        if programs.parent.name != "pginstall":
            return programs
        package = programs.parent.parent
        target = self.home / "programs" / package.name / "pginstall"
        if not target.exists():
            libraries = package.with_name(package.name + ".libs")
            shutil.copytree(libraries, self.home / "programs" / libraries.name, dirs_exist_ok=True)
            shutil.copytree(programs.parent, target)
            os.chmod(self.home / "programs", 0o755)
        return target / "bin"

    def give(self, folder: Path) -> None:
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)


def choose(programs: Path, data: Path, name: str) -> AsMyself:
    """How this process can run PostgreSQL; `name` tells installations on one machine apart."""
    if os.geteuid() != 0:
        return AsMyself(programs, data)
    if namespaces_allowed():
        return InNamespace(programs, data)
    return AsNobody(programs, data, Path("/var/lib") / name)
