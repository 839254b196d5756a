"""Template tags of what comes in."""

from django import template

from ingest.admin import marks
from ingest.admin.feeds import failing_feeds

register = template.Library()

register.simple_tag(failing_feeds)
register.filter("moment", marks.moment)
register.filter("due", marks.due)
