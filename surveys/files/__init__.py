"""Tables that others send: read whole, every fault named with its line."""
