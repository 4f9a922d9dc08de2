"""Citizens: keys for the records, identities apart."""

from bureau.citizens.identity import IdentityKeys, UnsealError
from bureau.citizens.model import Citizen, Citizens

__all__ = ["Citizen", "Citizens", "IdentityKeys", "UnsealError"]
