"""Pages of the directory of projects and of requests for contact."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agathe_web import engines
from agathe_web.community import actions, perms, queries
from agathe_web.community.forms import ContactForm, FilterForm, ListingForm, ReportForm
from agathe_web.community.models import LOOKING, OPEN, ContactRequest, Listing
from agathe_web.projects.models import Project
from agathe_web.projects.queries import project_of
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import say

LENGTH = 20
"""Rows on a page."""


@needs(perms.can_visit)
@require_GET
def directory(request: AgatheRequest) -> HttpResponse:
    """Projects that chose to be seen."""
    form = FilterForm(request.GET, names=("q", "stage", "region", "looking"))
    chosen = form.chosen()
    page = Paginator(queries.listings(**chosen), LENGTH).get_page(request.GET.get("page"))
    context = {
        "page": page, "form": form, "chosen": chosen, "regions": engines.knowledge().regions, "looking": LOOKING,
        "link": lambda number: address("community:directory", **chosen, page=number),
    }  # fmt: skip
    return render(request, "community/directory.html", context)


@needs(perms.can_see_listing, of=queries.listing_of)
@require_GET
def listing(request: AgatheRequest, listing: Listing) -> HttpResponse:
    """A project of the directory."""
    actor = request.actor
    context = {
        "listing": listing, "looking": LOOKING, "regions": engines.knowledge().regions, "stages": engines.knowledge().life_stages,
        "owner": perms.can_list(actor, listing.project), "agent": perms.can_moderate(actor, listing), "contacts": perms.can_contact(actor, listing),
        "reports": listing.reports.filter(handled_at=None)[:10] if perms.can_moderate(actor, listing) else (),
    }  # fmt: skip
    return render(request, "community/listing.html", context)


@needs(perms.can_follow)
@require_GET
def mine(request: AgatheRequest) -> HttpResponse:
    """My projects in the directory, the requests I got and those I made."""
    received = Paginator(queries.received_by(request.actor), LENGTH).get_page(request.GET.get("page"))
    context = {
        "owned": queries.owned_by(request.actor), "received": received, "sent": queries.sent_by(request.actor)[:LENGTH],
        "link": lambda number: address("community:mine", page=number),
    }  # fmt: skip
    return render(request, "community/mine.html", context)


@needs(perms.can_list, of=project_of)
def show(request: AgatheRequest, project: Project) -> HttpResponse:
    """Put a project in the directory, or change what it shows."""
    found = queries.listing_of_project(project)
    form = ListingForm(
        request.POST if request.method == "POST" else None, initial=ListingForm.values_of(project, found)
    )
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "consent"}
        listing = actions.put_in_directory(
            request.actor, project, **{**values, "stage": int(values["stage"])}
        )
        messages.success(
            request, say("Votre projet est dans l’annuaire.", "Your project is in the directory.")
        )
        return redirect(address("community:listing", listing.pk))
    return render(request, "community/show.html", {"form": form, "project": project, "found": found})


@needs(perms.can_list, of=project_of)
def unlist(request: AgatheRequest, project: Project) -> HttpResponse:
    """Confirm, then take a project out of the directory."""
    found = queries.listing_of_project(project)
    if request.method != "POST":
        return render(request, "community/unlist.html", {"project": project, "found": found})
    actions.take_out_of_directory(request.actor, project)
    messages.success(
        request,
        say("Votre projet n’est plus dans l’annuaire.", "Your project is no longer in the directory."),
    )
    return redirect(address("community:mine"))


@needs(perms.can_contact, of=queries.listing_of)
def contact(request: AgatheRequest, listing: Listing) -> HttpResponse:
    """Ask for contact."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_contact(request.actor, listing, form.cleaned_data["message"])
        except actions.StateError:
            form.add_error(
                None,
                say(
                    "Vous avez déjà une demande en attente pour ce projet.",
                    "You already have a request waiting for this project.",
                ),
            )
        except actions.LimitError:
            form.add_error(None, _too_many())
        else:
            messages.success(
                request,
                say(
                    "Votre demande est envoyée. Vous serez prévenu par e-mail.",
                    "Your request is sent. You will be told by e-mail.",
                ),
            )
            return redirect(address("community:request", made.pk))
    return render(request, "community/contact.html", {"form": form, "listing": listing})


@needs(perms.can_read_request, of=queries.request_of)
@require_GET
def contact_request(request: AgatheRequest, asked: ContactRequest) -> HttpResponse:
    """A request for contact, for whoever made it and for the owners of the project."""
    return render(
        request,
        "community/request.html",
        {"asked": asked, "owner": perms.can_answer(request.actor, asked), "open": asked.state == OPEN},
    )


@needs(perms.can_answer, of=queries.request_of)
@require_POST
def answer(request: AgatheRequest, asked: ContactRequest) -> HttpResponse:
    """Accept or decline a request."""
    accepted = request.POST.get("do") == "accept"
    try:
        actions.answer_contact(request.actor, asked, accepted)
    except actions.StateError:
        messages.info(request, say("Une réponse a déjà été donnée.", "An answer was given already."))
    else:
        messages.success(request, _answered(accepted))
    return redirect(address("community:request", asked.pk))


@needs(perms.can_report, of=queries.listing_of)
def report(request: AgatheRequest, listing: Listing) -> HttpResponse:
    """Report a listing."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(request.actor, listing, form.cleaned_data["reason"])
        except actions.StateError:
            form.add_error(
                None,
                say(
                    "Votre signalement précédent attend un agent.", "Your previous report waits for an agent."
                ),
            )
        except actions.LimitError:
            form.add_error(None, _too_many())
        else:
            messages.success(
                request,
                say(
                    "Merci. Un agent va lire votre signalement.", "Thank you. An agent will read your report."
                ),
            )
            return redirect(address("community:listing", listing.pk))
    return render(request, "community/report.html", {"form": form, "listing": listing})


def _too_many() -> Any:
    return say(
        f"Vous avez atteint la limite de {actions.DAILY} envois par jour. Revenez demain.",
        f"You have reached the limit of {actions.DAILY} a day. Come back tomorrow.",
    )


def _answered(accepted: bool) -> str:
    if accepted:
        return say(
            "La demande est acceptée. Chacun voit maintenant l’adresse de l’autre.",
            "The request is accepted. Each now sees the other’s address.",
        )
    return say(
        "La demande est déclinée. Votre adresse n’est pas montrée.",
        "The request is declined. Your address is not shown.",
    )
