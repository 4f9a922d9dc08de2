"""Rankings and answers as files for people and for other programs."""
