"""``verify_journal``: check that nobody changed, moved or removed an entry of the journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agathe_web.journal.queries import verify
from agathe_web.words import say


class Command(BaseCommand):
    """Check the chain of the journal; exit code 1 and words when it is broken."""

    help = (
        "Check the chain of digests of the journal. Keep the digest it prints somewhere else: given back later as "
        "--expect, it shows that nothing was cut off the end."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """See :meth:`BaseCommand.add_arguments`."""
        parser.add_argument("--expect", default="", metavar="DIGEST", help="digest printed by an earlier run")

    def handle(self, *args: Any, expect: str, **options: Any) -> None:
        """Print what was found; an error when the chain is broken."""
        verdict = verify(expect)
        if verdict.holds:
            self.stdout.write(
                say(f"Journal intact : {verdict.count} entrées.", f"Journal intact: {verdict.count} entries.")
            )
            self.stdout.write(verdict.digest)
            return
        lines = [say("Le journal a été modifié.", "The journal was tampered with.")]
        lines += [_words(fault.reason, fault.number) for fault in verdict.faults]
        if verdict.broken > len(verdict.faults):
            rest = verdict.broken - len(verdict.faults)
            lines.append(say(f"Et {rest} autres défauts.", f"And {rest} more faults."))
        if verdict.found is False:
            lines.append(
                say(
                    "L’empreinte attendue n’y est pas : la fin du journal a été coupée ou réécrite.",
                    "The expected digest is not there: the end of the journal was cut off or rewritten.",
                )
            )
        raise CommandError("\n".join(lines), returncode=1)


def _words(reason: str, number: int) -> str:
    return {
        "missing": say(
            f"Entrée {number} : il manque une entrée avant elle.",
            f"Entry {number}: an entry before it is missing.",
        ),
        "moved": say(
            f"Entrée {number} : elle ne suit pas l’entrée d’avant.",
            f"Entry {number}: it does not follow the one before.",
        ),
        "changed": say(
            f"Entrée {number} : son contenu a changé.", f"Entry {number}: its content has changed."
        ),
    }[reason]
