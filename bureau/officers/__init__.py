"""Officers: who may work in the portal, in which role, and whose matters they see."""

from bureau.officers.model import (
    ADMIN,
    SHORTEST_PASSWORD,
    BusyError,
    Officer,
    OfficerError,
    checked_name,
    checked_password,
)
from bureau.officers.ports import LINK_LIFETIME, Officers
from bureau.officers.rights import IN_AN_AREA, IRREVERSIBLE, Right
from bureau.officers.roles import (
    ADMINISTRATOR,
    CITY,
    Post,
    PostError,
    Role,
    read_four_eyes,
    right_names,
    roles,
)
from bureau.officers.scope import WHOLE_CITY, OfficerScope

__all__ = [
    "ADMIN",
    "ADMINISTRATOR",
    "CITY",
    "IN_AN_AREA",
    "IRREVERSIBLE",
    "LINK_LIFETIME",
    "SHORTEST_PASSWORD",
    "WHOLE_CITY",
    "BusyError",
    "Officer",
    "OfficerError",
    "OfficerScope",
    "Officers",
    "Post",
    "PostError",
    "Right",
    "Role",
    "checked_name",
    "checked_password",
    "read_four_eyes",
    "right_names",
    "roles",
]
