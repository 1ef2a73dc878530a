"""Reopening, filing again, withdrawing, at the same instant as anything else."""

import hashlib
from datetime import timedelta
from functools import partial

import pytest

from ami.fichiers.states import EtatFichier
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Complement, Depot, Document, Scelle
from candidatures.services.deposer import deposer_candidature
from candidatures.services.documents import produire_documents
from candidatures.services.refermer import demander_les_pieces_refusees
from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import retirer_candidature
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, sceller_vague
from candidatures.states import EtatCandidature as E
from candidatures.version_deposee.depots import contenu_de
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.concurrence.outils import ensemble, refus
from tests.fabriques import APRES, CLOTURE, PENDANT
from tests.scenarios import (
    administrateur,
    brouillon_complet,
    clore,
    decider_pour,
    dossier_depose,
    ouvrir_la_deliberation,
    remplir,
    reponses_completes,
    vague_ouverte,
)
from vagues.services import cloturer_vague

SECONDE = timedelta(seconds=1)
SCELLE = CLOTURE + ATTENTE_AVANT_SCELLE
LE = APRES + timedelta(days=12)


def acte(service: object, candidature: Candidature, le: object = PENDANT) -> partial[object]:
    return partial(service, candidature_id=candidature.pk, par=candidature.cree_par, recu_le=le)  # type: ignore[call-overload,no-any-return]


def changer_d_avance(candidature: Candidature) -> None:
    """What the reopened draft will say: nothing else writes between a reopening and a filing of the same instant."""
    candidature.reponses.filter(champ="resume").update(valeur="Un autre texte.")


def nombre(cle: str) -> int:
    return Courriel.objects.filter(cle__startswith=cle).count()


def verifier_les_versions(candidature: Candidature) -> int:
    """Versions follow each other, each true to its hash, with its own line and mail; return how many."""
    candidature.refresh_from_db()
    depots = list(candidature.depots.order_by("version"))
    assert [d.version for d in depots] == list(range(1, len(depots) + 1))
    assert {d.numero for d in depots} <= {candidature.numero}
    for depot in depots:
        assert hashlib.sha256(depot.contenu.encode()).hexdigest() == depot.empreinte
        assert nombre(f"recepisse:{candidature.pk}:{depot.version}:") == 1
    lignes = Entree.objects.filter(objet_id=str(candidature.pk), acte="candidature déposée")
    assert [ligne.donnees["version"] for ligne in lignes.order_by("rang")] == [d.version for d in depots]
    return len(depots)


@pytest.mark.parametrize("tour", range(4))
def test_rouvrir_et_deposer_au_meme_instant(tour: int) -> None:
    """Filed again after the reopening, or before it (the double click): never half of each."""
    candidature = dossier_depose(vague_ouverte())
    changer_d_avance(candidature)
    actes = [acte(remanier_candidature, candidature), acte(deposer_candidature, candidature)]
    ensemble(*(actes if tour % 2 else reversed(actes)))

    versions = verifier_les_versions(candidature)
    assert (candidature.etat, versions) in {(E.BROUILLON, 1), (E.DEPOSEE, 2)}


def test_quatre_reouvertures_et_quatre_depots_melanges() -> None:
    """One change: the first filing after it is a version, the others find nothing new."""
    candidature = dossier_depose(vague_ouverte())
    changer_d_avance(candidature)
    actes = [acte(remanier_candidature, candidature), acte(deposer_candidature, candidature)] * 4
    ensemble(*actes)
    versions = verifier_les_versions(candidature)
    assert versions <= 2
    rouvertures = Entree.objects.filter(acte="dossier rouvert").count()
    inchangees = Entree.objects.filter(acte="version inchangée").count()
    assert rouvertures == versions - 1 + inchangees + (candidature.etat == E.BROUILLON)


@pytest.mark.parametrize("tour", range(4))
def test_rouvrir_et_clore_au_meme_instant(tour: int) -> None:
    """Whoever wins, the sealed wave holds the filed dossier."""
    volet = vague_ouverte()
    candidature = dossier_depose(volet)
    actes = [
        acte(remanier_candidature, candidature, CLOTURE - SECONDE),
        partial(cloturer_vague, vague_id=volet.vague_id, maintenant=CLOTURE),
    ]
    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))
    candidature.refresh_from_db()
    assert candidature.etat == (E.DEPOSEE if refus(resultats) else E.BROUILLON)

    sceller_vague(vague_id=volet.vague_id, maintenant=SCELLE)
    candidature.refresh_from_db()
    assert (candidature.etat, Scelle.objects.get().depots) == (E.DEPOSEE, 1)
    assert nombre("version_conservee:") == (0 if refus(resultats) else 1)


