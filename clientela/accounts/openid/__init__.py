"""Signing in at an outside OpenID Connect provider, as the one who relies on it (security OI-07).

`metadata` asks the provider what it can, `asking` draws the address that a browser is sent to and redeems the
code it comes back with, `id_token` judges what the provider then says: pure, without network or database.
"""
