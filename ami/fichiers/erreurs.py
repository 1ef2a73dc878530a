"""Refusals about files, in sentences fit for the person who sent or asked for one."""

from ami.commun.erreurs import ErreurMetier


class FichierRefuse(ErreurMetier):
    """The file is not received. Nothing was kept."""


class FichierIndisponible(ErreurMetier):
    """The file cannot be given: not verified yet, refused, or not to this person."""

    statut = 409


class StockageEnPanne(FichierIndisponible):
    """The store does not answer, or no longer has room. Nothing is lost: try again."""

    statut = 503


class ContenuAbsent(FichierIndisponible):
    """The store answers that it does not have this content."""

    statut = 404
