"""Pages of projects."""

from django.http import HttpResponse
from django.shortcuts import render

from agathe_web.projects import perms
from agathe_web.rights import AgatheRequest, needs


@needs(perms.can_list)
def dashboard(request: AgatheRequest) -> HttpResponse:
    """The projects of the reader."""
    return render(request, "home/home.html")
