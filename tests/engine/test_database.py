"""The engine is set up so that it gives the rows that the SQL asks for."""

from __future__ import annotations

from bukti.engine.database import connect, create, fetch

TREE = [("r", None), ("d", "r"), ("e", "r"), ("v", "d"), ("w", "d"), ("x", "e")]


def test_a_union_of_chains_of_joins_gives_each_ancestor_once() -> None:
    """With all of its optimizer DuckDB 2.0.1 gives the root twice to v, w and x, and says nothing."""
    chains = ["select id, id as above from tree"]
    for length in range(1, 5):
        joins = "".join(f" join tree t{n} on t{n}.id = t{n - 1}.parent" for n in range(1, length + 1))
        chains.append(f"select t0.id, t{length}.id from tree t0{joins}")
    expected = [("d", "d"), ("d", "r"), ("e", "e"), ("e", "r"), ("r", "r")]
    expected += [(v, a) for v, d in (("v", "d"), ("w", "d"), ("x", "e")) for a in (v, d, "r")]
    with connect() as connection:
        create(connection, "tree", "id varchar, parent varchar", TREE)
        found = fetch(connection, f"select * from ({' union all '.join(chains)}) c order by 1, 2")
    assert found == sorted(expected)
