"""The administration: who enters, and what it shows of accounts.

Only administrators enter (see :mod:`agathe_web.accounts.roles`), and only with a second factor, but on a demonstration or
a developer's machine. Signing in happens on the pages of the site, like everybody.
"""

from functools import update_wrapper
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as _auth  # noqa: F401 (registers the groups, which are taken back below)
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import activate
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from agathe_web.accounts import actions as acts
from agathe_web.accounts import factor, links, queries, sessions, tasks
from agathe_web.accounts.models import ROLES, User
from agathe_web.rights import AgatheRequest
from agathe_web.theme.links import address
from agathe_web.words import said, say

# Roles are named in the code; keys of second factors are nobody's business.
for model in (Group, TOTPDevice, StaticDevice):
    admin.site.unregister(model)


class Administration(admin.AdminSite):
    """The administration of Agathe."""

    site_header = site_title = said("Administration d’Agathe", "Administration of Agathe")
    index_title = said("Comptes, projets et journal", "Accounts, projects and journal")

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators, with their second factor."""
        user: Any = request.user
        return bool(user.is_active and user.is_staff and (not factor.needed(user) or user.is_verified()))

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Sign in on the site, or do what is missing to enter."""
        user: Any = request.user
        next_ = sessions.destination(request, request.GET.get("next") or reverse("admin:index"))
        if not user.is_authenticated:
            return redirect_to_login(next_)
        if not user.is_staff:
            raise Http404
        if self.has_permission(request):
            return redirect(next_)
        if queries.has_second_factor(user):
            return redirect(sessions.begin(request, user, next_))
        messages.warning(request, say(
            "Activez la connexion en deux étapes pour entrer dans l’administration.",
            "Turn on two-step sign-in to enter the administration.",
        ))  # fmt: skip
        return redirect(address("accounts:second_factor", next=next_))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The page of the site."""
        return redirect("accounts:password")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As everywhere on the site."""
        from agathe_web.accounts.views import sign_out  # views need the apps to be ready

        return sign_out(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Speak the language of the person: these addresses have none."""
        inner = super().admin_view(view, cacheable)

        def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            activate(getattr(request.user, "language", "fr"))
            return inner(request, *args, **kwargs)

        return update_wrapper(spoken, inner)


# One site serves all apps, whichever registered first: it becomes ours where it stands.
admin.site.__class__ = Administration


class _Roles(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(ROLES.get(obj.name, obj.name))


class _Verified(admin.SimpleListFilter):
    title = said("adresse confirmée", "confirmed address")
    parameter_name = "verified"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        return [("1", say("Oui", "Yes")), ("0", say("Non", "No"))]

    def queryset(self, request: Any, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(verified_at__isnull=self.value() == "0") if self.value() else queryset


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Accounts: find them, give roles, close, confirm. People make, change and erase their accounts themselves."""

    list_display = ("email", "name", "roles", "verified_at", "is_active", "joined_at")
    list_filter = ("groups", "is_active", _Verified)
    search_fields = ("email", "name")
    ordering = ("-joined_at",)
    list_per_page = 50
    fields = (
        "email", "name", "language", "groups", "is_active", "is_staff", "is_superuser", "second_factor",
        "joined_at", "last_login", "verified_at", "demo", "erased_at",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name not in ("groups", "is_active"))
    filter_horizontal = ("groups",)
    actions = [  # as Django names it; the acts of accounts are "acts" here
        "confirm",
        "resend",
        "close",
        "open_again",
        "sign_out",
        "drop_factor",
    ]

    @admin.display(description=said("rôles", "roles"))
    def roles(self, user: User) -> str:
        """Roles in words."""
        held = {group.name for group in user.groups.all()}
        return ", ".join(str(words) for name, words in ROLES.items() if name in held)

    @admin.display(description=said("deux étapes", "two steps"), boolean=True)
    def second_factor(self, user: User) -> bool:
        """Whether a code is asked for."""
        return queries.has_second_factor(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the roles, in one query."""
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Roles in words."""
        if db_field.name == "groups":
            kwargs["form_class"] = _Roles
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People sign up themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are erased by ``erase_account`` or by their holder: what others need stays."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """All but erased accounts; those of ``createsuperuser`` only by one another."""
        if obj is not None and (
            obj.erased_at or (obj.is_superuser and not getattr(request.user, "is_superuser", False))
        ):
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """Close or open the account, as an act."""
        if "is_active" in form.changed_data:
            try:
                acts.set_active(request.actor, obj, obj.is_active)
            except PermissionDenied:
                obj.is_active = True
                messages.error(
                    request,
                    say(
                        "Un administrateur ne ferme pas son propre compte.",
                        "Administrators do not close their own account.",
                    ),
                )

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Give the roles, and note it."""
        super().save_related(request, form, formsets, change)
        if "groups" in form.changed_data:
            acts.note_roles(request.actor, form.instance)

    @admin.action(description=said("Confirmer l’adresse", "Confirm the address"))
    def confirm(self, request: Any, chosen: QuerySet[User]) -> None:
        """Say that the addresses are theirs."""
        for user in chosen:
            acts.mark_verified(request.actor, user)

    @admin.action(description=said("Renvoyer le lien de confirmation", "Send the confirmation link again"))
    def resend(self, request: Any, chosen: QuerySet[User]) -> None:
        """Send the link to those who did not confirm."""
        for user in chosen.filter(verified_at=None, is_active=True):
            tasks.send.enqueue(links.VERIFY, user.pk)

    @admin.action(description=said("Fermer le compte", "Close the account"))
    def close(self, request: Any, chosen: QuerySet[User]) -> None:
        """Close accounts."""
        self._set_active(request, chosen, False)

    @admin.action(description=said("Rouvrir le compte", "Open the account again"))
    def open_again(self, request: Any, chosen: QuerySet[User]) -> None:
        """Open closed accounts."""
        self._set_active(request, chosen, True)

    @admin.action(description=said("Fermer toutes les sessions", "End all sessions"))
    def sign_out(self, request: Any, chosen: QuerySet[User]) -> None:
        """Sign people out everywhere."""
        for user in self._within_reach(request, chosen):
            acts.end_sessions(request.actor, user)

    @admin.action(description=said("Retirer la connexion en deux étapes", "Turn off two-step sign-in"))
    def drop_factor(self, request: Any, chosen: QuerySet[User]) -> None:
        """For people who lost their telephone and their recovery codes."""
        for user in self._within_reach(request, chosen):
            factor.remove(request.actor, user)

    def _set_active(self, request: AgatheRequest, chosen: QuerySet[User], active: bool) -> None:
        for user in self._within_reach(request, chosen).exclude(pk=request.user.pk or 0):
            acts.set_active(request.actor, user, active)

    def _within_reach(self, request: AgatheRequest, chosen: QuerySet[User]) -> QuerySet[User]:
        chosen = chosen.filter(erased_at=None)
        return chosen if getattr(request.user, "is_superuser", False) else chosen.filter(is_superuser=False)
