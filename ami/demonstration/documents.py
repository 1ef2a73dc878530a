"""Documents of fictitious dossiers: small valid PDF, written by this module, already checked."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from ami.commun.etats import passer
from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.models import Fichier
from ami.fichiers.states import TRANSITIONS, EtatFichier, GenreFichier
from candidatures.formulaire.catalogue.champs import PieceDemandee, PieceLue, Reponses

# Beyond what is required, the documents that most dossiers join.
_FACULTATIVES = ("lettres", "organigramme")


@dataclass(frozen=True)
class Partage:
    """A file that many dossiers join."""

    fichier: Fichier

    def lue(self, rang: int, code: str) -> PieceLue:
        f = self.fichier
        return PieceLue(rang, code, f.nom, f.taille, f.empreinte, str(f.pk), f.etat)


@dataclass
class Coffre:
    """Files of the load: rows at once, contents once everything is committed (``ranger``)."""

    contenus: dict[str, bytes] = field(default_factory=dict)
    partages: dict[str, Partage] = field(default_factory=dict)

    def fichier(self, titre: str, structure: str, alea: Random, par: Utilisateur, le: datetime) -> Fichier:
        """A checked file, unsaved; the same words give the same bytes."""
        contenu = pdf(titre, structure, "Document fictif de démonstration.")
        empreinte = hashlib.sha256(contenu).hexdigest()
        fichier = Fichier(
            nom=f"{titre.lower()[:60].rstrip()}-{alea.randrange(100, 1000)}.pdf".replace(" ", "-").replace(
                "’", "-"
            ),
            genre=GenreFichier.PDF,
            taille=len(contenu),
            empreinte=empreinte,
            taille_servie=len(contenu),
            empreinte_servie=empreinte,
            depose_par=par,
            recu_le=le,
            prochain_essai_le=le,
        )
        for vers in (EtatFichier.EN_ANALYSE, EtatFichier.SAIN):
            passer(fichier, TRANSITIONS, vers, f"fichier {vers}")
        self.contenus[fichier.cle_originale] = self.contenus[fichier.cle_servie] = contenu
        return fichier

    def partage(self, demandee: PieceDemandee, par: Utilisateur, le: datetime) -> "Partage":
        """The one file that the mass joins for this kind: written once, by its first author."""
        if demandee.code not in self.partages:
            fichier = self.fichier(demandee.libelle, "Plusieurs structures fictives", Random(0), par, le)  # noqa: S311
            fichier.save(force_insert=True)
            self.partages[demandee.code] = Partage(fichier)
        return self.partages[demandee.code]

    def ranger(self) -> None:
        """Store every content. Never inside a transaction."""
        for cle, contenu in self.contenus.items():
            stockage.ecrire(cle, contenu)


def pieces_a_joindre(
    demandees: Iterable[PieceDemandee], reponses: Reponses, alea: Random
) -> list[PieceDemandee]:
    """What is required of this dossier, and some of what is not."""
    return [
        piece
        for piece in demandees
        if piece.est_requise(reponses) or (piece.code in _FACULTATIVES and alea.random() < 0.5)  # noqa: PLR2004
    ]


def pdf(*lignes: str) -> bytes:
    """One page of text: objects, cross-reference table and trailer, nothing else."""
    texte = b" ".join(b"(%s) Tj T*" % _echapper(ligne) for ligne in lignes)
    page = b"BT /F1 14 Tf 20 TL 60 780 Td %s ET" % texte
    objets = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    sortie, positions = bytearray(b"%PDF-1.4\n"), []
    for numero, objet in enumerate(objets, start=1):
        positions.append(len(sortie))
        sortie += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    table = b"".join(b"%010d 00000 n \n" % position for position in positions)
    fin = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(sortie + fin % (table, len(sortie)))


def _echapper(ligne: str) -> bytes:
    return ligne.encode("cp1252", "replace").translate(None, b"\\()")
