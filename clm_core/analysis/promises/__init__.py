"""What marketing and sales promised each other: how each promise is measured, kept, and what misses go along with."""
