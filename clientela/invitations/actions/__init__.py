"""The verbs about invitations."""

from clientela.invitations.actions.answering import accept, decline, note_opened
from clientela.invitations.actions.asking import answer, ask_anew
from clientela.invitations.actions.inviting import AddressChanged, send, send_again, write
from clientela.invitations.actions.many import invite_each
from clientela.invitations.actions.reminding import remind
from clientela.invitations.actions.rounds import RoundBegun, change_round, plan_round, start_round
from clientela.invitations.actions.sweeping import sweep

__all__ = [
    "AddressChanged",
    "RoundBegun",
    "accept",
    "answer",
    "ask_anew",
    "change_round",
    "decline",
    "invite_each",
    "note_opened",
    "plan_round",
    "remind",
    "send",
    "send_again",
    "start_round",
    "sweep",
    "write",
]
