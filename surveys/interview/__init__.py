"""The interview: one question at a time, as pure values."""
