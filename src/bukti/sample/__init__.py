"""A made-up election to practise on: a number of stations and a seed come in, a whole folder of files goes out.

`places` says which units there are, `sheets` what each station's paper truly says, `slips` and `plan` which mistakes
hide in the files, `classes` which rule owns each of them. `election` goes through all this unit by unit and keeps
nothing, so that a nation takes no more memory than a province. `office` and `lean` write it in two layouts, and
beside it `truth.csv`, which lists every mistake with the true value. The same number and seed give the same bytes.
"""

from bukti.sample.files import make

__all__ = ["make"]
