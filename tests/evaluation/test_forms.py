"""Forms of évaluateurs and of the assignment: what is typed, in and out."""

from typing import Any

import pytest
from django.http import QueryDict

from ami.commun.erreurs import Incomplet, TransitionInterdite
from ami.comptes.models import Attribution, Role
from evaluation.forms import (
    LONGUEUR_JUSTIFICATION,
    AffectationForm,
    ChoixGrilleForm,
    DeportForm,
    GrilleForm,
    NoteLue,
)
from evaluation.models import Critere, Note
from evaluation.services.evaluer import NoteSaisie
from tests.evaluation.dossiers import dossier_numerote
from tests.fabriques import CritereFactory, GrilleFactory, UtilisateurFactory
from tests.scenarios import agent, vague_ouverte

pytestmark = pytest.mark.django_db
ECHELLE = ["Absent", "Très faible", "Faible", "Correct", "Bon", "Excellent"]


@pytest.fixture
def criteres() -> list[Critere]:
    grille = GrilleFactory()
    return [
        CritereFactory(
            grille=grille, ordre=1, code="ancrage", libelle="Ancrage", aide="Où ?\nPourquoi <là> ?"
        ),
        CritereFactory(grille=grille, ordre=2, code="ambition", libelle="Ambition"),
    ]


def remplie(criteres: list[Critere], *couples: tuple[str, str]) -> GrilleForm:
    donnees: dict[str, Any] = {}
    for critere, (note, justification) in zip(criteres, couples, strict=False):
        donnees |= {f"note_{critere.pk}": note, f"justification_{critere.pk}": justification}
    form = GrilleForm(criteres, ECHELLE, {}, donnees)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("note", "attendue"),
    [
        ("", NoteSaisie(None, False, "Oui.")),
        ("0", NoteSaisie(0, False, "Oui.")),
        ("5", NoteSaisie(5, False, "Oui.")),
        ("abstention", NoteSaisie(None, True, "Oui.")),
    ],
)
def test_une_note_saisie_devient_une_ligne(note: str, attendue: NoteSaisie, criteres: list[Critere]) -> None:
    form = remplie(criteres, (note, " Oui. "))
    assert form.errors == {}
    assert form.saisies() == {criteres[0].pk: attendue, criteres[1].pk: NoteSaisie(None, False, "")}
    assert attendue.est_donnee is (note != "")


@pytest.mark.parametrize("note", ["6", "-1", "1.5", "05", "Bon", "3 – Correct", "None", "٣"])
def test_une_note_hors_de_l_echelle_est_refusee(note: str, criteres: list[Critere]) -> None:
    assert list(remplie(criteres, (note, "Oui.")).errors) == [f"note_{criteres[0].pk}"]


def test_une_justification_tient_dans_sa_longueur(criteres: list[Critere]) -> None:
    assert remplie(criteres, ("3", "é" * LONGUEUR_JUSTIFICATION)).errors == {}
    trop = remplie(criteres, ("3", "é" * (LONGUEUR_JUSTIFICATION + 7)))
    assert "retirez-en 7." in trop.errors[f"justification_{criteres[0].pk}"][0]


def test_une_grille_rouverte_montre_ce_qui_est_garde(criteres: list[Critere]) -> None:
    premier, second = criteres
    notes = {
        premier.pk: Note(valeur=0, justification="Rien n’est dit."),
        second.pk: Note(ne_se_prononce_pas=True, justification="Hors de ma compétence."),
    }
    assert GrilleForm(criteres, ECHELLE, notes).en_clair() == [
        NoteLue("Ancrage", "0 – Absent", "Rien n’est dit."),
        NoteLue("Ambition", "Je ne me prononce pas", "Hors de ma compétence."),
    ]


def test_une_note_pas_encore_donnee_se_lit_pas_de_note(criteres: list[Critere]) -> None:
    notes = {criteres[0].pk: Note(valeur=None, justification="À relire.")}
    assert GrilleForm(criteres, ECHELLE, notes).en_clair() == [
        NoteLue("Ancrage", "Pas de note", "À relire."),
        NoteLue("Ambition", "Pas de note", ""),
    ]


def test_apres_un_refus_c_est_le_texte_tape_qui_se_lit(criteres: list[Critere]) -> None:
    form = remplie(criteres, ("5", "Tapé trop tard."))
    assert form.en_clair()[0] == NoteLue("Ancrage", "5 – Excellent", "Tapé trop tard.")


