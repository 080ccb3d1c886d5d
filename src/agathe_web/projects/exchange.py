"""A profile that comes as a file: read with the same care as on the command line, and never trusted."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from agathe.kernel import AgatheError, Location, Text
from agathe.kernel.documents import parse_document
from agathe.rules import Profile
from agathe.rules.profile import profile_from_plain
from agathe_web import engines


def read_upload(upload: "UploadedFile[Any]") -> Profile:
    """The profile in a file (YAML or JSON).

    Raises:
        AgatheError: too large, not text, not a profile; the message lists what is wrong.
    """
    name = (upload.name or "")[-80:]
    place = Location(file=name)
    if (upload.size or 0) > settings.MAX_PROFILE_BYTES:
        raise AgatheError(
            Text(
                "le fichier dépasse 256 ko : un profil en fait quelques milliers d'octets",
                "the file is over 256 kB: a profile takes a few thousand bytes",
            ),
            place,
        )
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AgatheError(
            Text(
                "ce n'est pas un fichier de texte : choisissez un profil exporté par Agathe (.yaml ou .json)",
                "this is not a text file: choose a profile exported by Agathe (.yaml or .json)",
            ),
            place,
        ) from None
    content = parse_document(text, place, is_json=name.lower().endswith(".json"))
    return profile_from_plain(content, engines.knowledge(), name)
