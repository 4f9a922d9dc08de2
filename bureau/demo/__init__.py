"""The demonstration: invented data, the same at every first start."""
