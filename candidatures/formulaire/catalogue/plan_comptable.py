"""Lines of the provisional budget, as in the accounting plan of associations. No Django import."""

Postes = tuple[tuple[str, str], ...]
CHARGES: Postes = (
    ("60", "Achats"),
    ("61", "Services extérieurs"),
    ("62", "Autres services extérieurs"),
    ("63", "Impôts et taxes"),
    ("64", "Charges de personnel"),
    ("65", "Autres charges de gestion courante"),
    ("66", "Charges financières"),
    ("67", "Charges exceptionnelles"),
    ("68", "Dotations aux amortissements et provisions"),
    ("86", "Emplois des contributions volontaires en nature"),
)
PRODUITS: Postes = (
    ("70", "Ventes et prestations de services"),
    ("74", "Subventions, dont celle demandée ici"),
    ("75", "Autres produits de gestion courante, cotisations"),
    ("76", "Produits financiers"),
    ("77", "Produits exceptionnels"),
    ("78", "Reprises sur amortissements et provisions"),
    ("87", "Contributions volontaires en nature"),
)
POSTES = {"charges": CHARGES, "produits": PRODUITS}
VOLONTAIRES = {"charges": "86", "produits": "87"}
SUBVENTIONS = "74"
