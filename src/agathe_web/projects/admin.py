"""Projects in the administration: who works on what, to be looked at. What projects say of themselves is not shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agathe_web.projects.models import Evidence, Invitation, Membership, Notice, Project


class _Looked:
    """Nothing is added, changed or removed here: people do it on the site, in the journal."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class _Members(_Looked, admin.TabularInline[Membership, Project]):
    model = Membership
    fields = ("user", "role", "since")


@admin.register(Project)
class ProjectAdmin(_Looked, admin.ModelAdmin[Project]):
    """Projects and their members."""

    list_display = ("key", "name", "number", "demo", "created_at", "touched_at")
    list_filter = ("demo", "touched_at")
    search_fields = ("=key", "name", "members__email")
    fields = ("key", "name", "number", "demo", "chapter", "created_at", "touched_at", "watched_on")
    inlines = (_Members,)
    list_per_page = 50


@admin.register(Invitation)
class InvitationAdmin(_Looked, admin.ModelAdmin[Invitation]):
    """Invitations, without what opens them."""

    list_display = ("project", "email", "role", "sent_at", "expires_at", "outcome")
    fields = ("project", "email", "role", "invited_by", "sent_at", "expires_at", "ended_at", "outcome")
    search_fields = ("=project__key", "email")
    list_select_related = ("project",)
    list_per_page = 50


@admin.register(Notice)
class NoticeAdmin(_Looked, admin.ModelAdmin[Notice]):
    """Notices of the law watch, without what they say of a project."""

    list_display = ("project", "at", "since", "day")
    fields = ("project", "at", "since", "day", "knowledge_before", "knowledge_after")
    search_fields = ("=project__key",)
    list_select_related = ("project",)
    list_per_page = 50


@admin.register(Evidence)
class EvidenceAdmin(_Looked, admin.ModelAdmin[Evidence]):
    """Evidence: that it exists, not what it is."""

    list_display = ("project", "subject", "size", "added_at")
    fields = ("project", "subject", "size", "sha256", "added_by", "added_at")
    search_fields = ("=project__key", "subject")
    list_select_related = ("project",)
    list_per_page = 50
