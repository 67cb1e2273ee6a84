"""The Temporal server that the settings ask for: an embedded one of our own, or one outside, with a client to it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from socket import gethostname
from typing import Any

from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.envconfig import ClientConnectConfig

from system.converter import data_converter
from system.process import ServerFailed
from system.settings import Settings
from system.temporal import EmbeddedTemporal

_LETTERS = 2
_PACE = {"history.transferProcessorMaxPollRPS": "1000"}  # the development server's 20 a second would slow each act


@dataclass(frozen=True, slots=True)
class Temporal:
    """A client to a server; `ui_url` is empty if we do not know its Web UI, `about` says which version runs where."""

    client: Client
    ui_url: str
    about: str


@asynccontextmanager
async def temporal(
    settings: Settings, outside: ClientConnectConfig | None, attributes: Iterable[SearchAttributeKey[Any]]
) -> AsyncIterator[Temporal]:
    """Connect to the server `outside`, or start our own with the search attributes and stop it at the end.

    Raises:
        PortTaken, DataInUse, ServerFailed: our own cannot be started.
        ServerFailed: the one outside cannot be reached.
    """
    async with AsyncExitStack() as stack:
        if outside is None:
            server = EmbeddedTemporal(
                settings.data_dir,
                port=settings.temporal_port,
                ui_port=settings.temporal_ui_port,
                search_attributes={key.name: _type_of(key) for key in attributes},
                dynamic_config=_PACE,
            )
            await stack.enter_async_context(server)
            outside, ui_url = ClientConnectConfig(target_host=server.address, namespace=server.namespace), server.ui_url
        else:
            ui_url = ""
        client = await connect(outside)
        info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
        yield Temporal(client, ui_url, f"{info.server_version} on {outside.get('target_host')}")


async def connect(config: ClientConnectConfig) -> Client:
    """A client that writes values as all our programs do.

    Raises:
        ServerFailed: no server answers there.
    """
    try:
        return await Client.connect(**config, data_converter=data_converter, identity=signature())
    except RuntimeError as fault:  # what the client raises while nobody answers
        raise ServerFailed(f"Temporal at {config.get('target_host')} cannot be reached: {fault}") from fault


def signature() -> str:
    """How this process signs in every event of a history: its number and the beginning of the host's name.

    Each letter stands there some 370 times in a project of 33 items, so the name is cut.
    """
    return f"{os.getpid()}@{gethostname()[:_LETTERS]}"


def _type_of(key: SearchAttributeKey[Any]) -> str:
    """The name of the attribute's type as `EmbeddedTemporal` spells it: KEYWORD_LIST is KeywordList."""
    return "".join(word.capitalize() for word in key.indexed_value_type.name.split("_"))
