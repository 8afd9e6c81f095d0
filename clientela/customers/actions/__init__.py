"""The verbs about customers."""

from clientela.customers.actions.adding import add_whole
from clientela.customers.actions.addresses import (
    add_address,
    change_address,
    choose_default,
    delete_address,
    mend_address,
    pin_address,
)
from clientela.customers.actions.comments import comment, delete_comment, edit_comment
from clientela.customers.actions.consent import choose_data_sale, set_consent
from clientela.customers.actions.emails import put_email
from clientela.customers.actions.fields import NewField, change_definition, define, remove_definition
from clientela.customers.actions.figures import count_order, count_refund
from clientela.customers.actions.filling import fill_fields, set_field_each, set_fields
from clientela.customers.actions.profile import (
    NewCustomer,
    add,
    edit,
    find_or_add,
    set_account_state,
    set_account_states,
    set_note,
    verify_email,
)
from clientela.customers.actions.retagging import delete_tag, rename_tag, replace_tag_each
from clientela.customers.actions.tags import add_tags, remove_tags, set_tags
from clientela.customers.search import reindex

__all__ = [
    "NewCustomer",
    "NewField",
    "add",
    "add_address",
    "add_tags",
    "add_whole",
    "change_address",
    "change_definition",
    "choose_data_sale",
    "choose_default",
    "comment",
    "count_order",
    "count_refund",
    "define",
    "delete_address",
    "delete_comment",
    "delete_tag",
    "edit",
    "edit_comment",
    "fill_fields",
    "find_or_add",
    "mend_address",
    "pin_address",
    "put_email",
    "reindex",
    "remove_definition",
    "remove_tags",
    "rename_tag",
    "replace_tag_each",
    "set_account_state",
    "set_account_states",
    "set_consent",
    "set_field_each",
    "set_fields",
    "set_note",
    "set_tags",
    "verify_email",
]
