"""The portal for programs: the same questions, conclusions and plans as the pages, as JSON. Nothing is stored.

A request holds the whole profile; the answer rests on it, on the day and on the knowledge base alone. Operations are thin:
each calls the domain and writes its published structures (see :mod:`agathe_web.api.urls` for the addresses).
"""
