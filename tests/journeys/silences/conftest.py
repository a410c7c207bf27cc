"""Pages as a signed-in member gets them."""
import pytest
from django.urls import reverse


@pytest.fixture
def page(client_of):
    def get(member, name, *arguments, query="", **headers):
        response = client_of(member).get(reverse(name, args=[member.space.slug, *arguments]) + query, **headers)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    return get
