"""The error raised when a package that only some forms of a document need is not installed."""

from agathe.kernel import AgatheError, Text


class AbsentPackageError(AgatheError):
    """A form of document needs a package that is not installed."""

    def __init__(self, form: Text, package: str) -> None:
        super().__init__(
            Text(
                f'{form.fr} demande le paquet {package}, absent ici ; installez-le : pip install "agathe[documents]"',
                f'{form.en} needs the package {package}, which is not installed: pip install "agathe[documents]"',
            )
        )
