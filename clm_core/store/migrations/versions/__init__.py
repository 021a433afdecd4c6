"""One file a change of schema, explicit and never edited after its release."""
