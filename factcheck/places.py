"""Where the embedded servers keep data, sockets and passwords, and at which URL they answer.

Standard library only: the settings read it, and so does the test plugin before Django exists.
"""

import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DATABASE = "factcheck"
OWNER_ROLE = "factcheck_owner"
RUNTIME_ROLE = "factcheck"
SECRET_NAMES = (OWNER_ROLE, RUNTIME_ROLE, "valkey", "secret_key")


class UnsafeFolder(Exception):
    """A folder that must be ours alone belongs to, or is open to, somebody else."""


@dataclass(frozen=True)
class Places:
    """All paths and addresses that follow from one data folder."""

    data: Path

    @classmethod
    def from_environment(cls) -> "Places":
        return cls(Path(os.environ.get("FACTCHECK_DATA") or REPOSITORY / "var").resolve())

    @property
    def fingerprint(self) -> str:
        """Ten hexadecimal digits that tell two data folders apart."""
        return hashlib.sha256(os.fsencode(self.data)).hexdigest()[:10]

    @property
    def sockets(self) -> Path:
        """A short folder: the path of a unix socket may have 107 bytes (103 on macOS).

        /tmp and not $TMPDIR, which differs between two terminals of one user.
        """
        root = Path("/tmp") if os.path.isdir("/tmp") else Path(tempfile.gettempdir())
        return root / f"factcheck-{os.getuid()}-{self.fingerprint}"

    @property
    def postgres_sockets(self) -> Path:
        return self.sockets / "postgres"

    @property
    def postgres_socket(self) -> Path:
        return self.postgres_sockets / ".s.PGSQL.5432"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def logins(self) -> Path:
        """The demo users' passwords, written by `manage.py seed`."""
        return self.data / "demo-logins.json"

    @cached_property
    def secrets(self) -> dict[str, str]:
        """One random password per name, made on first use and kept in a 0600 file."""
        path = self.data / "secrets.json"
        if not path.exists():
            own_folder(self.data)
            _write_once(path, {name: secrets.token_urlsafe(32) for name in SECRET_NAMES})
        return json.loads(path.read_text())

    def database_url(self, role: str = RUNTIME_ROLE, name: str = DATABASE) -> str:
        """A unix-socket URL in django-environ's spelling: the folder, then the database."""
        return f"postgres://{role}:{self.secrets[role]}@/{self.postgres_sockets}/{name}"

    def redis_url(self, number: int = 0) -> str:
        return f"unix://:{self.secrets['valkey']}@{self.valkey_socket}?db={number}"


def own_folder(path: Path, mode: int = 0o700) -> Path:
    """Make `path`, or check that nobody else could have put something into it.

    Raises UnsafeFolder: under /tmp anybody may have made a folder of that name first.
    """
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    status = path.lstat()
    if not path.is_dir() or path.is_symlink() or status.st_uid != os.getuid():
        raise UnsafeFolder(f"{path} does not belong to you; remove it and start again")
    if path.parent == Path("/tmp") and status.st_mode & 0o022:
        raise UnsafeFolder(f"{path} can be written to by others; remove it and start again")
    return path


def _write_once(path: Path, content: dict[str, str]) -> None:
    """Write `content` unless another process was faster: a link never replaces a file."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
