"""The verbs of messaging: telling customers things, the words for it, and who agrees to marketing."""

from clientela.messaging.actions.advertising import advertise, advertisement
from clientela.messaging.actions.circulating import (
    Circular,
    Reader,
    circulate,
    draft_notification,
    sample,
)
from clientela.messaging.actions.notifying import notify, spoken
from clientela.messaging.actions.subscribing import choose, confirm, opt_in, sign_up, take_sign_up
from clientela.messaging.actions.texting import text
from clientela.messaging.actions.wording import preview, restore, revert, save_wording, send_sample
from clientela.messaging.actions.writing import compose, resend

__all__ = [
    "Circular",
    "Reader",
    "advertise",
    "advertisement",
    "choose",
    "circulate",
    "compose",
    "confirm",
    "draft_notification",
    "notify",
    "opt_in",
    "preview",
    "resend",
    "restore",
    "revert",
    "sample",
    "save_wording",
    "send_sample",
    "sign_up",
    "spoken",
    "take_sign_up",
    "text",
]
