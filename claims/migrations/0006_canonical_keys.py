"""Articles that are known by their URL are known by its canonical form from now on."""

from django.db import migrations

from claims.text.addresses import canonical


def name_anew(apps, schema_editor):
    """Where two articles turn out to be one, the first gets the name; the other keeps its own."""
    Article = apps.get_model("claims", "Article")
    taken = set(Article.objects.values_list("key", flat=True))
    for pk, url, key in (
        Article.objects.exclude(url="").order_by("pk").values_list("pk", "url", "key")
    ):
        new = canonical(url)
        if new != key and new not in taken and len(new) <= 2000:
            Article.objects.filter(pk=pk).update(key=new)
            taken.add(new)


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_changing_articles")]

    operations = [migrations.RunPython(name_anew, migrations.RunPython.noop)]
