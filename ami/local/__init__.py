"""Launcher of the embedded services behind `make run` and the tests.

It knows nothing of the application: it finds PostgreSQL and Redis, starts processes, and makes sure
that none outlives it. No module here imports Django or another application of the project.
"""
