"""Published laureates."""

from django.urls import path

from candidatures.views.public import laureats

app_name = "laureats"
urlpatterns = [path("", laureats.laureats, name="liste")]
