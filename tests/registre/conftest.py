"""The local register, for the tests of this folder."""

from tests.registre.pair import registre

__all__ = ["registre"]
