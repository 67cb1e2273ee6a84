"""A project's case as those see it who hand in, read or demand documents: whose it is, what it needs, what is there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.commands import owned_dossier
from api.library import Library
from domain.catalogue import Catalogue, ProjectItem
from domain.materials import Material
from domain.needs import Possession, asked_of
from domain.roles import Act, Actor, check
from store.dossiers import Dossier
from store.pool import Connection


@dataclass(frozen=True, slots=True)
class Case:
    """A project, its items and its catalogue; `owns` and `department` say what ties the actor to it.

    All departments with an item in the project share its documents; an actor of another one has no part in it.
    """

    dossier: Dossier
    rules: tuple[ProjectItem, ...]
    catalogue: Catalogue
    actor: Actor
    owns: bool
    department: str

    def admit(self, act: Act) -> None:
        """Pass when the actor may do this here; raises as `domain.roles.check`."""
        check(self.actor, act, department=self.department, owns=self.owns)

    def narrowed(self, material: str) -> Case:
        """The same case for those departments only whose own items need the material."""
        known = self.catalogue.materials.get(material)
        needing = {rule.department for rule in self.rules if known and rule.id in known.items}
        return self if self.department in needing else replace(self, department="")

    def materials(self) -> dict[str, Material]:
        """The documents that can be handed in, by the catalogue's names."""
        outline = Possession(self.dossier.project_type, self.dossier.flags)
        return asked_of(self.catalogue, self.rules, outline)


async def case_of(connection: Connection, library: Library, ref: str, actor: Actor) -> Case:
    """The case of a project for somebody, who is not admitted to anything yet; `UnknownProject` if there is none."""
    dossier, owns = await owned_dossier(connection, ref, actor)
    rules = await library.rules(connection, dossier)
    catalogue = await library.catalogue(connection, dossier.catalogue_version)
    has_part = any(rule.department == actor.department for rule in rules)
    return Case(dossier, rules, catalogue, actor, owns, actor.department if has_part else "")
