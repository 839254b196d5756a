"""What the wiring itself remembers."""

from django.db import models


class Pulse(models.Model):
    """When a worker last took a message from this queue, by the clock of the database."""

    queue = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.queue}, {self.at}"
