"""The plan of the house, read from its code: rooms, imports, and what the laws count."""
