"""What the tables say about a case: its units as they count now, each claim against them, what follows for the result.

A case taken in and the built tables come in; a view of plain values goes out, which pages, the bundle and
`bukti decide` tell. Nothing here decides who is right.
"""
