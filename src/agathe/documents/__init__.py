"""Documents made of blocks, and their forms: HTML, tagged PDF, Word.

A document is written once as blocks (:mod:`agathe.documents.blocks`); each form is one module that reads them. Nothing here
knows what a roadmap is, but for the life line of seven stages, whose colours the forms carry.
"""
