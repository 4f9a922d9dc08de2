"""Villages and communities: the fourth level of area, as the bureau's own table has them."""

from bureau.places.villages.model import Village, town_of
from bureau.places.villages.ports import KeptVillages, Villages
from bureau.places.villages.register import VillagePreview, VillageRegister

__all__ = ["KeptVillages", "Village", "VillagePreview", "VillageRegister", "Villages", "town_of"]
