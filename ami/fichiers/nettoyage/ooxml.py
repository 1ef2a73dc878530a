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
EXTENSION = "webextension"  # an Office add-in: a page of a site, in a pane beside the document
MODELE = "/attachedtemplate"  # left by every firm's letterhead, and the way a hostile one is fetched
FORMULE = re.compile(r"f|definedName|\w*[fF]ormula[12]?")
# What a field of Word runs or fetches by itself: DDE, also spelt in numbers (QUOTE), and contents that are elsewhere.
CHAMP_ACTIF = re.compile(
    r"\bDDE(?:AUTO)?\b|vnd\.sun\.star\."
    r"|\x13\s*(?:QUOTE|SET)\s+\d+\s+\d+"
    r"|\x13\s*(?:INCLUDE(?:PICTURE|TEXT)?|IMPORT|LINK|RD|DATABASE)\b[^\x15]*?(?:[a-z][a-z0-9+.-]+:|[/\\]{2})",
    re.IGNORECASE,
)
# A link as a field: its switches, and its arguments, between quotes or not.
CHAMP_DE_LIEN = re.compile(r"\s*HYPERLINK\b", re.IGNORECASE)
ARGUMENT = re.compile(r"\\([a-z])|[\"“”]([^\"“”]*)[\"“”]?|([^\s\"“”]+)", re.IGNORECASE)
AVEC_UN_TEXTE = frozenset("lotLOT")  # the bookmark, the tooltip and the window of a link are no address
CHAMPS_IMBRIQUES_MAX = 100
# As Word itself marks the limits of a field; no XML can hold these characters.
BORNES = {"begin": "\x13", "separate": "\x14", "end": "\x15"}


def juger(xml: bytes) -> "Partie":
    """Judge a part. Raises ``Refus``."""
    partie = Partie()
    parcourir(xml, partie.ouvrir, fermante=partie.fermer, texte=partie.lire)
    partie.conclure()
    return partie


def juger_la_nature(nature: str) -> None:
    """Judge the type of a part or of a relation. Raises ``Refus``."""
    for motif, raison in NATURES:
        if motif.search(nature.strip().lower()):
            raise Refus(raison)


class _Champ:
    """A field being read: its instruction, until its result begins. Nested ones compute a piece of it."""

    def __init__(self) -> None:
        self.en_instruction, self.compose = True, False
        self.textes: list[str] = []

    def ajouter(self, imbrique: "_Champ") -> None:
        self.compose = True
        self.textes += (" ", *imbrique.textes, " ")

    def juger(self) -> None:
        """A link is followed to its first argument, or to what nested fields make of any. Raises ``Refus``."""
        instruction = "".join(self.textes)
        if not (lien := CHAMP_DE_LIEN.match(instruction)):
            return
        adresses, option = [], ""
        for lettre, cite, nu in ARGUMENT.findall(instruction, lien.end()):
            if not lettre and option not in AVEC_UN_TEXTE:
                adresses.append(cite or nu)
            option = lettre
        if not all(map(peut_etre_suivi, adresses if self.compose else adresses[:1])):
            raise Refus(Raison.LIEN_EXTERNE)


class Partie:
    """What is known of a part while it is read. A text is of the nearest formula or instruction around it.

    ``modele``: it leads to a template elsewhere; ``mene_a_une_extension``, ``est_une_extension``: an Office add-in.
    """

    def __init__(self) -> None:
        self.modele = self.mene_a_une_extension = False
        self._racine = ""
        self._autour = [""]
        self._champs: list[_Champ] = []
        self._instructions: list[str] = []
        self._textes_des_champs: list[str] = []  # Word takes any text of an instruction as part of it
        self._formules: list[str] = []

    @property
    def est_une_extension(self) -> bool:
        return self._racine in {"webextension", "taskpanes"}

    def ouvrir(self, nom: str, attributs: Attributs) -> None:
        self._racine = self._racine or nom
        if nom in ELEMENTS:
            raise Refus(ELEMENTS[nom])
        if nom == "webextensionref" and not self.est_une_extension:
            raise Refus(Raison.OBJET_INCORPORE)  # drawn in the page itself
        if mene_dehors(attributs.get("src", "")):
            raise Refus(Raison.LIEN_EXTERNE)
        if nom == "Relationship":
            self._relier(attributs)
        elif nom == "fldChar":
            self._borner(attributs.get("fldCharType", ""))
        elif nom == "fldSimple":
            self._champ_simple(attributs.get("instr", ""))
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
            if self._champs and self._champs[-1].en_instruction:
                self._textes_des_champs.append(texte)
                self._champs[-1].textes.append(texte)

    def _champ_simple(self, instruction: str) -> None:
        self._instructions.append(f"\x13{instruction}\x15")
        champ = _Champ()
        champ.textes.append(instruction)
        champ.juger()

    def _borner(self, borne: str) -> None:
        for textes in (self._instructions, self._textes_des_champs):
            textes.append(BORNES.get(borne, ""))
        if borne == "begin":
            if len(self._champs) == CHAMPS_IMBRIQUES_MAX:
                raise Refus(Raison.TROP_D_ELEMENTS)
            self._champs.append(_Champ())
        elif borne == "separate" and self._champs:
            self._champs[-1].en_instruction = False
        elif borne == "end" and self._champs:
            self._finir_le_champ()

    def _finir_le_champ(self) -> None:
        champ = self._champs.pop()
        champ.juger()
        if self._champs and self._champs[-1].en_instruction:
            self._champs[-1].ajouter(champ)

    def _relier(self, attributs: Attributs) -> None:
        """Hyperlinks wait for a click; a template elsewhere is forgotten; anything else that is fetched is refused."""
        nature, cible = attributs.get("Type", "").strip().lower(), attributs.get("Target", "")
        if attributs.get("TargetMode", "").lower() != "external":
            juger_la_nature(nature)
            self.mene_a_une_extension = self.mene_a_une_extension or EXTENSION in nature
            if mene_dehors(cible):
                raise Refus(Raison.LIEN_EXTERNE)
        elif nature.endswith(MODELE):
            self.modele = True
        elif not (nature.endswith("/hyperlink") and peut_etre_suivi(cible)):
            raise Refus(Raison.LIEN_EXTERNE)

    def conclure(self) -> None:
        """Judge the texts, which may have been cut in several pieces."""
        for champ in self._champs:  # never ended
            champ.juger()
        if any(
            CHAMP_ACTIF.search("".join(textes)) for textes in (self._instructions, self._textes_des_champs)
        ):
            raise Refus(Raison.LIEN_EXTERNE)
        if interroge("".join(self._formules)):
            raise Refus(Raison.LIEN_EXTERNE)
