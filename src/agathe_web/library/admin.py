"""The reported errors, for staff."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agathe_web.library import actions, queries
from agathe_web.library.models import ErrorReport
from agathe_web.rights import actor_of
from agathe_web.theme.links import address
from agathe_web.words import language, said


class OpenFilter(admin.SimpleListFilter):
    """Open or dealt with."""

    title = said("suite", "outcome")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", said("à traiter", "open")), ("0", said("traitées", "dealt with"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> QuerySet[ErrorReport]:
        return queryset if self.value() is None else queryset.filter(closed_at__isnull=self.value() == "1")


@admin.register(ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Reports are read and closed, never written here."""

    list_display = ("entry", "message_start", "created_at", "closed_at")
    list_filter = (OpenFilter, "kind")
    search_fields = ("key", "message")
    date_hierarchy = "created_at"
    readonly_fields = (
        "entry", "message", "source", "email", "reporter", "language", "knowledge", "created_at", "closed_at", "closed_by",
    )  # fmt: skip
    fields = (*readonly_fields, "outcome")
    actions = ("close",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=said("fiche", "entry"))
    def entry(self, report: ErrorReport) -> SafeString | str:
        title = queries.title(report.kind, report.key, language())
        if title is None:
            return str(report)
        return format_html('<a href="{}">{}</a>', address("library:entry", report.kind, report.key), title)

    @admin.display(description=said("message", "message"))
    def message_start(self, report: ErrorReport) -> str:
        return report.message[:120]

    @admin.action(description=said("Noter comme traitées", "Mark as dealt with"))
    def close(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
        for report in queryset.filter(closed_at=None):
            actions.close_report(actor_of(request), report, outcome=report.outcome)

    def save_model(self, request: HttpRequest, obj: ErrorReport, form: Any, change: bool) -> None:
        """Writing what was done closes the report."""
        actions.close_report(actor_of(request), obj, outcome=obj.outcome)
