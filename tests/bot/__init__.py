"""The runtime of the assistant: launcher, server, store, mending."""
