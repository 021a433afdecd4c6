"""Snapshot tables of any size for benchmarks: plausible rather than planted.

Columns, dtypes and references are those of a real snapshot; the shares of channels, kinds and outcomes are fixed.
"""
