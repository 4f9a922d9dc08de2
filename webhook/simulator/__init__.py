"""The simulator: citizens' phones whose messages take the real, encrypted way in."""
