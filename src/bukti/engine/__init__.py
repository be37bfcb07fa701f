"""Tables from tables: steps run where their inputs changed, and every output is held to its contract.

Steps and contracts come in; Parquet files, a catalogue of what is built and digests of content go out. Which engine
runs is known here alone.
"""
