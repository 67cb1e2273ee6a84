"""A real OpenID Connect provider beside the tests, and people who go through it with a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from signing import SITE, Browser

from system.provider import BACK
from system.web import free_port

ROOT = Path(__file__).parents[2]
MODULES = ROOT / ".local" / "provider" / "node_modules"
CLIENT, SECRET = "office", "k3-Vq9x-Zt7m-Lw2p-Rb8n"


@dataclass
class Outside:
    """The provider: where it is, and how its next answers are to be twisted."""

    issuer: str
    twist_file: Path
    site: str = SITE

    @property
    def settings(self) -> dict[str, str]:
        """What makes an application know it."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "public_base_url": self.site,
        }

    @contextmanager
    def twisted(self, **how: Any) -> Iterator[None]:
        """Let it answer `claims` that are not true, with the signature of another `key`, or with a `status` alone."""
        self.twist_file.write_text(json.dumps(how), encoding="utf-8")
        try:
            yield
        finally:
            self.twist_file.unlink()


@dataclass
class Traveller:
    """Somebody whom the provider knows by `subject`, and how they show it there."""

    subject: str
    amr: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)

    async def sent_back(self, browser: Browser, begin: str = "/login/provider") -> str:
        """Begin in the browser, sign in at the provider, and return the path to which it sends the browser back."""
        begun = await browser.get(begin)
        assert begun.status_code == 303, begun.text
        return await self.signed_in(begun.headers["location"])

    async def signed_in(self, address: str) -> str:
        """Sign in at the provider, whose address this is, and return the path to which it sends the browser back."""
        async with AsyncClient() as at_provider:
            answer = await _followed(at_provider, await at_provider.get(address))
            fields = {"subject": self.subject, "amr": list(self.amr), **self.more}
            answer = await _followed(at_provider, await at_provider.post(answer.url, data=fields))
        location = answer.headers["location"]
        assert location.startswith(f"{SITE}{BACK}?"), answer.text
        return location.removeprefix(SITE)

    async def arrived(self, browser: Browser, begin: str = "/login/provider") -> Response:
        """The whole way: what the browser is answered when it comes back."""
        return await browser.get(await self.sent_back(browser, begin))


async def _followed(client: AsyncClient, answer: Response) -> Response:
    """The answer behind all redirects within the provider."""
    while answer.is_redirect and not answer.headers["location"].startswith(SITE):
        answer = await client.get(answer.url.join(answer.headers["location"]))
    return answer


def missing() -> str:
    """Why there is no provider here; empty when there is one."""
    if shutil.which("node") is None:
        return "the provider needs Node 20"
    return "" if MODULES.is_dir() else "the provider is not installed: make provider"


@contextmanager
def running(folder: Path, site: str = SITE) -> Iterator[Outside]:
    """The provider, while this is open, which sends browsers back to our site. Skips the test on a machine without it, and fails there where tests must be complete."""
    if why := missing():
        assert not os.environ.get("CI"), why
        pytest.skip(why)
    outside = Outside(f"http://127.0.0.1:{free_port()}", folder / "twist.json", site)
    environment = os.environ | {
        "ISSUER": outside.issuer,
        "BACK": f"{site}{BACK}",
        "CLIENT": CLIENT,
        "SECRET": SECRET,
        "MODULES": str(MODULES),
        "TWIST": str(outside.twist_file),
    }
    program = Path(__file__).parent / "provider" / "provider.mjs"
    with (folder / "provider.log").open("w", encoding="utf-8") as log, subprocess.Popen(
        ["node", str(program)], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if line.strip() == "ready":
                    break
            else:
                pytest.fail((folder / "provider.log").read_text(encoding="utf-8"))
            yield outside
        finally:
            process.terminate()
