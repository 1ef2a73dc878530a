from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ami.journal"
    label = "journal"
    verbose_name = "Journal"
