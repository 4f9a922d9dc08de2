"""From one wave of answers to figures that say how sure they are."""
