#!/usr/bin/env python3
"""Writes a checkpoint as one GGUF file, and its heads as JSON for heads.mjs."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFValueType, GGUFWriter
from gguf.quants import quantize

from data import BINARY, OUTPUTS, fold_of, load_parts
from encoder import WIDTH, Encoder, is_wide, load_base, tensors_of

NAME = "moderation-en-pt"
OWN = {
    "general.name": NAME,
    "general.description": "multilingual-e5-small (intfloat) for English and Portuguese, fine-tuned for moderation and sentiment; texts come without a prefix",
}


def write_gguf(base, model, path):
    """The base's keys and tensors in their order; what was trained is stored anew: matrices as Q4_0, those of the last layers as Q8_0, vectors as F32."""
    trained = tensors_of(model)
    writer = GGUFWriter(path, "bert")
    for key, entry in base.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        value, (kind, *inner) = OWN.get(key, entry.contents()), entry.types
        if key == "general.license":  # the texts that it was trained on ask for more than the base's MIT
            value = "cc-by-sa-4.0"
        if kind == GGUFValueType.ARRAY:
            writer.add_key_value(key, bytes(value) if inner[0] == GGUFValueType.UINT8 else value, kind, inner[0])
        else:
            writer.add_key_value(key, value, kind)
    for tensor in base.tensors:
        weight = trained.get(tensor.name)
        if weight is None:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        elif weight.ndim == 2:
            kind = GGMLQuantizationType.Q8_0 if is_wide(tensor.name, model.wide) else GGMLQuantizationType.Q4_0
            writer.add_tensor(tensor.name, quantize(weight, kind), raw_dtype=kind)
        else:
            writer.add_tensor(tensor.name, weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def unseen_scores(folders, train):
    """
    Of each binary label, the texts of training that have it: [score, truth, fold], each score from the model that has not seen the text. Without the
    requests that stand for harmless texts: nothing like them is in validation or test.
    """
    folds = np.array([fold_of(example.text) for example in train])
    scores = np.zeros((len(train), len(OUTPUTS)))
    for folder in folders:
        answers = np.load(folder / "answers.npz")
        rows = folds == answers["fold"]
        scores[rows] = answers["logits"][rows]
    return {
        name: [[round(float(scores[row, column]), 3), example.labels[name], int(folds[row])] for row, example in enumerate(train) if name in example.labels and example.source != "clinc150"]
        for column, name in enumerate(BINARY)
    }


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--base", required=True)
    options.add_argument("--checkpoint", required=True, type=Path)
    options.add_argument("--data", required=True)
    options.add_argument("--folds", nargs="*", type=Path, default=[], help="folders of the same training with a fifth left out each")
    options.add_argument("--out", required=True, type=Path, help="folder for the file, heads.json and the texts that heads.mjs calibrates and measures on")
    given = options.parse_args()
    base = load_base(given.base)
    state = torch.load(given.checkpoint, weights_only=True, map_location="cpu")
    model = Encoder(base, len(OUTPUTS), state["wide"]).eval()
    model.load_state_dict(state["model"])
    given.out.mkdir(parents=True, exist_ok=True)
    file = given.out / f"{NAME}.gguf"
    write_gguf(base, model, file)
    columns = WIDTH**0.5 * model.heads.weight.detach()
    rows = [{"label": label, "weights": columns[at].tolist(), "bias": model.heads.bias[at].item()} for at, label in enumerate(OUTPUTS)]
    parts = load_parts(given.data)
    heads = {"examples": len(parts["train"]), "moderation": rows[: len(BINARY)], "sentiment": rows[len(BINARY) :]}
    (given.out / "heads.json").write_text(json.dumps(heads) + "\n")
    if given.folds:
        (given.out / "unseen.json").write_text(json.dumps(unseen_scores(given.folds, parts["train"])) + "\n")
    for name in ("validation", "test"):
        with open(given.out / f"{name}.jsonl", "w", encoding="utf-8") as lines:
            for example in parts[name]:
                row = {"text": example.text, "source": example.source, "labels": example.labels or None, "sentiment": example.sentiment}
                lines.write(json.dumps({key: value for key, value in row.items() if value is not None}) + "\n")
    print(f"{file}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
