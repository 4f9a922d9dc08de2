"""Questionnaires: what is asked, checked before anybody is asked, exchanged with other tools."""
