"""What holds for every test."""

from hypothesis import settings

# How long an example takes says nothing on a busy machine; speed is measured in bench/.
settings.register_profile("domain", deadline=None)
settings.load_profile("domain")
