"""The form engine: what is asked, what a wave changes in it, what is wrong or missing, how it is read and typed.

Sealed: no table, and nothing of the rest of ``candidatures``. From the ground up: ``catalogue``, ``reglages``,
``questionnaire``, ``controle``, ``presentation``, ``concurrence``, ``saisie``; all but the last without Django.
"""
