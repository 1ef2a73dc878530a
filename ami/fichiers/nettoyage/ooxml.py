"""One part of a docx or xlsx, judged by what it says: parts are found by relations, and may have any name."""

import re

from .archive import Attributs, parcourir
from .liens import interroge, mene_dehors, peut_etre_suivi
from .refus import Raison, Refus

ELEMENTS = {
    **dict.fromkeys(
        (
            *("externalLink", "externalBook", "externalReference", "ddeLink", "oleLink"),
            *("connections", "queryTable", "webPr", "dbPr", "subDoc", "mailMerge"),
        ),
        Raison.LIEN_EXTERNE,
    ),
    "altChunk": Raison.OBJET_INCORPORE,
    "svg": Raison.DESSIN_ACTIF,  # judged apart, where it is the whole part
}
# Type of a part, or of the relation that leads to it.
NATURES = (
    (re.compile(r"vba|macro|dialogsheet|ui/extensibility"), Raison.MACROS),
    (re.compile(r"activex|ctrlprop|/control$|/oleobject$|/afchunk$"), Raison.OBJET_INCORPORE),
    (re.compile(r"externallink|/connections$|/querytable$|/subdocument$|/mailmerge"), Raison.LIEN_EXTERNE),
)
MODELE = "/attachedtemplate"  # left by every firm's letterhead, and the way a hostile one is fetched
FORMULE = re.compile(r"f|definedName|\w*[fF]ormula[12]?")
# What a field of Word runs or fetches by itself: DDE, also spelt in numbers (QUOTE), and contents that are elsewhere.
CHAMP_ACTIF = re.compile(
    r"\bDDE(?:AUTO)?\b|vnd\.sun\.star\."
    r"|\x13\s*(?:QUOTE|SET)\s+\d+\s+\d+"
    r"|\x13\s*(?:INCLUDE(?:PICTURE|TEXT)?|IMPORT|LINK|RD|DATABASE)\b[^\x15]*?(?:[a-z][a-z0-9+.-]+:|[/\\]{2})",
    re.IGNORECASE,
)
# As Word itself marks the limits of a field; no XML can hold these characters.
BORNES = {"begin": "\x13", "separate": "\x14", "end": "\x15"}


def juger(xml: bytes) -> bool:
    """Judge a part; tell whether it leads to a template elsewhere. Raises ``Refus``."""
    partie = _Partie()
    parcourir(xml, partie.ouvrir, fermante=partie.fermer, texte=partie.lire)
    partie.conclure()
    return partie.modele


def juger_la_nature(nature: str) -> None:
    """Judge the type of a part or of a relation. Raises ``Refus``."""
    for motif, raison in NATURES:
        if motif.search(nature.strip().lower()):
            raise Refus(raison)


class _Partie:
    """What is known of a part while it is read. A text is of the nearest formula or instruction around it."""

    def __init__(self) -> None:
        self.modele = False
        self._autour = [""]
        self._champs: list[bool] = []  # fields being read: still in their instruction, or in their result
        self._instructions: list[str] = []
        self._textes_des_champs: list[str] = []  # Word takes any text of an instruction as part of it
        self._formules: list[str] = []

    def ouvrir(self, nom: str, attributs: Attributs) -> None:
        if nom in ELEMENTS:
            raise Refus(ELEMENTS[nom])
        if mene_dehors(attributs.get("src", "")):
            raise Refus(Raison.LIEN_EXTERNE)
        if nom == "Relationship":
            self._relier(attributs)
        elif nom == "fldChar":
            self._borner(attributs.get("fldCharType", ""))
        elif nom == "fldSimple":
            self._instructions.append(f"\x13{attributs.get('instr', '')}\x15")
        self._entrer(nom)

    def _entrer(self, nom: str) -> None:
        if self._autour[-1]:
            nom = self._autour[-1]
        elif FORMULE.fullmatch(nom):
            self._formules.append("\n")
            nom = "f"
        self._autour.append(nom if nom in {"f", "instrText", "t"} else "")

    def fermer(self) -> None:
        self._autour.pop()

    def lire(self, texte: str) -> None:
        if self._autour[-1] == "f":
            self._formules.append(texte)
        elif self._autour[-1]:
            if self._autour[-1] == "instrText":
                self._instructions.append(texte)
            if self._champs and self._champs[-1]:
                self._textes_des_champs.append(texte)

    def _borner(self, borne: str) -> None:
        for textes in (self._instructions, self._textes_des_champs):
            textes.append(BORNES.get(borne, ""))
        if borne == "begin":
            self._champs.append(True)
        elif borne == "separate" and self._champs:
            self._champs[-1] = False
        elif borne == "end" and self._champs:
            self._champs.pop()

    def _relier(self, attributs: Attributs) -> None:
        """Hyperlinks wait for a click; a template elsewhere is forgotten; anything else that is fetched is refused."""
        nature, cible = attributs.get("Type", "").strip().lower(), attributs.get("Target", "")
        if attributs.get("TargetMode", "").lower() != "external":
            juger_la_nature(nature)
            if mene_dehors(cible):
                raise Refus(Raison.LIEN_EXTERNE)
        elif nature.endswith(MODELE):
            self.modele = True
        elif not (nature.endswith("/hyperlink") and peut_etre_suivi(cible)):
            raise Refus(Raison.LIEN_EXTERNE)

    def conclure(self) -> None:
        """Judge the texts, which may have been cut in several pieces."""
        if any(
            CHAMP_ACTIF.search("".join(textes)) for textes in (self._instructions, self._textes_des_champs)
        ):
            raise Refus(Raison.LIEN_EXTERNE)
        if interroge("".join(self._formules)):
            raise Refus(Raison.LIEN_EXTERNE)
