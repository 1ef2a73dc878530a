"""Passwords of the tests: the hasher of production with a work factor that costs nothing."""

from django.contrib.auth.hashers import ScryptPasswordHasher


class HachageLeger(ScryptPasswordHasher):
    """Same algorithm, same format: what it wrote, the web server of a journey can read."""

    work_factor = 2
