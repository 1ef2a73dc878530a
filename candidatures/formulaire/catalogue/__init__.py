"""The questions asked, one module a section. No Django import.

The agency has not published its questions: these follow the published texts of the call and the habits of
comparable ones, and are to be validated by it. A wave may change their words, bounds and necessity
(``candidatures.formulaire.reglages.par_question``).
"""
