"""The journal in the administration: read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agathe_web.journal.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    """Entries, to be looked at."""

    list_display = ("number", "at", "actor", "act", "about")
    search_fields = ("=actor", "act", "=about")
    list_filter = ("at",)
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only acts add entries."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
