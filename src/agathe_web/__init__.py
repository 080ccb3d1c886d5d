"""The portal: Agathe in a browser. Thin Django apps over the domain packages of :mod:`agathe`.

An app reads another only through its ``queries.py`` and changes it only through its ``actions.py``; every view declares the
right it needs (:mod:`agathe_web.rights`); "today" comes from :mod:`agathe_web.clock`.
"""
