"""What states and services of the legal circle are called in the Temporal Web UI: as in the rules that ship, for a case carries no names."""

from __future__ import annotations

from domain.legal.cases import State
from domain.legal.record import Service
from store.shipped import legal

STATES = {state: legal().names[f"state.{state}"]["zh"] for state in State}
SERVICES = {service: legal().names[f"service.{service}"]["zh"] for service in Service}
