"""JSON for programs: air and water for anybody, the survey's results with a key."""
