from django.apps import AppConfig


class Tickets(AppConfig):
    name = "abaca.support.tickets"
    label = "support_tickets"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415 - models are ready only now

        from .jobs import BOUNCES, NEEDED, RETENTION, SETTLED, TICKETS  # noqa: PLC0415 - the same

        register(TICKETS)
        register(BOUNCES)
        register(SETTLED)
        register(NEEDED)
        register(RETENTION)
