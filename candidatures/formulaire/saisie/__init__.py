"""A section of the dossier as a page: what is typed becomes answers, and nothing typed is refused."""

from candidatures.formulaire.saisie.section import SectionForm

__all__ = ["SectionForm"]
