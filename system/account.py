"""Whom PostgreSQL runs as: it refuses root, so root lends it an account that exists everywhere."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

_STAND_IN = "nobody"
_CAPABILITIES = {"dac_override": 1, "dac_read_search": 2}  # bit numbers of capabilities(7)


@dataclass(frozen=True, slots=True)
class Account:
    """A system account, by number, and what it needs so that it reaches its program and its data."""

    uid: int
    gid: int
    capability: str | None = None

    @classmethod
    def for_server(cls, *, program: Path, data: Path) -> "Account":
        """The account that can run `program` on `data`.

        An ordinary user runs it as himself. Root runs it as the owner of the data if that is somebody else, otherwise
        as `nobody`: no account is created and no permission outside of `data` is changed. If that account can't reach
        the program or the data (they may lie under /root), it gets the one capability that lets it pass there.
        """
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        person = pwd.getpwnam(_STAND_IN)
        uid, gid = person.pw_uid, person.pw_gid
        if data.exists() and data.stat().st_uid != 0:
            uid, gid = data.stat().st_uid, data.stat().st_gid
        return cls(uid, gid, _needed_capability(program, data))

    @property
    def privileges(self) -> list[str]:
        """Options for setpriv(1); none if we already run as this account."""
        if self.uid == os.geteuid():
            return []
        account = ["--reuid", str(self.uid), "--regid", str(self.gid), "--clear-groups"]
        if self.capability is None:
            return [*account, "--inh-caps", "-all"]
        kept = f"-all,+{self.capability}"
        # PostgreSQL asks access(2) whether it may run its own programs; the securebit lets the answer heed capabilities.
        return [*account, "--inh-caps", kept, "--ambient-caps", kept, "--securebits", "+no_setuid_fixup"]

    def own(self, path: Path) -> None:
        """Make this account the owner of `path`, which we have just created."""
        if self.uid != os.geteuid():
            os.chown(path, self.uid, self.gid)


def _needed_capability(program: Path, data: Path) -> str | None:
    runnable = program.stat().st_mode & 0o005 == 0o005
    if runnable and all(_open_to_all(path) for path in (program, data)):
        return None
    if runnable and _available("dac_read_search"):
        return "dac_read_search"
    return "dac_override"  # the only one of the two that containers usually have, and that runs a private program


def _open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _available(capability: str) -> bool:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith("CapBnd:"))
    return bool(int(mask, 16) >> _CAPABILITIES[capability] & 1)
