from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ami.notifications"
    label = "notifications"
    verbose_name = "Courriels"
