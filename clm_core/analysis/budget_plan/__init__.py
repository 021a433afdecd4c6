"""Where the next euro goes: what a plan's amounts bring, the best amounts under all limits, risk and scenarios."""
