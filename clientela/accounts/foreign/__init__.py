"""Password hashes from other shops: recognised, and checked the way they were made (api-facts 6.2, 6.3).

One module per family; each names how a hash is read and how a password is hashed its way. `hashers` wraps
them in Argon2id, `keeping` seals them until that is done.
"""

import hmac

from clientela.accounts.foreign import (
    argon2_phc,
    bcrypt_crypt,
    django_forms,
    magento,
    phpass,
    plain_digest,
    wordpress,
)
from clientela.accounts.foreign.family import LONGEST_SETTINGS, Family, Foreign

# In this order a hash is recognised; no two families take the same text.
FAMILIES: dict[str, Family] = {
    family.format: family
    for family in (
        phpass.FAMILY,
        wordpress.FAMILY,
        bcrypt_crypt.FAMILY,
        argon2_phc.FAMILY,
        plain_digest.MD5,
        plain_digest.SHA256,
        magento.FAMILY,
        django_forms.FAMILY,
    )
}


def recognise(text: str, named: str = "") -> Foreign | None:
    """What kind of hash a text is, of the family that is named or of any; nothing where it is none of them.

    A hash whose check would cost far more than ours (a cost set to stop a server) is none of them either.
    """
    text = text.strip()
    asked = [FAMILIES[named]] if named in FAMILIES else [] if named else FAMILIES.values()
    for family in asked:
        if (found := family.read(text)) and len(found[0]) <= LONGEST_SETTINGS:
            return Foreign(family.format, *found)
    return None


def fits(password: str, foreign: Foreign) -> bool:
    """Whether this is the password of a hash. The password counts as it was typed."""
    made = FAMILIES[foreign.format].inner(password, foreign.settings)
    return hmac.compare_digest(made.encode(), foreign.digest.encode())


def verify(text: str, password: str) -> bool:
    """Whether this is the password of a hash in the text form of another shop."""
    found = recognise(text)
    return found is not None and fits(password, found)
