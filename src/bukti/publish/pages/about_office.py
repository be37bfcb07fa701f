"""Who publishes: the office as bukti.toml declares it, with what it is answerable for. Nothing else is known of it."""

from __future__ import annotations

from bukti.publish.pages.here import Context, Here

TEMPLATE = "about_office.html"


def context(here: Here) -> Context:
    """Everything the template shows."""
    title = here.say("about.title")
    configuration = here.site.terms.configuration
    election, public = configuration.election, configuration.public
    tell = here.labels.titles
    return {
        **here.frame(str(title), here.way_of(str(title)), "about", here.say("describe.about")),
        "publisher": tell(election.office) if election.office else "",
        "about": tell(public.about) if public and public.about else "",
        "contact": tell(public.contact) if public and public.contact else "",
        "address": public.address if public else "",
        "day": here.labels.day(election.date),
        "contests": here.count("about.contests", len(configuration.contest)),
    }
