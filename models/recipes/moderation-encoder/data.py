"""What is trained on and what is measured on: texts with labels, and the seeded split of them."""

import gzip
import hashlib
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

TOLD = ("homophobia", "obscene", "insult", "racism", "misogyny", "xenophobia")
# Labels with at least 100 positives in training. Jigsaw's severe_toxic (29 rows in all), identity_hate (38) and threat (15) are too few.
BINARY = (
    "toxic",
    "obscene",
    "insult",
    "toxic_pt",
    "toxic_pt_majority",
    *(f"{name}_pt" for name in TOLD),
    "spam",
)
SENTIMENT = ("negative", "neutral", "positive")
OUTPUTS = (*BINARY, *SENTIMENT)


@dataclass
class Example:
    text: str
    source: str
    labels: dict = field(default_factory=dict)  # of BINARY: 0 or 1; what is absent is not known
    sentiment: int | None = None  # index in SENTIMENT


def rows(folder, path):
    file = Path(folder) / path
    opened = gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else open(file, encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines]


def key(text):
    """What of a text makes it the same text: its ASCII letters and digits."""
    return " ".join(re.findall("[a-z0-9]+", text.lower())) or text


def part_of(text):
    """'test' (16 %), 'validation' (8 %) or 'train', by a hash of the text: equal texts of two files fall into the same part."""
    bucket = int.from_bytes(hashlib.sha256(f"moderation 1\0{key(text)}".encode()).digest()[:4], "big") % 25
    return "test" if bucket < 4 else "validation" if bucket < 6 else "train"


FOLDS = 5


def fold_of(text):
    """Of the training texts, which fifth one is in: a teacher that has not seen a text judges it."""
    return hashlib.sha256(f"fold 1\0{key(text)}".encode()).digest()[0] % FOLDS


def jigsaw(folder):
    parts = {"train": [], "validation": [], "test": []}
    seen = set()
    for row in rows(folder, "jigsaw/six_labels.jsonl"):
        if key(row["text"]) not in seen:
            seen.add(key(row["text"]))
            labels = {name: row[name] for name in ("toxic", "obscene", "insult")}
            parts[part_of(row["text"])].append(Example(row["text"], "jigsaw_six", labels))
    for row in rows(folder, "jigsaw/train_binary_20k.jsonl.gz"):
        if key(row["text"]) not in seen:
            seen.add(key(row["text"]))
            parts[part_of(row["text"])].append(Example(row["text"], "jigsaw", {"toxic": row["label"]}))
    return parts


def told_br(folder):
    """By the split for one vote that its authors published; texts that occur twice are kept out of training."""
    parts = {"train": [], "validation": [], "test": []}
    for row in rows(folder, "told_br/told_br.jsonl"):
        labels = {"toxic_pt": int(row["annotators_toxic"] >= 1), "toxic_pt_majority": int(row["annotators_toxic"] >= 2)}
        labels |= {f"{name}_pt": int(votes >= 1) for name, votes in zip(TOLD, row["votes"])}
        parts[("train", "validation", "test")[row["splits"][0]]].append(Example(row["text"], "told_br", labels))
    held_out = {key(example.text) for name in ("validation", "test") for example in parts[name]}
    parts["train"] = [example for example in parts["train"] if key(example.text) not in held_out]
    return parts


def sms_spam(folder):
    parts = {"train": [], "validation": [], "test": []}
    seen = set()
    for row in rows(folder, "sms_spam/sms.jsonl"):
        if key(row["text"]) not in seen:
            seen.add(key(row["text"]))
            parts[part_of(row["text"])].append(Example(row["text"], "sms_spam", {"spam": int(row["label"] == "spam")}))
    return parts


