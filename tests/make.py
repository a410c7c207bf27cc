"""Plain builders of what tests need."""
from project.spaces.models import Member, Space, User


def space(slug="telecom", name="Service client · Télécom", **fields):
    return Space.objects.create(slug=slug, name=name, **fields)


def member(name, role="contributor", trade="", *, of):
    """A member called `name` of the space `of`, with an account name@example.org and the password "a quiet room"."""
    user = User.objects.create_user(f"{name.lower()}@example.org", "a quiet room", name=name)
    return Member.objects.create(space=of, user=user, role=role, trade=trade)
