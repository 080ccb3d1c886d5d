"""The interface as one object for ninja: its operations, how it reads and how it refuses."""

from ninja import NinjaAPI

import agathe
from agathe_web.api import decisions, interview, library, plans, problems
from agathe_web.api.reading import StrictParser

api = NinjaAPI(
    title="Agathe",
    version=agathe.__version__,
    openapi_url=None,  # both pages are ours: in two languages, and without scripts of others
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
problems.register(api)
for part in (interview, decisions, plans, library):
    api.add_router("", part.router)