def sst2(folder):
    """Training: sentences and phrases. Validation: some of the sentences, and no phrase of theirs in training. Test: the 872 of dev."""
    example = lambda row: Example(row["text"], "sst2", sentiment=2 * row["label"])
    sentences = [example(row) for row in rows(folder, "sst2/sentence_train.jsonl")]
    validation = [each for each in sentences if part_of(each.text) == "validation"]
    test = [example(row) for row in rows(folder, "sst2/sentence_dev.jsonl")]
    held_out = "\n".join(f" {key(each.text)} " for each in [*validation, *test])
    train, seen = [], set()
    for each in [*sentences, *(example(row) for row in rows(folder, "sst2/glue_train.jsonl"))]:
        plain = key(each.text)
        if plain in seen or (f" {plain} " in held_out and (len(plain.split()) > 3 or f"\n {plain} \n" in f"\n{held_out}\n")):
            continue
        seen.add(plain)
        train.append(each)
    return {"train": train, "validation": validation, "test": test}


# Requests that speak of trouble or thanks are no good example of neutral: as in the recipe of the head `sentiment`.
FEELING = re.compile(
    "thank|greeting|goodbye|lost|stolen|fraud|damaged|blocked|declined|jump_start|flat_tire|joke|fun_fact|love|report"
)


def neutral(folder):
    """Requests to an assistant stand for neutral sentences; in training for harmless ones too."""

    def some(path, count, labels):
        calm = [row["text"] for row in rows(folder, path) if not FEELING.search(row["label"])]
        texts = [calm[int(i * len(calm) / count)] for i in range(count)]
        return [Example(text, "clinc150", dict(labels), 1) for text in texts]

    return {
        "train": some("clinc150/train.jsonl", 1500, {"toxic": 0, "spam": 0}),
        "validation": some("clinc150/val.jsonl", 120, {}),
        "test": some("clinc150/test.jsonl", 300, {}),
    }


def elsewhere(folder):
    """Comments from other places, by other people's idea of toxic: they only measure."""
    test = [Example(row["text"], "surge_toxicity", {"toxic_elsewhere": row["label"]}) for row in rows(folder, "surge_toxicity/toxicity_en.jsonl")]
    return {"train": [], "validation": [], "test": test}


def own():
    """The 180 sentences in English and Portuguese that were written for the head `sentiment`."""
    file = Path(__file__).parent.parent / "data/sentiment.jsonl"
    written = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Example(row["text"], "own", sentiment=SENTIMENT.index(row["label"])) for row in written]


def load_parts(folder):
    sets = (*(read(folder) for read in (jigsaw, told_br, sms_spam, sst2, neutral, elsewhere)), {"train": own(), "validation": [], "test": []})
    return {name: [example for each in sets for example in each[name]] for name in ("train", "validation", "test")}


def as_written(text, chance):
    """SST-2 is lower-cased, with spaces round every mark; people write otherwise."""
    text = re.sub(r" (n't|'s|'re|'ve|'ll|'d|'m|[.,;:!?%)])", r"\1", text.replace("( ", "(").replace("`` ", '"').replace(" ''", '"'))
    return text[:1].upper() + text[1:] if chance < 0.7 else text


def one_pass(train, rows, seed, later):
    """
    The examples of a pass as (row, text), drawn anew for each: some sources more often, some in part. In passes after the first, fewer of Jigsaw's
    harmless comments, which are long and learned soon, and long phrases of SST-2 twice, which are learned late.
    """
    chance = random.Random(seed)
    chosen = []
    for row in rows:
        example = train[row]
        text, positive = example.text, max(example.labels.values(), default=0)
        words = len(text.split())
        if example.source == "sst2":
            if words < 5 and chance.random() < 0.6:
                continue
            if chance.random() < 0.25:
                text = as_written(text, chance.random())
            chosen.extend([(row, text)] * (2 if later and words >= 12 else 1))
        elif example.source == "jigsaw" and not positive:
            if chance.random() < (0.3 if later else 0.75):
                chosen.append((row, text))
        else:
            times = {"jigsaw": 2, "jigsaw_six": 2 if positive else 1, "own": 4}.get(example.source, 1)
            chosen.extend([(row, text)] * times)
    return chosen
