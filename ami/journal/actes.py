"""What the journal is told: the names of acts, and those of the objects they are about."""

from enum import StrEnum
from typing import Any, ClassVar, Protocol


class NomDActe(StrEnum):
    """Base of the acts of an app. A member is never renamed nor given another text: lines already written hold it."""


class Journalise(Protocol):
    """A model that the journal speaks of, under a name of its own: moving or renaming the class never changes it."""

    NOM_AU_JOURNAL: ClassVar[str]

    @property
    def pk(self) -> Any: ...
