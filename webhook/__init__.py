"""The WeChat door."""
