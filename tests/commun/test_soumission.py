"""What a page sends becomes one act: done, refused by its form, or refused by a rule."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from ami.commun.erreurs import ErreurMetier, Incomplet, TransitionInterdite
from ami.commun.formulaires import Formulaire
from ami.commun.soumission import agir, nombre_envoye, nombre_ou_rien, refuser, reussir, saisie, soumettre

ICI, AILLEURS = "/ici/", "/ailleurs/"


class Dits(BaseStorage):
    """Messages of one request, told to nobody."""

    def _get(self, *_args: Any, **_options: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, *_args: Any, **_options: Any) -> list[Any]:
        return []


class MotForm(Formulaire):
    mot = forms.CharField(max_length=5)
    suite = forms.CharField(required=False)


def envoi(methode: str = "post", **champs: str) -> HttpRequest:
    requete: HttpRequest = getattr(RequestFactory(), methode)(ICI, champs)
    requete._messages = Dits(requete)  # type: ignore[attr-defined]
    return requete


def dits(requete: HttpRequest) -> list[tuple[str, str]]:
    return [(m.level_tag, m.message) for m in messages.get_messages(requete)]


def refus(erreur: ErreurMetier) -> Callable[[], Any]:
    def acte() -> None:
        raise erreur

    return acte


def envoyer(
    requete: HttpRequest, acte: Callable[[], Any], **options: Any
) -> tuple[HttpResponse, MotForm, list[str]]:
    form, faits = MotForm(saisie(requete)), []

    def faire() -> Any:
        faits.append(form.cleaned_data["mot"])
        return acte()

    reponse = soumettre(
        requete,
        form,
        faire,
        page=lambda statut: HttpResponse("page", status=statut),
        vers=lambda fait: reussir(requete, f"Fait : {fait}.", redirect(AILLEURS)),
        **options,
    )
    return reponse, form, faits


def test_un_acte_accompli_dit_sa_phrase_et_ramene_a_la_page() -> None:
    requete = envoi()
    reponse = agir(requete, lambda: None, "C’est fait.", redirect(ICI))
    assert (reponse.status_code, reponse["Location"]) == (302, ICI)
    assert dits(requete) == [("success", "C’est fait.")]


def test_un_acte_accompli_mene_ou_dit_ce_qu_il_rend() -> None:
    requete = envoi()
    reponse = agir(requete, lambda: "neuf", "", redirect(ICI), vers=lambda fait: redirect(f"/{fait}/"))
    assert reponse["Location"] == "/neuf/"
    assert dits(requete) == []


def test_un_acte_refuse_dit_pourquoi_et_ramene_a_la_page() -> None:
    requete = envoi()
    acte = refus(TransitionInterdite("Trop tard."))
    reponse = agir(requete, acte, "C’est fait.", redirect(ICI), vers=lambda _: redirect(AILLEURS))
    assert reponse["Location"] == ICI
    assert dits(requete) == [("error", "Trop tard.")]


def test_une_page_lue_ne_fait_rien() -> None:
    reponse, form, faits = envoyer(envoi("get", mot="court"), lambda: None)
    assert (reponse.status_code, reponse.content, faits) == (200, b"page", [])
    assert not form.is_bound


def test_une_forme_fausse_est_refusee_avant_le_service() -> None:
    reponse, form, faits = envoyer(envoi(mot="beaucoup trop long"), lambda: None)
    assert (reponse.status_code, reponse.content, faits) == (422, b"page", [])
    assert list(form.errors) == ["mot"]


def test_un_envoi_accompli_mene_ailleurs_avec_sa_phrase() -> None:
    requete = envoi(mot="court")
    reponse, _, faits = envoyer(requete, lambda: 12)
    assert (reponse["Location"], faits) == (AILLEURS, ["court"])
    assert dits(requete) == [("success", "Fait : 12.")]


@pytest.mark.parametrize(
    ("erreur", "statut", "champ"),
    [
        (ErreurMetier("Non."), 422, "__all__"),
        (TransitionInterdite("Non."), 409, "__all__"),
        (Incomplet("Non.", ("inconnu", "suite")), 422, "suite"),
        (Incomplet("Non.", ("inconnu",)), 422, "__all__"),
    ],
)
def test_un_refus_du_service_est_une_erreur_du_formulaire(
    erreur: ErreurMetier, statut: int, champ: str
) -> None:
    requete = envoi(mot="court")
    reponse, form, _ = envoyer(requete, refus(erreur))
    assert (reponse.status_code, reponse.content) == (statut, b"page")
    assert form.errors == {champ: ["Non."]}
    assert dits(requete) == []


def test_un_refus_sans_champ_se_dit_ou_le_formulaire_le_veut() -> None:
    class AdresseForm(MotForm):
        champ_du_refus = "mot"

    form = AdresseForm({"mot": "court"})
    form.signaler(ErreurMetier("Non."))
    assert form.errors == {"mot": ["Non."]}


def test_un_refus_peut_quitter_la_page() -> None:
    requete = envoi(mot="court")
    reponse, form, _ = envoyer(
        requete,
        refus(TransitionInterdite("Trop tard.")),
        refus=lambda erreur: refuser(requete, erreur, redirect(ICI)),
    )
    assert reponse["Location"] == ICI
    assert dits(requete) == [("error", "Trop tard.")]
    assert form.errors == {}


@pytest.mark.parametrize(("texte", "attendu"), [("0", 0), ("42", 42), ("9" * 18, int("9" * 18))])
def test_un_nombre_revient_d_une_page(texte: str, attendu: int) -> None:
    assert nombre_envoye(texte) == nombre_ou_rien(texte) == attendu


@pytest.mark.parametrize("texte", [None, "", "x", "-1", "1.5", " 1", "9" * 19])
def test_ce_qu_aucune_page_n_envoie_n_est_pas_un_nombre(texte: str | None) -> None:
    assert nombre_ou_rien(texte) is None
    with pytest.raises(Http404):
        nombre_envoye(texte)
