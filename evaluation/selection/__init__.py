"""Ranking, decisions, publication. Everything here is under embargo until the wave is published."""
