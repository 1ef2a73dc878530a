"""Composition root: the Celery application is loaded with Django so that tasks find their broker."""

from ami.celery import app as application_celery

__all__ = ["application_celery"]
