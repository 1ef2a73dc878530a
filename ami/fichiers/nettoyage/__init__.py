"""Cleaning of hostile files, in a process of its own.

Runs without the application: no Django, no settings, no secret, and only relative imports, so that the
child starts in a tenth of a second and knows nothing worth stealing.
"""
