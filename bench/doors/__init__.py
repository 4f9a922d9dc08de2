"""The two doors that `bench.gateway` compares, each a process of its own."""
