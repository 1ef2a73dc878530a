"""Lifecycle of a file, and the formats that are received."""

from django.db import models


class EtatFichier(models.TextChoices):
    RECU = "recu", "Reçu"
    EN_ANALYSE = "en_analyse", "En analyse"
    SAIN = "sain", "Vérifié"
    REFUSE = "refuse", "Refusé"


TRANSITIONS: dict[EtatFichier, frozenset[EtatFichier]] = {
    EtatFichier.RECU: frozenset({EtatFichier.EN_ANALYSE}),
    # Back to « reçu » when the antivirus does not answer; to itself when the worker that held it died.
    EtatFichier.EN_ANALYSE: frozenset(EtatFichier),
    EtatFichier.SAIN: frozenset(),
    EtatFichier.REFUSE: frozenset(),
}
EN_COURS = (EtatFichier.RECU, EtatFichier.EN_ANALYSE)


class GenreFichier(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpeg", "image JPEG"
    PNG = "png", "image PNG"
    ODS = "ods", "tableur ODS"
    XLSX = "xlsx", "tableur XLSX"
    ODT = "odt", "texte ODT"
    DOCX = "docx", "texte DOCX"


TYPES_MIME: dict[str, str] = {
    GenreFichier.PDF: "application/pdf",
    GenreFichier.JPEG: "image/jpeg",
    GenreFichier.PNG: "image/png",
    GenreFichier.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    GenreFichier.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    GenreFichier.ODT: "application/vnd.oasis.opendocument.text",
    GenreFichier.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
