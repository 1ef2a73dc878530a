"""Signed documents, as a signing program leaves them: the value, its place in the file, what the catalogue says of it."""

from typing import Any

import pikepdf

from tests.fichiers.fabrication import action, poser_un_champ

Nom, Tableau = pikepdf.Name, pikepdf.Array


def _valeur(document: pikepdf.Pdf, **entrees: Any) -> pikepdf.Dictionary:
    commun = {"Type": Nom.Sig, "Filter": Nom("/Adobe.PPKLite"), "SubFilter": Nom("/adbe.pkcs7.detached")}
    octets = {"ByteRange": Tableau([0, 10, 20, 30]), "Contents": b"\x30\x82" + bytes(500)}
    return document.make_indirect(action(**commun | octets | {"Name": "Mme Martin"} | entrees))


def _dessin(document: pikepdf.Pdf) -> pikepdf.Dictionary:
    """What people see of the signature."""
    boite = Tableau([0, 0, 90, 21])
    return action(N=document.make_stream(b"0 0 90 21 re S", Type=Nom.XObject, Subtype=Nom.Form, BBox=boite))


def _inscrire(document: pikepdf.Pdf, *champs: pikepdf.Dictionary) -> None:
    nom = poser_un_champ(document, T="nom", V="Martin")
    document.Root.AcroForm = action(Fields=Tableau([nom, *champs]), SigFlags=3)
    cms = document.make_stream(b"certificat")
    document.Root.DSS = action(Certs=Tableau([cms]), VRI=action(A1=action(Cert=Tableau([cms]))))


def signer(document: pikepdf.Pdf) -> None:
    valeur = _valeur(document)
    _inscrire(document, poser_un_champ(document, FT=Nom.Sig, T="s", V=valeur, F=132, AP=_dessin(document)))


def certifier(document: pikepdf.Pdf) -> None:
    """By its author: no change is allowed, says the catalogue too."""
    regle = action(Type=Nom.SigRef, TransformMethod=Nom.DocMDP, TransformParams=action(P=1))
    valeur = _valeur(document, Reference=Tableau([regle]))
    _inscrire(document, poser_un_champ(document, FT=Nom.Sig, T="s", V=valeur, AP=_dessin(document)))
    document.Root.Perms = action(DocMDP=valeur)


def signer_avec_un_champ_parent(document: pikepdf.Pdf) -> None:
    """The field and its widget are two objects."""
    champ = document.make_indirect(action(FT=Nom.Sig, T="s", V=_valeur(document)))
    widget = poser_un_champ(document, Parent=champ, AP=_dessin(document))
    del widget["/FT"], widget["/T"]
    champ.Kids = Tableau([widget])
    _inscrire(document, document.make_indirect(action(T="groupe", Kids=Tableau([champ]))))
    document.Root.AcroForm.Fields = Tableau([document.Root.AcroForm.Fields[0], champ])


def signer_sans_rien_montrer(document: pikepdf.Pdf) -> None:
    valeur = _valeur(document)
    _inscrire(document, poser_un_champ(document, FT=Nom.Sig, T="s", V=valeur, Rect=Tableau([0, 0, 0, 0])))


def horodater(document: pikepdf.Pdf) -> None:
    valeur = _valeur(document, Type=Nom.DocTimeStamp, SubFilter=Nom("/ETSI.RFC3161"))
    _inscrire(document, poser_un_champ(document, FT=Nom.Sig, T="s", V=valeur, AP=_dessin(document)))


def signer_et_la_citer(document: pikepdf.Pdf) -> None:
    """Something else than its field leads to the value: a program keeps it among its own data."""
    signer(document)
    valeur = next(champ.V for champ in document.Root.AcroForm.Fields if champ.get("/FT") == Nom.Sig)
    document.pages[0].obj.PieceInfo = action(Parapheur=action(Private=valeur))
