"""Citizens: keys for the records, identities apart."""

from bureau.citizens.identity import IdentityKeys, UnsealError, new_key
from bureau.citizens.model import Citizen, Citizens

__all__ = ["Citizen", "Citizens", "IdentityKeys", "UnsealError", "new_key"]
