"""What a wave changes in the form: words, necessity, bounds, documents and commitments. No Django import.

``{"champs": {nom: {"libelle", "aide", "requis", "longueur", "masque"}}, "engagements": {nom: {…}},
"engagements_ajoutes": [{"code", "libelle", "requis"}], "pieces": {code: {"libelle", "aide", "demandee_a",
"obligatoire_pour", "nombre", "masque", "modele", "formats", "taille_max"}}, "pieces_ajoutees": [{"code", …}]}``, and
what ``candidatures.formulaire.reglages.generaux`` reads. ``demandee_a`` and ``obligatoire_pour`` list situations.
What is unknown or out of shape is ignored: a setting never breaks a form.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ami.fichiers.reconnaissance import NOMS
from candidatures.formulaire.catalogue.champs import Champ, Condition, PieceDemandee, Section
from candidatures.formulaire.catalogue.situations import codes_de, pour

Reglages = Mapping[str, Any]
# Other rules live on these: they are always asked, and required.
INDISPENSABLES = frozenset(
    {
        "siret",
        "raison_sociale",
        "type_porteur",
        "signataire_representant",
        "nom_lieu",
        "departement",
        "situation",
    }
)
MONTANT_ANNUEL = re.compile(r"montant_an_[1-9]")
CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
PAR_NOM = frozenset({"champs", "engagements", "pieces"})  # one rule for each question or document
LONGUEUR_MAX = 100_000
NOMBRE_MAX = 20
TEXTES = ("texte", "long")  # questions whose length is set
FORMATS = tuple(NOMS)
TOUS = "tous"  # among situations: all those of whom the document is asked
TAILLE_MAX = 1_000  # Mo; the limit of the site comes first
ADRESSE_MAX = 500
_ADRESSE = re.compile(r"https://[^\s/?#@\"<>]+\.[^\s/?#@\"<>]{2,}([/?#][^\s\"<>]*)?")


def est_indispensable(nom: str) -> bool:
    """Whether a wave may neither hide this question nor make it optional."""
    return nom in INDISPENSABLES or MONTANT_ANNUEL.fullmatch(nom) is not None


def longueur_max(champ: Champ) -> int:
    """What a wave may set: lists repeat what is always asked, in columns that have its first length."""
    return champ.longueur if est_indispensable(champ.nom) else LONGUEUR_MAX


def regler_sections(sections: Iterable[Section], reglages: Reglages) -> tuple[Section, ...]:
    """The sections as the wave words them; a question that depends on a hidden one is hidden too."""
    changements = {**_objet(reglages.get("champs")), **_objet(reglages.get("engagements"))}
    masques = {nom for nom, reglage in changements.items() if _masque(reglage) and not est_indispensable(nom)}
    return tuple(
        replace(
            section,
            champs=tuple(
                _regler_champ(champ, _objet(changements.get(champ.nom)))
                for champ in (*section.champs, *_ajouts(section, reglages))
                if champ.nom not in masques and not (champ.si and champ.si[0] in masques)
            ),
        )
        for section in sections
    )


def regler_pieces(pieces: Iterable[PieceDemandee], reglages: Reglages) -> tuple[PieceDemandee, ...]:
    """The documents as the wave asks for them, then those it adds."""
    changements = _objet(reglages.get("pieces"))
    gardees = tuple(
        regler_piece(piece, _objet(changements.get(piece.code)))
        for piece in pieces
        if not _masque(changements.get(piece.code))
    )
    connues = {piece.code for piece in pieces}
    ajoutees = {
        code: regler_piece(PieceDemandee(code, code), ajout)
        for ajout in _liste(reglages.get("pieces_ajoutees"))
        if (code := _code(ajout)) and code not in connues
    }
    return (*gardees, *ajoutees.values())


def fusionner(reglages: Reglages, changements: Reglages) -> dict[str, Any]:
    """The settings once changed: rules are replaced one by one, the rest as a whole; what is empty is forgotten.

    An empty rule gives a question back its default.
    """
    nouveaux = {**reglages, **{nom: valeur for nom, valeur in changements.items() if nom not in PAR_NOM}}
    for nom in PAR_NOM & changements.keys():
        nouvelles = {**_objet(reglages.get(nom)), **_objet(changements[nom])}
        nouveaux[nom] = {cible: reglage for cible, reglage in nouvelles.items() if reglage}
    return {nom: valeur for nom, valeur in nouveaux.items() if valeur not in (None, [], {})}


def en_feuilles(reglages: Reglages) -> dict[str, Any]:
    """What is set, one value each: « champs.siret.libelle », « pieces_ajoutees », « annee_debut ».

    The first kind is alone in a list: an unticked box or an emptied list is a setting, its absence is the default.
    """
    feuilles: dict[str, Any] = {nom: valeur for nom, valeur in reglages.items() if nom not in PAR_NOM}
    for famille in PAR_NOM & reglages.keys():
        for cible, reglage in _objet(reglages[famille]).items():
            feuilles |= {f"{famille}.{cible}.{cle}": [valeur] for cle, valeur in _objet(reglage).items()}
    return feuilles


def en_changements(feuilles: Mapping[str, Any], changements: Reglages) -> dict[str, Any]:
    """The same ``changements`` with these values: a rule left without any gives a question back its default."""
    reunis: dict[str, Any] = {nom: feuilles.get(nom) for nom in changements if nom not in PAR_NOM}
    for famille in PAR_NOM & changements.keys():
        cibles: dict[str, dict[str, Any]] = {cible: {} for cible in _objet(changements[famille])}
        for nom, valeur in feuilles.items():
            debut, _, reste = nom.partition(".")
            cible, _, cle = reste.rpartition(".")
            if debut == famille and cible in cibles and valeur is not None:
                (cibles[cible][cle],) = valeur
        reunis[famille] = cibles
    return reunis


def _ajouts(section: Section, reglages: Reglages) -> tuple[Champ, ...]:
    """Commitments the wave adds; their names cannot meet those of other questions."""
    if section.code != "engagements":
        return ()
    ajouts = {
        f"engagement_{code}": _regler_champ(Champ(f"engagement_{code}", code, "case"), ajout)
        for ajout in _liste(reglages.get("engagements_ajoutes"))
        if (code := _code(ajout))
    }
    return tuple(ajouts.values())


def _regler_champ(champ: Champ, reglage: Mapping[str, Any]) -> Champ:
    if not reglage:
        return champ
    requis = True if est_indispensable(champ.nom) else _booleen(reglage.get("requis"), champ.requis)
    longueur = champ.longueur
    if champ.genre in TEXTES:
        longueur = _entier(reglage.get("longueur"), longueur, longueur_max(champ))
    return replace(
        champ,
        libelle=_mots(reglage.get("libelle")) or champ.libelle,
        aide=_aide(reglage, champ.aide),
        requis=requis,
        longueur=longueur,
    )


def regler_piece(piece: PieceDemandee, reglage: Mapping[str, Any]) -> PieceDemandee:
    """The document as one rule asks for it."""
    if not reglage:
        return piece
    exigee = reglage.get("obligatoire_pour")
    return replace(
        piece,
        libelle=_mots(reglage.get("libelle")) or piece.libelle,
        aide=_aide(reglage, piece.aide),
        requise=TOUS in exigee if isinstance(exigee, list) else piece.requise,
        si=_conditions(reglage.get("demandee_a"), piece.si),
        requise_si=_conditions(exigee, piece.requise_si),
        nombre=_entier(reglage.get("nombre"), piece.nombre, NOMBRE_MAX),
        modele=_mots(reglage.get("modele")) if est_une_adresse(reglage.get("modele")) else piece.modele,
        formats=_formats(reglage.get("formats")) or piece.formats,
        taille_max=_entier(reglage.get("taille_max"), 0, TAILLE_MAX) or piece.taille_max,
    )


def est_une_adresse(valeur: Any) -> bool:
    """Whether it may be the link of a model: https only."""
    return len(_mots(valeur)) <= ADRESSE_MAX and _ADRESSE.fullmatch(_mots(valeur)) is not None


def obligatoire_pour(piece: PieceDemandee) -> list[str]:
    """As it is set: the situations in which it is required."""
    return ([TOUS] if piece.requise else []) + codes_de(piece.requise_si)


def _conditions(valeur: Any, defaut: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """An empty list is a choice; what is no list leaves the default."""
    return pour(*(code for code in valeur if isinstance(code, str))) if isinstance(valeur, list) else defaut


def _formats(valeur: Any) -> tuple[str, ...]:
    """Known formats among those named; all of them is no restriction."""
    nommes = tuple(code for code in FORMATS if code in valeur) if isinstance(valeur, list) else ()
    return () if nommes == FORMATS else nommes


def reglage_de(reglages: Reglages, famille: str, nom: str) -> Mapping[str, Any]:
    """What the wave changes in this question or document; empty when it changes nothing."""
    return _objet(_objet(reglages.get(famille)).get(nom))


def ajouts_de(reglages: Reglages, famille: str) -> list[Mapping[str, Any]]:
    """Documents or commitments that the wave adds."""
    return _liste(reglages.get(famille))


def _objet(valeur: Any) -> Mapping[str, Any]:
    return valeur if isinstance(valeur, Mapping) else {}


def _liste(valeur: Any) -> list[Mapping[str, Any]]:
    return [ajout for ajout in valeur if isinstance(ajout, Mapping)] if isinstance(valeur, list) else []


def _code(ajout: Mapping[str, Any]) -> str:
    code = ajout.get("code")
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""


def _masque(reglage: Any) -> bool:
    return _objet(reglage).get("masque") is True


def _mots(valeur: Any) -> str:
    return valeur.strip() if isinstance(valeur, str) else ""


def _aide(reglage: Mapping[str, Any], defaut: str) -> str:
    """An empty help is a choice; an absent one leaves the default."""
    return _mots(reglage["aide"]) if isinstance(reglage.get("aide"), str) else defaut


def _booleen(valeur: Any, defaut: bool) -> bool:  # noqa: FBT001 - a value, not a mode
    return valeur if isinstance(valeur, bool) else defaut


def _entier(valeur: Any, defaut: int, maximum: int) -> int:
    bon = isinstance(valeur, int) and not isinstance(valeur, bool) and 1 <= valeur <= maximum
    return valeur if bon else defaut
