"""Addresses of the staff realm: signing in, one's own account, colleagues, API tokens."""

from django.urls import URLPattern, path

from clientela.admin.views import account, factors, joining, people, proving, signing, tokens

_PERSON = "/staff/<int:user_id>"
_TOKENS = "/settings/tokens"

urlpatterns: list[URLPattern] = [
    path("/login", signing.login, name="login"),
    path("/login/passkey", signing.login_by_passkey, name="login-passkey"),
    path("/logout", signing.logout, name="logout"),
    path("/passkey", signing.passkey_options, name="passkey-options"),
    path("/second-factor", proving.second_factor, name="second-factor"),
    path("/second-factor/passkey", proving.second_factor_by_passkey, name="second-factor-passkey"),
    path("/prove", proving.prove, name="prove"),
    path("/prove/passkey", proving.prove_by_passkey, name="prove-passkey"),
    path("/forgot", joining.forgot, name="forgot"),
    path("/forgot/sent", joining.forgot_sent, name="forgot-sent"),
    path("/join", joining.join, name="join"),
    path("/join/<int:user_id>/<str:token>", joining.open_invitation, name="join-link"),
    path("/reset", joining.reset, name="reset"),
    path("/reset/<int:user_id>/<str:token>", joining.open_reset, name="reset-link"),
    path("/account", account.account, name="account"),
    path("/account/password", account.password, name="account-password"),
    path("/account/factors", factors.choose, name="factors"),
    path("/account/factors/app", factors.add_app, name="factor-app"),
    path("/account/factors/passkey", factors.add_passkey, name="factor-passkey"),
    path("/account/apps/<int:app_id>/remove", account.remove_app, name="app-remove"),
    path("/account/passkeys/<int:passkey_id>/remove", account.remove_passkey, name="passkey-remove"),
    path("/account/codes", factors.codes, name="codes"),
    path("/account/codes/new", account.new_codes, name="codes-new"),
    path("/account/sessions", account.sessions, name="sessions"),
    path("/account/sessions/others/end", account.end_others, name="sessions-end-others"),
    path("/account/sessions/<int:session_id>/end", account.end_session, name="session-end"),
    path("/staff", people.staff_list, name="staff"),
    path("/staff/invite", people.invite, name="staff-invite"),
    path(_PERSON, people.colleague, name="colleague"),
    path(f"{_PERSON}/role", people.change_role, name="colleague-role"),
    path(f"{_PERSON}/deactivate", people.deactivate, name="colleague-deactivate"),
    path(f"{_PERSON}/activate", people.activate, name="colleague-activate"),
    path(f"{_PERSON}/invite", people.invite_again, name="colleague-invite"),
    path(f"{_PERSON}/withdraw", people.withdraw, name="colleague-withdraw"),
    path(f"{_PERSON}/factors/clear", people.clear_factors, name="colleague-factors-clear"),
    path(f"{_PERSON}/sessions/end", people.end_sessions, name="colleague-sessions-end"),
    path(f"{_PERSON}/sessions/<int:session_id>/end", people.end_session, name="colleague-session-end"),
    path(_TOKENS, tokens.token_list, name="tokens"),
    path(f"{_TOKENS}/new", tokens.add, name="token-new"),
    path(f"{_TOKENS}/<int:token_id>/revoke", tokens.revoke, name="token-revoke"),
]
