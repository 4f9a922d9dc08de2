"""Four eyes: an act that nobody can take back waits for a second officer with the same right."""

from bureau.reviews.model import LONGEST_REASON, WAITS, ActError, Review, ReviewError, ReviewState
from bureau.reviews.ports import KeptReviews
from bureau.reviews.service import Reviews

__all__ = [
    "LONGEST_REASON",
    "WAITS",
    "ActError",
    "KeptReviews",
    "Review",
    "ReviewError",
    "ReviewState",
    "Reviews",
]
