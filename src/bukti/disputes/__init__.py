"""Could it matter, and what a case says of it: what is questioned, held against the margin, with the proof beside it.

Votes and caps of stations come in, and what somebody questions of them; whether that can change who leads goes out, the
fewest stations that could, what a ruling would change, and of a case its claims, its evidence and the bundle for the
court. Nothing here estimates: bounds are sums of whole numbers, and a chance is only told of a stated assumption.
"""
