"""Pages of a dossier: scope by queryset (404), predicate (403), one service, redirect. One module a use case."""
