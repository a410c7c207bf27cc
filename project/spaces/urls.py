from allauth.account import views as allauth
from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("welcome/", views.first_run, name="first-run"),
    path("spaces/new/", views.space_new, name="space-new"),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
    path("account/", views.account, name="account"),
    path("language/", views.language, name="language"),
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/signup/", allauth.signup, name="account_signup"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    path("accounts/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path("accounts/password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("<slug:space>/members/", views.members, name="members"),
    path("<slug:space>/members/<uuid:uuid>/role/", views.member_role, name="member-role"),
    path("<slug:space>/members/<uuid:uuid>/removal/", views.member_removal, name="member-removal"),
    path("<slug:space>/invitations/", views.invitations, name="invitations"),
    path("<slug:space>/invitations/<uuid:uuid>/withdrawal/", views.invitation_withdrawal, name="invitation-withdrawal"),
    path("<slug:space>/settings/", views.space_settings, name="space-settings"),
    path("<slug:space>/settings/closing/", views.space_closing, name="space-closing"),
    path("<slug:space>/settings/reopening/", views.space_reopening, name="space-reopening"),
    path("<slug:space>/tokens/", views.tokens, name="tokens"),
    path("<slug:space>/tokens/<uuid:uuid>/revocation/", views.token_revocation, name="token-revocation"),
]
