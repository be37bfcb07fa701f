"""The facts: what was received, and what people declared, kept for ever under the digest of its bytes.

Files of the office come in; what goes out are facts in the order of their receipt and the bytes behind them. Only
`durable` writes, and nothing written is changed.
"""
