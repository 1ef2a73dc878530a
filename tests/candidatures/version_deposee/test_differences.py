"""What changed between two filings: texts, tables, files."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from candidatures.formulaire.presentation.dossier import Ligne, SectionLue, Tableau
from candidatures.version_deposee.contenu import Contenu, PieceDeposee, lire_contenu
from candidatures.version_deposee.differences import Difference, Fragment, differences
from tests.candidatures.version_deposee.cas import EXEMPLES
from tests.textes import CARACTERES

DEPOSE = lire_contenu((EXEMPLES / "format_2.json").read_text())


def contenu(*lignes: Ligne, pieces: tuple[PieceDeposee, ...] = (), code: str = "projet") -> Contenu:
    return replace(DEPOSE, presentation=(SectionLue(code, "Le projet", lignes),), pieces=pieces)


def tableau(*rangees: tuple[str, ...], legende: str = "Postes") -> Tableau:
    return Tableau(legende, ("Poste", "ETP", "Statut"), rangees)


def piece(code: str, empreinte: str, nom: str = "a.pdf") -> PieceDeposee:
    return PieceDeposee(code, f"Pièce {code}", "", nom, 1200, empreinte, "")


def test_un_texte_modifie_ajoute_ou_retire() -> None:
    avant = contenu(Ligne("resume", "Résumé", "Un lieu."), Ligne("ambition", "Ambition", "Grande."))
    apres = contenu(
        Ligne("resume", "Résumé", "Un grand lieu."), Ligne("gouvernance", "Instances", "Un bureau.")
    )
    assert differences(avant, apres) == (
        Difference("Le projet", "Résumé", "Un lieu.", "Un grand lieu."),
        Difference("Le projet", "Instances", "Non renseigné", "Un bureau."),
        Difference("Le projet", "Ambition", "Grande.", "Non renseigné"),
    )


def test_une_question_qui_change_de_section_ou_de_mots_n_est_pas_une_difference() -> None:
    avant = contenu(Ligne("resume", "Résumé", "Un lieu."), code="projet")
    apres = contenu(Ligne("resume", "Résumé du projet", "Un lieu."), code="ancrage")
    assert differences(avant, apres) == ()


def test_un_tableau_dit_les_cellules_qui_changent() -> None:
    avant = contenu(
        Ligne("postes", "Postes", "", tableau(("Animatrice", "1", "existant"), ("Régie", "0,5", "")))
    )
    apres = contenu(
        Ligne("postes", "Postes", "", tableau(("Animatrice", "1,5", "existant"), ("Accueil", "1", "à créer")))
    )
    assert differences(avant, apres) == (
        Difference("Le projet", "Postes – Animatrice", "ETP : 1", "ETP : 1,5"),
        Difference(
            "Le projet", "Postes – Accueil", "Non renseigné", "Poste : Accueil\nETP : 1\nStatut : à créer"
        ),
        Difference(
            "Le projet",
            "Postes – Régie",
            "Poste : Régie\nETP : 0,5\nStatut : Non renseigné",
            "Non renseigné",
        ),
    )


def test_des_lignes_de_meme_nom_se_comparent_par_leur_place() -> None:
    avant = contenu(Ligne("postes", "Postes", "", tableau(("Régie", "1", "a"), ("Régie", "2", "b"))))
    apres = contenu(Ligne("postes", "Postes", "", tableau(("Régie", "1", "a"), ("Régie", "3", "b"))))
    assert differences(avant, apres) == (Difference("Le projet", "Postes – Régie", "ETP : 2", "ETP : 3"),)


def test_un_tableau_qui_apparait_ou_disparait() -> None:
    vide = contenu(Ligne("postes", "Postes", "Non renseigné"))
    plein = contenu(Ligne("postes", "Postes", "", tableau(("Régie", "1", "a"))))
    dite = "Poste : Régie\nETP : 1\nStatut : a"
    assert differences(vide, plein) == (Difference("Le projet", "Postes – Régie", "Non renseigné", dite),)
    assert differences(plein, vide) == (Difference("Le projet", "Postes – Régie", dite, "Non renseigné"),)


def test_les_fichiers_se_comparent_par_leur_contenu() -> None:
    avant = contenu(
        pieces=(piece("statuts", "a"), piece("comptes", "b", "bilan.pdf"), piece("lettre", "c", "l.pdf"))
    )
    apres = contenu(pieces=(piece("statuts", "a", "renommé.pdf"), piece("comptes", "d", "bilan-signé.pdf")))
    assert differences(avant, apres) == (
        Difference("Pièces jointes", "Pièce comptes", "bilan.pdf", "bilan-signé.pdf"),
        Difference("Pièces jointes", "Pièce lettre", "l.pdf", "Aucun fichier"),
    )


def test_les_mots_changes_d_un_texte_corrige() -> None:
    difference = Difference("s", "l", "Un lieu ouvert le soir.", "Un lieu ouvert le midi.")
    assert difference.fragments == (
        Fragment("egal", "Un lieu ouvert le "),
        Fragment("retire", "soir"),
        Fragment("ajoute", "midi"),
        Fragment("egal", "."),
    )


def test_deux_textes_sans_rapport_se_lisent_l_un_apres_l_autre() -> None:
    assert Difference("s", "l", "Tout autre chose.", "Rien en commun ici").fragments == ()
    assert Difference("s", "l", "mot " * 2000, "mot " * 2001).fragments == ()
    assert Difference("s", "l", "Non renseigné", "Non renseigné encore").fragments == ()


textes = st.text(CARACTERES, max_size=20)
rangees = st.lists(st.tuples(textes, textes, textes), max_size=4)
lignes = st.builds(
    lambda champ, valeur, contenu: Ligne(
        champ, f"Question {champ}", valeur, tableau(*contenu) if contenu else None
    ),
    st.sampled_from("abcd"),
    textes,
    rangees,
)
contenus = st.lists(lignes, max_size=4, unique_by=lambda ligne: ligne.champ).map(lambda ls: contenu(*ls))


@given(contenus, contenus)
def test_rien_ne_differe_de_soi_et_tout_changement_se_voit(avant: Contenu, apres: Contenu) -> None:
    assert differences(avant, avant) == ()
    for difference in differences(avant, apres):
        if morceaux := difference.fragments:
            assert "".join(m.texte for m in morceaux if m.sort != "ajoute") == difference.avant
            assert "".join(m.texte for m in morceaux if m.sort != "retire") == difference.apres
