"""« You have a message »: never what it says."""

from django.db.models import Q

from ami.commun.dates import PARIS
from ami.comptes.models import Role, Utilisateur
from ami.notifications.services import Message as Courriel
from candidatures.emails.destinataires import destinataires, lien
from candidatures.models import Candidature, Complement, Cote, Message


def message_recu(candidature: Candidature, message: Message, premier: Message) -> list[Courriel]:
    """Tell the other side, once a day at most while a batch that begins with ``premier`` is unread."""
    vers_le_porteur = message.cote == Cote.SERVICE
    a_qui = destinataires(candidature) if vers_le_porteur else agents_saisis(candidature)
    jour = message.ecrit_le.astimezone(PARIS).date().isoformat()
    contexte = {
        "candidature": candidature,
        "appel": candidature.vague.appel,
        "vers_le_porteur": vers_le_porteur,
        "lien": lien("candidatures:echanges" if vers_le_porteur else "instruction:echanges", candidature),
    }
    return [
        Courriel(
            cle=f"message:{candidature.pk}:{message.cote}:{premier.pk}:{jour}:{compte}",
            modele="message_recu",
            destinataire=adresse,
            contexte=contexte,
        )
        for compte, adresse in a_qui
    ]


def agents_saisis(candidature: Candidature) -> list[tuple[int, str]]:
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
    saisis = list(agents.distinct().order_by("pk").values_list("pk", "email"))
    return saisis or [(0, candidature.vague.appel.courriel)]
