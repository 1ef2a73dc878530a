"""Forgetting the received files that nothing uses: a document refused by its dossier, an attachment taken away."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from ami.fichiers.models import Fichier
from candidatures.models import Complement, Message, Piece

AGE_MIN = timedelta(days=1)  # a file is received first, then attached


def fichiers_sans_usage(maintenant: datetime) -> QuerySet[Fichier]:
    """Received for a day at least, and in no dossier (even taken away from it), message nor request for compléments."""
    fichier = OuterRef("pk")
    return Fichier.objects.filter(
        ~Exists(Piece.objects.filter(fichier=fichier)),
        ~Exists(Message.fichiers.through.objects.filter(fichier=fichier)),
        ~Exists(Complement.fichiers_refuses.through.objects.filter(fichier=fichier)),
        recu_le__lte=maintenant - AGE_MIN,
    )


@transaction.atomic(durable=True)
def oublier_fichier(*, fichier_id: uuid.UUID, maintenant: datetime) -> None:
    """Delete the row of a file without use; the cleaning of the store then erases its bytes. Silent when it is used.

    Locks the file, then looks again. The keys of a use are checked when it commits: the later of the two fails whole.
    """
    Fichier.objects.select_for_update(of=("self",)).filter(pk=fichier_id).first()
    fichiers_sans_usage(maintenant).filter(pk=fichier_id).delete()
