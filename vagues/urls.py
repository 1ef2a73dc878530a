"""Calendar of the waves."""

from django.urls import path

from vagues import views

app_name = "vagues"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouvelle/", views.programmer, name="programmer"),
    path("<int:numero>/ouvrir/", views.ouvrir, name="ouvrir"),
    path("<int:numero>/cloturer/", views.cloturer, name="cloturer"),
]
