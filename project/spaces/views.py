"""Doors of the house itself: welcome, first run, spaces, members, invitations, account, tokens, language."""
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from project.network import site_address

from . import actions, closing, rules
from .accounts import sign_in_limited
from .doors import attempt, member_view, require
from .forms import (
    ClosingForm,
    FirstRunForm,
    InvitedForm,
    InviteForm,
    ProfileForm,
    RoleForm,
    SettingsForm,
    SpaceForm,
    TokenForm,
)  # fmt: skip
from .language import SPOKEN
from .models import Invitation, Member, Space, User
from .queries import people
from .tokens import digest

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@require_safe
def welcome(request):
    """The front door: one's own space when there is one, first run when there is nobody, else how to come in."""
    if request.user.is_authenticated:
        spaces = list(Space.objects.filter(members__user=request.user).order_by("name"))
        if len(spaces) == 1 and spaces[0].closed_at is None:
            return redirect(spaces[0])
        context = {"spaces": [one for one in spaces if one.closed_at is None], "closed": [one for one in spaces if one.closed_at]}
        context |= {"can_create": rules.can_create_space(request.user)}
        return render(request, "project/spaces/spaces.html", context)
    if not User.objects.exists():
        return redirect("first-run")
    return render(request, "project/spaces/welcome.html", {"demo": settings.DEMO})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def first_run(request):
    if User.objects.exists():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and sign_in_limited(request):
        form.add_error(None, _("Too many tries from this address. Wait a minute."))
    elif request.method == "POST" and (user := attempt(form, actions.create_first_administrator)):
        login(request, user, backend=BACKEND)
        return redirect("space-new")
    return render(request, "project/spaces/first_run.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def space_new(request):
    require(rules.can_create_space(request.user))
    form = SpaceForm(request.POST or None)
    if request.method == "POST" and (owner := attempt(form, partial(actions.create_space, user=request.user))):
        return redirect(owner.space)
    return render(request, "project/spaces/space_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_view
def members(request, member):
    form = InviteForm(member) if rules.can_invite(member, "contributor") else None
    return render(request, "project/spaces/members.html", {**people(member), "invite_form": form})


@require_POST
@member_view
def invitations(request, member):
    require(rules.can_invite(member, "contributor"))
    form = InviteForm(member, request.POST)
    if not form.is_valid():
        return render(request, "project/spaces/members.html", {**people(member), "invite_form": form}, status=422)
    invitation, secret = actions.invite(by=member, **form.cleaned_data)
    link = site_address(request) + f"/invitations/{secret}/"
    return render(request, "project/spaces/invited.html", {"invitation": invitation, "link": link})


@require_POST
@member_view
def invitation_withdrawal(request, member, uuid):
    actions.withdraw_invitation(by=member, invitation=get_object_or_404(Invitation, space=member.space, uuid=uuid))
    return redirect("members", member.space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request, secret):
    """Open an invitation: a signed-in person joins with one button, anyone else makes an account."""
    invited = Invitation.objects.select_related("space").filter(digest=digest(secret)).first()
    if invited is None or not invited.is_open(timezone.now()):
        return render(request, "project/spaces/invitation_closed.html", status=404)
    form = None if request.user.is_authenticated else InvitedForm(request.POST or None)
    if request.method == "POST":
        if form is None:
            return redirect(actions.accept_invitation(user=request.user, secret=secret).space)
        if made := attempt(form, partial(actions.create_account, secret=secret)):
            login(request, made[0], backend=BACKEND)
            return redirect(made[1].space)
    context = {"invitation": invited, "form": form, "secret": secret}
    return render(request, "project/spaces/invitation.html", context, status=422 if form and form.errors else 200)


@require_POST
@member_view
def member_role(request, member, uuid):
    other = get_object_or_404(Member, space=member.space, uuid=uuid)
    form = RoleForm(request.POST)
    if attempt(form, partial(actions.change_role, by=member, member=other)) is None:
        for error in form.non_field_errors():
            messages.error(request, error)
    return redirect("members", member.space.slug)


@require_POST
@member_view
def member_removal(request, member, uuid):
    other = get_object_or_404(Member, space=member.space, uuid=uuid)
    try:
        actions.remove_member(by=member, member=other)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    left = other.pk is None and other.user_id == request.user.pk
    return redirect("welcome") if left else redirect("members", member.space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def space_settings(request, member):
    if not rules.can_change_space(member):
        return render(request, "403.html", status=403)
    form = SettingsForm(request.POST or None, instance=member.space)
    if request.method == "POST" and form.is_valid():
        actions.change_space(by=member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("space-settings", member.space.slug)
    context = {"form": form, "can_close": rules.can_close(member), "closing_form": ClosingForm(auto_id="closing-%s")}
    return render(request, "project/spaces/settings.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
def space_closing(request, member):
    """Read-only from now on; the reason is asked, and shown on every page."""
    require(rules.can_close(member))
    form = ClosingForm(request.POST, auto_id="closing-%s")
    if not form.is_valid():
        context = {"form": SettingsForm(instance=member.space), "can_close": True, "closing_form": form}
        return render(request, "project/spaces/settings.html", context, status=422)
    closing.close_space(by=member, **form.cleaned_data)
    return redirect("space-settings", member.space.slug)


@require_POST
@member_view
def space_reopening(request, member):
    closing.reopen_space(by=member)
    return redirect("space-settings", member.space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def tokens(request, member):
    form = TokenForm(request.POST or None)
    secret = None
    if request.method == "POST" and form.is_valid():
        _token, secret = actions.make_token(by=member, **form.cleaned_data)
        form = TokenForm()
    rows = member.tokens.filter(revoked_at=None).order_by("-created_at")
    context = {"form": form, "tokens": rows, "secret": secret}
    return render(request, "project/spaces/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
def token_revocation(request, member, uuid):
    actions.revoke_token(by=member, token=get_object_or_404(member.tokens, uuid=uuid))
    return redirect("tokens", member.space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "project/spaces/account.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def language(request):
    """Change the interface language, for this browser and for the account if there is one."""
    chosen = request.POST.get("language", "")
    next_page = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(next_page, {request.get_host()}):
        next_page = "/"
    response = redirect(next_page)
    if chosen in SPOKEN:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", httponly=True)
        if request.user.is_authenticated:
            actions.change_profile(user=request.user, language=chosen)
    return response