@pytest.mark.parametrize("tour", range(4))
def test_deposer_de_nouveau_et_sceller_au_meme_instant(tour: int) -> None:
    """The new version is sealed, or the former one counts: the seal digests exactly what is stored."""
    volet = vague_ouverte()
    candidature = dossier_depose(volet)
    acte(remanier_candidature, candidature)()
    changer_d_avance(candidature)
    cloturer_vague(vague_id=volet.vague_id, maintenant=CLOTURE)
    actes = [
        acte(deposer_candidature, candidature, CLOTURE - SECONDE),
        partial(sceller_vague, vague_id=volet.vague_id, maintenant=SCELLE),
    ]
    ensemble(*(actes if tour % 2 else reversed(actes)))

    versions = verifier_les_versions(candidature)
    assert candidature.etat == E.DEPOSEE
    assert nombre("version_conservee:") == (versions == 1)
    lignes = [f"{d.numero} {d.version} {d.empreinte}" for d in Depot.objects.order_by("version")]
    scelle = Scelle.objects.get()
    assert scelle.empreinte == hashlib.sha256("\n".join(lignes).encode()).hexdigest()
    assert (scelle.depots, scelle.brouillons) == (1, 0)


@pytest.mark.parametrize("tour", range(4))
def test_retirer_et_publier_au_meme_instant(tour: int) -> None:
    """Withdrawn, or with a result: never both."""
    volet = vague_ouverte()
    retire, reste = (dossier_depose(volet, rang=rang) for rang in (1, 2))
    clore(volet.vague)
    ouvrir_la_deliberation(volet.vague)
    decider_pour(retire, Sens.LAUREATE, 100_000)
    decider_pour(reste)
    demander_publication(vague_id=volet.vague_id, par=administrateur(), maintenant=LE)
    publier = partial(publier_vague, vague_id=volet.vague_id, par=administrateur(), maintenant=LE)
    actes = [acte(retirer_candidature, retire, LE), publier]

    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))

    for dossier in (retire, reste):
        dossier.refresh_from_db()
    assert len(refus(resultats)) == 1
    if retire.etat == E.RETIREE:
        assert (retire.montant_accorde, reste.etat) == (None, E.DEPOSEE)
        assert nombre("resultat:") == 0
    else:
        assert (retire.etat, reste.etat) == (E.LAUREATE, E.NON_RETENUE)
        assert nombre("retrait:") == 0


@pytest.mark.parametrize("tour", range(4))
def test_retirer_et_deposer_pour_la_meme_structure(tour: int) -> None:
    """The place is freed before the other filing, or that one is refused with a sentence."""
    volet = vague_ouverte()
    premier, second = dossier_depose(volet, rang=1), brouillon_complet(volet, rang=1)
    actes = [acte(retirer_candidature, premier), acte(deposer_candidature, second)]

    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))

    for dossier in (premier, second):
        dossier.refresh_from_db()
    assert premier.etat == E.RETIREE
    assert second.etat == (E.BROUILLON if refus(resultats) else E.DEPOSEE)
    assert all("déjà déposé un dossier" in erreur.message for erreur in refus(resultats))


def test_quatre_retraits_et_deux_reouvertures_n_en_font_qu_un() -> None:
    candidature = dossier_depose(vague_ouverte())
    retraits = [acte(retirer_candidature, candidature)] * 4
    ensemble(*retraits, *[acte(remanier_candidature, candidature)] * 2)
    candidature.refresh_from_db()
    assert candidature.etat == E.RETIREE
    assert Entree.objects.filter(acte="candidature retirée").count() == 1
    assert nombre("retrait:") == 1


@pytest.mark.parametrize("tour", range(4))
def test_une_piece_refusee_pendant_le_depot_manque_ou_se_redemande(tour: int) -> None:
    """The verdict falls during the filing: the filing says what is missing, or stands and the piece is asked again."""
    candidature = brouillon_complet(vague_ouverte())
    fichier = candidature.pieces.first().fichier  # type: ignore[union-attr]

    def refuser() -> None:
        fichier.etat, fichier.motif = EtatFichier.REFUSE, "Infecté."
        fichier.save(update_fields=["etat", "motif"])

    actes = [acte(deposer_candidature, candidature), refuser]
    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))
    complement = demander_les_pieces_refusees(candidature_id=candidature.pk, maintenant=PENDANT)

    candidature.refresh_from_db()
    if refus(resultats):
        assert (candidature.etat, complement) == (E.BROUILLON, None)
        assert "Il reste des points à compléter" in refus(resultats)[0].message
    else:
        assert verifier_les_versions(candidature) == 1
        assert candidature.etat == E.A_COMPLETER
        assert Complement.objects.get() == complement


def test_une_section_ecrite_pendant_la_reouverture_attend_ou_est_refusee() -> None:
    candidature = dossier_depose(vague_ouverte())
    changees = reponses_completes(1, resume="Après la réouverture.")
    ensemble(acte(remanier_candidature, candidature), partial(remplir, Candidature.objects.get(), changees))
    verifier_les_versions(candidature)
    assert "Après la réouverture." not in candidature.depots.get().contenu
    deposer_candidature(candidature_id=candidature.pk, par=candidature.cree_par, recu_le=PENDANT)
    ecrit = candidature.reponses.get(champ="resume").valeur
    assert contenu_de(candidature.depots.latest("version")).reponses["resume"] == ecrit


def test_deux_ouvriers_sur_un_depot_font_une_ligne_par_document() -> None:
    depot = dossier_depose(vague_ouverte()).depots.get()
    ensemble(*[partial(produire_documents, depot_id=depot.pk, maintenant=PENDANT)] * 2)
    assert sorted(Document.objects.values_list("genre", flat=True)) == ["dossier", "recepisse"]