@pytest.mark.parametrize(
    ("note", "justification", "fautifs"),
    [
        ("", "", ["note", "justification"]),
        ("", "Oui.", ["note"]),
        ("3", "", ["justification"]),
        ("abstention", " ", ["justification"]),
        ("3", "Oui.", []),
    ],
)
def test_signaler_dit_ce_qui_manque_au_critere(
    note: str, justification: str, fautifs: list[str], criteres: list[Critere]
) -> None:
    form = remplie(criteres, (note, justification), ("", ""))
    form.signaler(Incomplet("Il manque une note.", ("ancrage",)))
    assert list(form.errors) == [f"{nom}_{criteres[0].pk}" for nom in fautifs]


def test_signaler_un_critere_d_une_autre_grille_ne_dit_rien(criteres: list[Critere]) -> None:
    form = remplie(criteres, ("", ""))
    form.signaler(Incomplet("Il manque une note.", ("inconnu",)))
    assert form.errors == {}


def test_un_autre_refus_se_dit_en_tete_de_la_grille(criteres: list[Critere]) -> None:
    form = remplie(criteres, ("3", "Oui."))
    form.signaler(TransitionInterdite("Trop tard."))
    assert form.errors == {"__all__": ["Trop tard."]}


def test_l_echelle_est_celle_de_la_grille_puis_l_abstention(criteres: list[Critere]) -> None:
    champ: Any = GrilleForm(criteres, ECHELLE, {}).fields[f"note_{criteres[0].pk}"]
    assert champ.choices[0] == ("0", "0 – Absent")
    assert champ.choices[5:] == [("5", "5 – Excellent"), ("abstention", "Je ne me prononce pas")]


def test_les_questions_d_un_critere_ne_sont_pas_du_html(criteres: list[Critere]) -> None:
    champ = GrilleForm(criteres, ECHELLE, {}).fields[f"note_{criteres[0].pk}"]
    assert champ.help_text == "Où ?<br>Pourquoi &lt;là&gt; ?"


@pytest.mark.parametrize(
    ("motif", "garde"), [(" Un lien. ", "Un lien."), ("a\r\nb", "a\nb"), ("é" * 1000, "é" * 1000)]
)
def test_un_motif_de_deport_se_garde(motif: str, garde: str) -> None:
    form = DeportForm({"motif": motif})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["motif"] == garde


@pytest.mark.parametrize("motif", ["", " \n ", "a\x00b", "\u200b", "é" * 1001], ids=ascii)
def test_un_motif_de_deport_vide_ou_illisible_est_refuse(motif: str) -> None:
    assert list(DeportForm({"motif": motif}).errors) == ["motif"]


@pytest.mark.parametrize("choix", ["", "0", "x", "\x00"], ids=ascii)
def test_une_grille_se_choisit_dans_la_liste(choix: str) -> None:
    grille = GrilleFactory()
    assert not ChoixGrilleForm({"grille": choix}).is_valid()
    assert ChoixGrilleForm({"grille": str(grille.pk)}).is_valid()


def test_les_grilles_proposees_sont_dans_l_ordre() -> None:
    for code in ("2020", "2019"):
        GrilleFactory(code=code)
    champ: Any = ChoixGrilleForm().fields["grille"]
    assert [grille.code for grille in champ.queryset] == ["2019", "2020"]


def test_seuls_les_evaluateurs_en_activite_sont_proposes_une_fois() -> None:
    volet, lecteur, ferme = vague_ouverte(), agent(), agent()
    ferme.is_active = False
    ferme.save(update_fields=["is_active"])
    UtilisateurFactory()
    agent(Role.INSTRUCTEUR)
    Attribution.objects.create(utilisateur=lecteur, role=Role.AUDITEUR)
    champ: Any = AffectationForm([dossier_numerote(volet)]).fields["evaluateur"]
    assert list(champ.queryset) == [lecteur]


@pytest.mark.parametrize(
    ("manque", "phrase"),
    [("evaluateur", "Choisissez un évaluateur."), ("candidatures", "Cochez au moins un dossier.")],
)
def test_une_affectation_incomplete_dit_ce_qui_manque(manque: str, phrase: str) -> None:
    dossier = dossier_numerote(vague_ouverte())
    donnees = QueryDict(mutable=True)
    donnees.update({"evaluateur": str(agent().pk), "candidatures": str(dossier.pk)})
    del donnees[manque]
    assert AffectationForm([dossier], donnees).errors == {manque: [phrase]}


def test_un_dossier_d_une_autre_page_n_est_pas_affecte() -> None:
    volet = vague_ouverte()
    montre, cache = dossier_numerote(volet), dossier_numerote(volet, rang=2)
    donnees = QueryDict(mutable=True)
    donnees.update({"evaluateur": str(agent().pk), "candidatures": str(cache.pk)})
    assert list(AffectationForm([montre], donnees).errors) == ["candidatures"]
