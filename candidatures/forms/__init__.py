"""Forms of the acts on a dossier; those of its questions are in ``candidatures.formulaire.saisie``."""
