"""Drawings of the pages, made by the server."""
