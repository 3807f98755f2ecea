from django.urls import path

from actions.api import views

urlpatterns = [
    path("tickets", views.TicketListView.as_view(), name="ticket-list"),
    path("tickets/<uuid:ticket_id>", views.TicketView.as_view(), name="ticket-detail"),
    path("tickets/<uuid:ticket_id>/transitions", views.TicketTransitionView.as_view(), name="ticket-transitions"),
    path("tickets/<uuid:ticket_id>/notes", views.TicketNoteView.as_view(), name="ticket-notes"),
]
