"""The local register, for the tests of this folder."""

from tests.territoires.pair import registre

__all__ = ["registre"]
