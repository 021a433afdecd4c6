"""Lead scoring: what a lead is worth by the agreed points, what the deals say about them, and where to cut."""
