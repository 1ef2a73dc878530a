"""Mails of applications: each function builds outbox lines and sends nothing. One module a use case."""
