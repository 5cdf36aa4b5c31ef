from django.apps import AppConfig


class Workflows(AppConfig):
    name = "abaca.store.workflows"
    label = "store_workflows"

    def ready(self) -> None:
        from abaca.dispatch.due_work import register  # noqa: PLC0415 - the registry of apps is ready only now
        from abaca.store.workflows.jobs import DUE_WORK  # noqa: PLC0415

        for work in DUE_WORK:
            register(work)
