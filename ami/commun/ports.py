"""Ports under which the site may be asked. No Django import.

``ALLOWED_HOSTS`` says nothing of them, and the port of a request ends in whatever is made of its address.
"""

from urllib.parse import urlsplit

_PAR_DEFAUT = {"https": 443, "http": 80}


def lire_ports(declares: str, url: str) -> frozenset[int]:
    """The port of the public address, and those declared beside it: « 8000-8015,8443 ». Raises ``ValueError``."""
    publique = urlsplit(url)
    ports = {publique.port or _PAR_DEFAUT.get(publique.scheme, 443)}
    for morceau in filter(None, declares.replace(" ", "").split(",")):
        premier, _, dernier = morceau.partition("-")
        ports.update(range(int(premier), int(dernier or premier) + 1))
    return frozenset(ports)
