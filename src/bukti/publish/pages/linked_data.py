"""A page's data as a Dataset of schema.org, in JSON-LD: for search engines that list open data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from bukti.publish.exports.catalogue import FORMS
from bukti.publish.pages.here import Here
from bukti.publish.pages.markup import Html

ATOM: Final = "application/atom+xml"
ESCAPED: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
"""No text inside can end the element, nor begin another: what HTML would act on is written as JSON escapes it."""


def linked_data(here: Here, name: str, files: Sequence[str]) -> Html:
    """The JSON of a dataset of these files: paths in `data/`, feeds from the root of the site.

    Their addresses are whole where the office declares one for its site, else relative to the page.
    """
    configuration = here.site.terms.configuration
    election, public = configuration.election, configuration.public
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": name,
        "description": here.labels.say("data.catalogue.description"),
        "inLanguage": ["id", "en"],
        "temporalCoverage": election.date.isoformat(),
        "creator": {"@type": "Organization", "name": here.labels.titles(election.office or election.title)},
        "isAccessibleForFree": True,
        **({"url": public.address + here.file} if public else {}),
        **({"license": public.licence} if public and public.licence else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": path,
                "encodingFormat": FORMS[ending][1] if (ending := path.rpartition(".")[2]) in FORMS else ATOM,
                "contentUrl": _address(here, path if ending == "atom" else f"data/{path}"),
            }
            for path in files
        ],
    }
    return Html(json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED))


def _address(here: Here, file: str) -> str:
    public = here.site.terms.configuration.public
    return public.address + file if public else here.to(file)
