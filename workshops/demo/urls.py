from django.urls import path

from . import views

urlpatterns = [path("<slug:space>/example/", views.demo_load, name="demo-load")]
