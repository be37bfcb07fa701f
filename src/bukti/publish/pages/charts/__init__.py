"""Charts as static SVG: shares of the units below on one scale, differences by direction, the stations of a village.

In come the rows of the pages, out go ready marks with direct labels. Every axis begins at zero, figures stand beside
the marks, what is missing is drawn as missing, and nothing is projected.
"""
