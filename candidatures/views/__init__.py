"""Pages of a dossier, one folder for each kind of reader, one module a use case; what two kinds share is here.

Each view: scope by queryset (404), predicate (403), one service, redirect.
"""
