"""The home of a contest: who leads or is declared, how complete it is, what does not fit, the thread, the units."""

from __future__ import annotations

from bukti.publish.pages.children import children
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import html
from bukti.publish.pages.unit import Marks, summary

TEMPLATE = "contest.html"


def context(here: Here, loaded: Loaded, marks: Marks) -> Context:
    """Everything the template shows; where no single unit stands on top, the top units as a table."""
    title = here.labels.titles(here.ballot.title)
    frame = here.frame(title, [html(title)], "units")
    tops = list(here.site.tops)
    if len(tops) == 1:
        own = summary(here, loaded, tops[0], marks)
        return {**frame, **own, "whole": True, "top": here.unit(tops[0].unit_id), "contest": title}
    below = children(here, loaded, tops)
    level = here.say(f"children.{tops[0].level}") if tops else ""
    return {**frame, "whole": False, "contest": title, "children": below, "children_title": level}
