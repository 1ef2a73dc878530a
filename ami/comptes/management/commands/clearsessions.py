"""``manage.py clearsessions``: that of Django, whose own table of sessions is not installed."""

from django.contrib.sessions.management.commands.clearsessions import Command

__all__ = ["Command"]
