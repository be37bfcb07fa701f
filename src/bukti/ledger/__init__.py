"""Hashing of append-only lists. Bytes come in, digests go out; it knows no election."""
