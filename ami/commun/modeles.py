"""Abstract bases of models; this application has no table of its own."""

from django.db import models


class Horodate(models.Model):
    """Row that remembers when it was created and last saved (UTC instants)."""

    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True
