"""The command line: what the pages do, for scripts and nightly jobs, over the same services."""
