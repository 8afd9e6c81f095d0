"""Every way through several pages that is pictured."""

from tools.pictures.flows import FLOWS, Flow
from tools.pictures.many import MAILING, MANY

WALKS: tuple[Flow, ...] = (*FLOWS, MANY, MAILING)
