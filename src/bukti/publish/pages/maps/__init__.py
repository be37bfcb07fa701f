"""Maps of the units below a unit: outlines and tiles, coloured by result, turnout, completeness and findings.

In come the rows of the pages and the table `drawn`; out goes what `map.html` shows: one drawing for each level and one
of tiles, whose areas bear a class for every view, so that the style sheet alone changes what is shown.
"""

from bukti.publish.pages.maps.context import maps

__all__ = ["maps"]
