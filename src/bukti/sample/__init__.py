"""A made-up election to practise on: a number of stations and a seed come in, a whole workspace goes out.

`plan` decides everything without touching a file: the places (`places`), what each station's paper truly says
(`voters`, `sheets`) and which slips hide in the files (`slips`). `files` writes the workspace, and beside it
`truth.csv`, which lists every slip with the true value. The same number and seed give the same bytes everywhere.
"""

from bukti.sample.files import make

__all__ = ["make"]
