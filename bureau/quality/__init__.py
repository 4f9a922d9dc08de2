"""Air and water: grading by the national standards, observations, rankings."""
