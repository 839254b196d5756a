"""Template tags of what comes in."""

from django import template

from ingest.admin import marks

register = template.Library()

register.filter("moment", marks.moment)
register.filter("due", marks.due)
