"""The court bundle of a case: what the tables say about it as files and one paper, with its digest in the ledger.

A case's view and the built tables come in; a folder goes out that is the same, byte for byte, for the same facts, and
beside it, once the ledger has signed its digest, the seal: entry, receipt, key and the program that checks them.
"""
