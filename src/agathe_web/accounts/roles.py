"""Roles are groups of Django; the role of administrator opens the administration.

``is_staff`` is never ticked by hand: it is true for whoever holds the role of administrator and for accounts made by
``createsuperuser`` (which get the role too), and follows each change of roles.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db import connections
from django.db.models.signals import m2m_changed, post_migrate

from agathe_web.accounts.models import ADMINISTRATOR, ROLES, User


def connect(app: Any) -> None:
    """Listen to changes of roles, and make the roles again whenever the tables were made or emptied."""
    m2m_changed.connect(follow, sender=User.groups.through, dispatch_uid="accounts.roles.follow")
    post_migrate.connect(make_roles, sender=app, dispatch_uid="accounts.roles.make")


def make_roles(using: str = "default", **_: Any) -> None:
    """Make the groups that are missing."""
    if Group._meta.db_table not in connections[using].introspection.table_names():
        return  # all migrations are being taken back
    groups = Group.objects.using(using)
    for name in set(ROLES) - set(groups.filter(name__in=ROLES).values_list("name", flat=True)):
        groups.get_or_create(name=name)


def follow(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any) -> None:
    """Keep ``is_staff`` in step with the roles."""
    if not action.startswith("post_"):
        return
    if reverse:  # changed from the side of the group
        people = User.objects.filter(is_staff=True) if pk_set is None else User.objects.filter(pk__in=pk_set)
    else:
        people = User.objects.filter(pk=instance.pk)
    for person in people:
        staff = person.is_superuser or person.groups.filter(name=ADMINISTRATOR).exists()
        if staff != person.is_staff:
            User.objects.filter(pk=person.pk).update(is_staff=staff)
        if not reverse:
            instance.is_staff = staff
            instance.__dict__.pop("administers", None)
