"""static/ami/tailles.js writes the size of a file as the server does: one Node for all cases."""

from random import Random

from ami.commun.nombres import taille_lisible, trop_lourd
from tests.scripts.node import demander

LIMITE = 20_000_000
# Halves of a tenth, on both sides of even; what rounds to the next thousand; the last of a unit.
BORDS = [0, 1, 2, 999, 1_000, 1_049, 1_050, 1_150, 1_250, 12_000, 999_949, 999_950, 999_999, 1_250_000]
BORDS += [1_000_000, 19_950_000, 20_000_109, 999_950_000, 1_000_000_000, 1_050_000_000, 1_234_567_890_123]


def du_navigateur(tailles: list[int]) -> list[list[str]]:
    return demander("tailles_par_lignes.mjs", ([octets, LIMITE] for octets in tailles))


def test_le_navigateur_ecrit_une_taille_comme_le_serveur() -> None:
    hasard = Random(20_260_802)  # noqa: S311 - the same cases each time
    tailles = [*BORDS, *(hasard.randrange(10 ** hasard.randint(1, 13)) for _ in range(500))]
    ecarts = [
        (octets, navigateur, serveur)
        for octets, navigateur in zip(tailles, du_navigateur(tailles), strict=True)
        if navigateur != (serveur := [taille_lisible(octets), trop_lourd(octets, LIMITE)])
    ]
    assert not ecarts, f"{len(ecarts)} tailles, dont {ecarts[0]}"


def test_des_tailles_ecrites_a_la_main() -> None:
    """Both could be wrong alike."""
    lues = [lue for lue, _ in du_navigateur([1, 1_250, 999_950, 21_000_000, 1_234_567_890_123])]
    assert lues == ["1\xa0octet", "1,3\xa0Ko", "1\u202f000\xa0Ko", "21\xa0Mo", "1\u202f234,6\xa0Go"]
