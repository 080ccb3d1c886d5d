"""What several files say of the product and of who carries it."""

from agathe.documents.blocks import Field
from agathe.roadmap.dossiers.writer import Writer


def project(writer: Writer) -> tuple[Field, ...]:
    """Name and description of the project, as its own people wrote them."""
    profile, say = writer.profile, writer.say
    name, description = say("Projet", "Project"), say("Description", "Description")
    return (
        Field(name, (profile.name,)) if profile.name else Field(name, missing=say("Nom du projet", "Name of the project")),
        Field(description, (profile.description,))
        if profile.description
        else Field(description, missing=say("Ce que fait le produit, en trois phrases", "What the product does, in three sentences")),
    )  # fmt: skip


def trade(writer: Writer) -> tuple[Field, ...]:
    """Trade name and version, which no answer holds."""
    say = writer.say
    return (
        Field(
            say("Nom commercial et version", "Trade name and version"),
            missing=say(
                "Nom sous lequel le produit est fourni et version sur laquelle porte ce document",
                "Name under which the product is supplied, and version this document is about",
            ),
        ),
    )


def validation(writer: Writer) -> tuple[Field, ...]:
    """Who wrote, reviewed and approved: a dated and signed document is worth more than a page."""
    say = writer.say
    who = say("Nom, fonction, date, signature", "Name, position, date, signature")
    return tuple(
        Field(label, missing=who)
        for label in (say("Rédaction", "Written by"), say("Approbation", "Approved by"))
    )
