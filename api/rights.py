"""The table of rights with the addresses of this API: the page of the manual that `python -m local rights` prints."""

from __future__ import annotations

from fastapi.routing import APIRoute

from api.access import ACCESS
from api.counters import ROUTERS
from domain import rights
from domain.roles import Act


def rights_page() -> str:
    """Who may do what, and where."""
    addresses: dict[Act, list[str]] = {}
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), "our routers hold nothing else"
            addresses.setdefault(ACCESS[route.name], []).append(f"{'/'.join(sorted(route.methods or ()))} {route.path}")
    return rights.rights_page(addresses)
