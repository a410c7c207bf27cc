"""Is the process alive, and can it do its work? For load balancers and supervisors."""
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def alive(request):
    """200 as long as the process answers; touches nothing."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request):
    """200 when the database answers, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})
