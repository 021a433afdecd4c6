"""Response curves: what more spend on a channel brings, how sure that is, and which experiment would tell."""
