"""Statement against statement: reading with reading, counted with declared, declared with the declared below it.

Standing readings and tallies come in; `trace`, `difference`, `comparison` and the findings between
statements, and between the columns of one paper, go out. One side unknown is not comparable, and is counted apart.
"""

READINGS = "readings"
DECLARED = "declared"
BELOW = "below"
