"""What other parts read of accounts."""

from collections.abc import Iterable

from django_otp import devices_for_user

from agathe_web.accounts.models import ROLES, User


def roles_of(user: User) -> list[str]:
    """Roles of an account in words, in the order of :data:`ROLES`."""
    held = set(user.groups.values_list("name", flat=True))
    return [str(words) for name, words in ROLES.items() if name in held]


def named(pks: Iterable[int]) -> dict[str, str]:
    """Names of accounts by their name in the journal (``user:12``)."""
    return {f"user:{pk}": str(user) for pk, user in User.objects.in_bulk(set(pks)).items()}


def pk_of(email: str) -> int | None:
    """The account of an address."""
    return User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()


def has_second_factor(user: User) -> bool:
    """Whether signing in asks for a code."""
    return next(iter(devices_for_user(user)), None) is not None


def verified(email: str) -> User | None:
    """The account whose holder showed that the address is theirs."""
    return User.objects.filter(email=email.strip().lower(), is_active=True, verified_at__isnull=False).first()
