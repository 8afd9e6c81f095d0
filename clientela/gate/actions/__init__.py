"""The verbs of the gate: counting, using up, keeping out."""

from clientela.gate.actions.blocking import (
    NotToBlock,
    OwnNetwork,
    SharedDomain,
    block,
    unblock,
)
from clientela.gate.actions.counting import clear, give_back, take
from clientela.gate.actions.refusing import KeptOut, refuse_blocked
from clientela.gate.actions.spending import spend
from clientela.gate.actions.sweeping import sweep
from clientela.gate.networks import block_of, network

__all__ = [
    "KeptOut",
    "NotToBlock",
    "OwnNetwork",
    "SharedDomain",
    "block",
    "block_of",
    "clear",
    "give_back",
    "network",
    "refuse_blocked",
    "spend",
    "sweep",
    "take",
    "unblock",
]
