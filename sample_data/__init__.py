"""A simulated machine maker with known truth: files as a company has them, and truth.json beside them."""
