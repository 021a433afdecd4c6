"""The files as each vendor's download has them, traps included."""
