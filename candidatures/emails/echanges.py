"""« You have a message »: never what it says."""

from django.db.models import Q

from ami.commun.dates import PARIS
from ami.comptes.models import Role, Utilisateur
from ami.notifications.redaction import Destinataire
from ami.notifications.redaction import Message as Courriel
from candidatures.emails.construction import destinataires, ecrire
from candidatures.models import Candidature, Complement, Cote, Message


def message_recu(candidature: Candidature, message: Message, premier: Message) -> list[Courriel]:
    """Tell the other side, once a day at most while a batch that begins with ``premier`` is unread."""
    vers_le_porteur = message.cote == Cote.SERVICE
    a_qui = destinataires(candidature) if vers_le_porteur else agents_saisis(candidature)
    jour = message.ecrit_le.astimezone(PARIS).date().isoformat()
    return ecrire(
        candidature,
        "message_recu",
        a_qui,
        cle=f"message:{candidature.pk}:{message.cote}:{premier.pk}:{jour}",
        page="candidatures:echanges" if vers_le_porteur else "instruction:echanges",
        vers_le_porteur=vers_le_porteur,
    )


def agents_saisis(candidature: Candidature) -> list[Destinataire]:
    """Agents who have written about this dossier and still may; else the address of the service, account 0."""
    agents = Utilisateur.objects.filter(
        Q(
            pk__in=Message.objects.envoyes()
            .filter(candidature=candidature, cote=Cote.SERVICE)
            .values("auteur")
        )
        | Q(pk__in=Complement.objects.filter(candidature=candidature, par__isnull=False).values("par")),
        is_active=True,
        attributions__role__in=[Role.INSTRUCTEUR, Role.ADMINISTRATEUR],
    )
    saisis = [Destinataire(*agent) for agent in agents.distinct().order_by("pk").values_list("pk", "email")]
    return saisis or [Destinataire(0, candidature.vague.appel.courriel)]
