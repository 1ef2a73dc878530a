"""Electronic signatures of a PDF: a copy that is written again breaks them, so it shows them and no longer claims them."""

import pikepdf

PARENTS_MAX = 32
# What a widget keeps once it is a mere drawing on the page.
DESSIN = frozenset(
    {
        *("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/P", "/F", "/M", "/NM", "/Border", "/BS", "/C", "/OC"),
        *("/StructParent", "/CA"),
    }
)


def est_signe(champ: pikepdf.Dictionary) -> bool:
    """Tell whether a field, or a widget of it, bears a signature: nature and value may be those of a parent."""
    nature = valeur = None
    for _ in range(PARENTS_MAX):
        nature = champ.get("/FT") if nature is None else nature
        valeur = champ.get("/V") if valeur is None else valeur
        suivant = champ.get("/Parent")
        if not isinstance(suivant, pikepdf.Dictionary):
            break
        champ = suivant
    return isinstance(nature, pikepdf.Name) and nature == "/Sig" and valeur is not None


def en_dessin(widget: pikepdf.Dictionary) -> bool:
    """Turn the widget of a signature into a stamp; False when nothing of it was to be seen."""
    for cle in widget.keys() - DESSIN:
        del widget[cle]
    widget.Subtype = pikepdf.Name.Stamp
    apparence = widget.get("/AP")
    return isinstance(apparence, pikepdf.Dictionary) and "/N" in apparence


def oter_les_champs(pdf: pikepdf.Pdf) -> None:
    """Take signed fields out of the form, and what the document says of its signatures. After their widgets."""
    if "/Perms" in pdf.Root:
        del pdf.Root["/Perms"]
    formulaire = pdf.Root.get("/AcroForm")
    a_voir = [(formulaire, "/Fields")] if isinstance(formulaire, pikepdf.Dictionary) else []
    vus = set()
    while a_voir:
        parent, cle = a_voir.pop()
        champs = parent.get(cle)
        if not isinstance(champs, pikepdf.Array):
            continue
        gardes = [champ for champ in champs if isinstance(champ, pikepdf.Dictionary) and not _est_ote(champ)]
        if len(gardes) < len(champs):
            parent[cle] = pikepdf.Array(gardes)
        for champ in gardes:
            if champ.objgen not in vus:
                a_voir.append((champ, "/Kids"))
                vus |= {champ.objgen} if champ.is_indirect else set()


def _est_ote(champ: pikepdf.Dictionary) -> bool:
    nature = champ.get("/Subtype")
    return est_signe(champ) or (isinstance(nature, pikepdf.Name) and nature == "/Stamp")
