"""An append-only list that anybody can check. Bytes come in; digests, proofs, signed notes and files' contents go out.

It knows no election, no workspace and no clock, and writes nothing: what is to be kept is handed to the caller. Formats
are those that other people's tools read: Merkle trees of RFC 6962, signed notes, checkpoints, tiles, proofs and
cosignatures of C2SP (https://c2sp.org), entries in the JSON form of RFC 8785.
"""
